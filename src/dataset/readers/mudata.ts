/**
 * MuData in HDF5 (.h5mu, as muon and pertpy write it) and Zarr: several AnnData of the same cells under `mod`. The modality of gene expression is read, with
 * the columns of cells of the whole file and of the guides, whose counts are called as those of 10x files are.
 * Format: https://mudata.readthedocs.io/en/latest/io/spec.html
 */
import type { AnnotationColumn, GeneAxis } from '../annotation';
import type { DatasetNote } from '../notes';
import type { ChosenColumns } from '../recognise/numericColumns';
import { DatasetFailure } from '../errors';
import { formats } from '../formats';
import { readAnnData, readFeatures, readFrame } from './anndata';
import type { FoundContent } from './assemble';
import type { OnBytes } from './bytes';
import { Hierarchy, type StoredArray, type StoredMember } from './hierarchy';
import { callGuides } from './tenx/features';

const EXPRESSION = /^(?:rna|gex|mrna|genes?|gene[-_ ]?expression|transcriptome|cite|expression)$/i;
const GUIDES =
  /^(?:gdo|crispr|s?grnas?|guides?|guide[-_ ]?(?:capture|rnas?)|crispr[-_ ]?guide[-_ ]?capture)$/i;

/** The modality of gene expression; null where none is named so and there are several. */
function expressionOf(file: Hierarchy): string | null {
  const names = modalitiesOf(file);
  return names.find((name) => EXPRESSION.test(name)) ?? (names.length === 1 ? (names[0] ?? null) : null);
}

function modalitiesOf(file: Hierarchy): readonly string[] {
  return file.names('mod').filter((name) => formats.h5ad.sign.isSign(new Part(file, `mod/${name}`)));
}

/** Throws `unsupported-format` without gene expression, and the errors of `readAnnData`. */
export async function readMuData(
  file: Hierarchy,
  chosen: ChosenColumns,
  onBytes: OnBytes,
): Promise<FoundContent> {
  const expression = expressionOf(file);
  if (expression === null) {
    const read = /\.zarr/i.test(file.name) ? 'read_zarr' : 'read_h5mu';
    const names = modalitiesOf(file);
    const among = names.length === 0 ? '' : ` among ${names.join(', ')}`;
    throw new DatasetFailure({
      tag: 'unsupported-format',
      file: file.name,
      format: `MuData without a modality of gene expression${among}`,
      convert: `adata = mudata.${read}('${file.name}')['${names[0] ?? 'rna'}']  # one modality\nadata.write_h5ad('data.h5ad')`,
    });
  }
  const content = readAnnData(new Part(file, `mod/${expression}`), chosen);
  const others = modalitiesOf(file).filter((name) => name !== expression);
  const guides = others.find((name) => GUIDES.test(name)) ?? null;
  const leftOut = others.filter((name) => name !== guides);
  const notes: DatasetNote[] = [...content.notes, { tag: 'modalities', expression, guides, leftOut }];
  const frames = file.kindOf('obs') === 'missing' ? [] : [readFrame(file, 'obs')];
  if (guides !== null) {
    const { cells, features, reader } = readFeatures(new Part(file, `mod/${guides}`));
    const { index: names } = features;
    const targets = targetsOf(features);
    const called = reader === null ? [] : await callGuides(reader, { names, targets }, notes, onBytes);
    frames.unshift({ index: cells.index, columns: [...called, ...cells.columns] });
  }
  const added = frames.flatMap(({ index, columns }) =>
    columns.map((column) => inOrder(column, index, content.cellNames)),
  );
  // The whole file repeats columns of its modalities, 'rna:perturbation'.
  const copies = new Set([expression, ...others].map((name) => `${name}:`));
  const isCopy = ({ name }: AnnotationColumn) => [...copies].some((start) => name.startsWith(start));
  const known = new Map(
    [...content.obs, ...added.filter((column) => !isCopy(column))].toReversed().map((one) => [one.name, one]),
  );
  return { ...content, format: 'h5mu', obs: [...known.values()].toReversed(), notes };
}

/** As the pipelines of IGVF, Cell Ranger and pertpy call the target of a guide. */
const TARGETS =
  /^(?:intended[-_ ]?target[-_ ]?name|target[-_ ]?gene(?:[-_ ]?name)?|gene[-_ ]?target|targets?)$/i;

/** Target of each guide; null without a column of them. */
function targetsOf({ columns }: GeneAxis): readonly string[] | null {
  const column = columns.find(({ name }) => TARGETS.test(name));
  return column?.kind === 'category'
    ? Array.from(column.codes, (code) => column.categories[code] ?? '')
    : null;
}

/** The column for other cells; missing for those that it does not have. */
function inOrder(column: AnnotationColumn, from: readonly string[], to: readonly string[]): AnnotationColumn {
  const rowOf = new Map(from.map((name, row) => [name, row]));
  const rows = Int32Array.from(to, (name) => rowOf.get(name) ?? -1);
  return column.kind === 'number'
    ? { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN) }
    : { ...column, codes: rows.map((row) => column.codes[row] ?? -1) };
}

/** A group of a file as a file of its own. */
class Part extends Hierarchy {
  readonly #file: Hierarchy;
  readonly #path: string;

  constructor(file: Hierarchy, path: string) {
    super();
    this.#file = file;
    this.#path = path;
  }

  get name(): string {
    return this.#file.name;
  }

  kindOf(path: string) {
    return this.#file.kindOf(`${this.#path}/${path}`);
  }

  names(path: string) {
    return this.#file.names(`${this.#path}/${path}`);
  }

  attribute(path: string, name: string) {
    return this.#file.attribute(`${this.#path}/${path}`, name);
  }

  array(path: string) {
    return this.#file.array(`${this.#path}/${path}`);
  }

  numbers(array: StoredArray, first: number, count: number) {
    return this.#file.numbers(array, first, count);
  }

  slice(array: StoredArray, first: number, count: number) {
    return this.#file.slice(array, first, count);
  }

  strings(array: StoredArray, first: number, count: number) {
    return this.#file.strings(array, first, count);
  }

  member(array: StoredArray, member: StoredMember) {
    return this.#file.member(array, member);
  }
}
