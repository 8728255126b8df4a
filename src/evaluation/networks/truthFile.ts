/** Reads files of known edges, packed with gzip or not, and numbers of genes that give some: tables, NumPy arrays, AnnData. */
import { DatasetFailure, type DatasetError, type Outcome } from '../../dataset/errors';
import { isGzip, streamed } from '../../dataset/readers/bytes';
import { decoded } from '../../dataset/readers/text/encoding';
import { npyArray, npyNumbers } from '../../dataset/readers/npz/npz';
import { float32Of } from '../../dataset/readers/hierarchy';
import {
  edgesByRank,
  type GeneNumbers,
  type GeneRows,
  geneNumbers,
  likenessOf,
  type GeneNumbersError,
  readGeneNumbers,
  readNames,
  rowsAmong,
} from '../../network/embedding';
import { distinctEdges, type TruthError } from '../../network/formats/knownEdges';
import { geneFinder } from '../../dataset/names/match';
import { type Prior, type PriorError, priorOn } from '../../network/prior';
import { matchTruth, otherSpellings } from './matchTruth';
import { parseTruth, type Truth } from './truth';

/** Bytes of text; longer lists are refused. */
const MAX_TEXT = 64_000_000;

export async function readTruth(file: File): Promise<Outcome<Truth, TruthError>> {
  if (file.size > MAX_TEXT) return tooLarge(file.name);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = await unpacked(bytes, file.name);
  if (!text.ok) return text;
  const parsed = parseTruth(text.value, file.name);
  return parsed.ok ? { ok: true, value: parsed.truth } : parsed;
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>, file: string): Promise<Outcome<string, TruthError>> {
  if (!isGzip(bytes)) return { ok: true, value: decoded(bytes) };
  try {
    const text = await streamed(bytes, new DecompressionStream('gzip'), MAX_TEXT);
    return text ? { ok: true, value: decoded(text) } : tooLarge(file);
  } catch (error) {
    const detail = `It cannot be unpacked (${String(error)}).`;
    return { ok: false, error: { tag: 'truth-format', file, format: 'gzip', detail } };
  }
}

function tooLarge(file: string): Outcome<never, TruthError> {
  return { ok: false, error: { tag: 'truth-too-large', file, limit: MAX_TEXT } };
}

/** Known edges, or numbers of genes, which become edges among the genes of a data set. */
export type PriorSource = Truth | GeneNumbers;

export type PriorFileError = TruthError | GeneNumbersError | DatasetError;

/**
 * Any file of readTruth, and where it has no edges: a table of numbers, a NumPy array with a second file of names, or the arrays of the genes of
 * an AnnData file (varp before varm).
 */
export async function readPrior(
  file: File,
  names: File | null,
): Promise<Outcome<PriorSource, PriorFileError>> {
  const arrays = await numbersOfArrays(file, names);
  if (arrays) return arrays;
  const read = await readTruth(file);
  if (read.ok || !mayBeNumbers(read.error)) return read;
  const numbers = await numbersOfText(file);
  return numbers.ok || numbers.error.tag !== 'numbers-format' ? numbers : read;
}

/** Numbers of genes alone, from the same files: a table is never read as edges. */
export async function readEmbeddings(
  file: File,
  names: File | null,
): Promise<Outcome<GeneNumbers, PriorFileError>> {
  return (await numbersOfArrays(file, names)) ?? numbersOfText(file);
}

/** null for text. */
async function numbersOfArrays(
  file: File,
  names: File | null,
): Promise<Outcome<GeneNumbers, PriorFileError> | null> {
  const start = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  try {
    if (isNpy(start)) return await numbersOfNpy(file, names && readNames(await textOf(names)));
    return isHdf5(start) ? await numbersOfAnnData(file) : null;
  } catch (error) {
    if (error instanceof DatasetFailure) return { ok: false, error: error.problem };
    throw error;
  }
}

async function numbersOfText(file: File): Promise<Outcome<GeneNumbers, TruthError | GeneNumbersError>> {
  const text =
    file.size > MAX_TEXT
      ? tooLarge(file.name)
      : await unpacked(new Uint8Array(await file.arrayBuffer()), file.name);
  if (text.ok) return readGeneNumbers(text.value, file.name);
  if (text.error.tag !== 'truth-too-large') return text;
  return { ok: false, error: { ...text.error, tag: 'numbers-too-large' } };
}

/** Tables whose columns are neither regulators and targets nor a sparse matrix. */
function mayBeNumbers(error: TruthError): boolean {
  return (
    error.tag === 'truth-columns' ||
    error.tag === 'truth-ragged' ||
    (error.tag === 'truth-format' && error.format === 'matrix of regulators and targets')
  );
}

const textOf = async (file: File) => decoded(new Uint8Array(await file.arrayBuffer()));
const isNpy = (start: Uint8Array) => start[0] === 0x93 && start[1] === 0x4e;
const isHdf5 = (start: Uint8Array) => start[0] === 0x89 && start[1] === 0x48;

async function numbersOfNpy(
  file: File,
  names: readonly string[] | null,
): Promise<Outcome<GeneNumbers, GeneNumbersError>> {
  const refuse = (detail: string): Outcome<never, GeneNumbersError> => ({
    ok: false,
    error: { tag: 'numbers-format', file: file.name, detail },
  });
  const array = await npyArray(file, file.name, file.name.replace(/\.npy$/iu, ''), (limit) =>
    DatasetFailure.damaged(file.name, 'the array', `It cannot be read: ${limit}.`),
  );
  const [rows = 0, columns = 0] = array.shape;
  const numbers = npyNumbers(array);
  if (array.shape.length !== 2 || numbers === null) return refuse('It is no matrix of numbers.');
  if (names === null) return { ok: false, error: { tag: 'numbers-unnamed', file: file.name, rows } };
  if (names.length !== rows)
    return { ok: false, error: { tag: 'numbers-names', file: file.name, names: names.length, rows } };
  const bytes = await array.values.slice(0, rows * columns * array.size).arrayBuffer();
  return geneNumbers(file.name, { genes: names, columns: null, values: float32Of({ ...numbers, bytes }) });
}

async function numbersOfAnnData(file: File): Promise<Outcome<GeneNumbers, GeneNumbersError>> {
  const { geneArraysOf } = await import('../../dataset/readers/hdf5/open');
  const { genes, arrays } = await geneArraysOf(file);
  const [first] = arrays.toSorted(
    (a, b) => Number(b.path.startsWith('varp')) - Number(a.path.startsWith('varp')),
  );
  if (first === undefined) {
    const detail = 'It has no numbers of its genes in varm or varp.';
    return { ok: false, error: { tag: 'numbers-format', file: file.name, detail } };
  }
  // Columns of varm are no genes, even where they are as many.
  const columns = first.path.startsWith('varp') ? genes : [];
  return geneNumbers(`${file.name}, ${first.path}`, { genes, columns, values: first.values });
}

/** The edges that a source gives among the genes of a data set, with their names. */
export async function edgesAmong(source: PriorSource, genes: readonly string[]): Promise<Truth> {
  if ('edges' in source) return matchTruth(source, genes);
  const renamed = await otherSpellings(source.genes, genes);
  const edges = edgesByRank(source, geneOf(renamed, genes));
  return { name: source.name, edges: distinctEdges(edges), ...(renamed.length > 0 && { renamed }) };
}

/** A known network over the genes of a data set; `renamed`: names of it that are other names of genes. */
export interface LaidNetwork {
  readonly prior: Outcome<Prior, PriorError>;
  readonly renamed: NonNullable<Truth['renamed']>;
}

/** The source over the genes and candidates of a data set, with how alike an embedding says that candidates are. */
export async function laidPrior(
  source: PriorSource,
  genes: readonly string[],
  regulators: readonly string[],
): Promise<LaidNetwork> {
  const { edges, renamed = [] } = await edgesAmong(source, genes);
  const prior = priorOn(edges, source.name, genes, regulators);
  const likeness = 'edges' in source ? null : likenessOf(source, geneOf(renamed, genes), regulators);
  if (!prior.ok || !likeness) return { prior, renamed };
  return { prior: { ok: true, value: { ...prior.value, likeness } }, renamed };
}

/** Numbers of genes of a data set, and what they are of. */
export interface GivenEmbeddings {
  readonly name: string;
  readonly rows: GeneRows;
}

/** From a file to the genes of a data set. */
export async function embeddingsAmong(
  file: File,
  names: File | null,
  genes: readonly string[],
): Promise<Outcome<GivenEmbeddings, PriorFileError>> {
  const read = await readEmbeddings(file, names);
  if (!read.ok) return read;
  const laid = await laidEmbeddings(read.value, genes);
  return laid.ok ? { ok: true, value: { name: read.value.name, rows: laid.value } } : laid;
}

/** The numbers of the genes of a data set, with names matched as of known networks. */
export async function laidEmbeddings(
  source: GeneNumbers,
  genes: readonly string[],
): Promise<Outcome<GeneRows, GeneNumbersError>> {
  const renamed = await otherSpellings(source.genes, genes);
  return rowsAmong(source, geneOf(renamed, genes), genes);
}

function geneOf(
  renamed: NonNullable<Truth['renamed']>,
  genes: readonly string[],
): (name: string) => string | null {
  const find = geneFinder(genes);
  const other = new Map(renamed.map(({ written, gene }) => [written, gene]));
  return (name) => other.get(name) ?? genes[find(name) ?? -1] ?? null;
}
