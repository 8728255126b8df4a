/** Opens a file of any format, with the files that belong to it, as an ExpressionSource. */
import { compareNames } from '../canonicalOrder';
import { MIN_GENES } from '../dataset';
import { DatasetFailure } from '../errors';
import type { DatasetNote } from '../notes';
import type { ExpressionSource } from '../source';
import { readDirectory } from './archive/zip';
import { tarArchive, unpackGroup, zarrStoreIn, zipArchive } from './archive/open';
import { type OnBytes, partOf, peek } from './bytes';
import { type FileFormat, formatOf } from './format';
import { alone, type FileGroup, isTableName, namesOfSamples, type Sample } from './fileGroup';
import { openHdf5 } from './hdf5/open';
import { openTriplet } from './mtx/triplet';
import { openNpz } from './npz/npz';
import { joinSamples, type OpenSample } from './combine/samples';
import { decoded } from './text/encoding';
import { listsTargets, targetTable } from '../recognise/targetTable';
import { holdsValues, type LabelsTable, matchLabels, maxShareKnown, readLabels } from './text/labels';
import { joinOneSampleTables, type OneSample, oneSampleOf } from './text/oneSample';
import { openText } from './text/text';
import { filesOfBundle } from './zarr/store';
import { openZarr } from './zarr/file';

/** A data file with the files that belong to it. */
export type InputFiles = FileGroup<File>;

type KnownFormat = Exclude<FileFormat['kind'], 'refused'>;

/** Fewer are not opened; what a network needs is told once its genes are selected. */
const [MIN_CELLS, ONE_GENE] = [2, 1];

/** Throws DatasetFailure with place and reason. */
export async function openFile(files: InputFiles, onBytes: OnBytes): Promise<ExpressionSource> {
  const { main, samples, table } = files;
  const counted = await oneSampleTables(files);
  if (counted !== null) {
    const names = namesOfSamples(counted.tables.map(({ file }) => file));
    return labelled({ ...alone(main), labels: counted.labels }, (labels) =>
      joinOneSampleTables(counted.tables, names, labels, table ?? {}, onBytes),
    );
  }
  if (samples !== undefined) return labelled(files, () => openSamples(samples, table, onBytes));
  const format = await formatOfFile(main);
  if (format === 'tar') {
    const unpackTar = async (onUnpacked: OnBytes) =>
      unpackGroup(main, await tarArchive(main, () => undefined), onUnpacked);
    return openArchive(files, unpackTar, onBytes);
  }
  if (format !== 'archive') return labelled(files, (labels) => openAs(format, files, labels, onBytes));
  const entries = await readDirectory(main);
  const store = zarrStoreIn(main, entries);
  return store === null
    ? openArchive(files, (onUnpacked) => unpackGroup(main, zipArchive(main, entries), onUnpacked), onBytes)
    : labelled(files, () => openZarr(main, store, onBytes, files.table));
}

/** Puts the columns of the table of labels, where there is one, before those of the file. */
async function labelled(
  { main, labels: file, targets, unfiltered }: InputFiles,
  open: (labels: LabelsTable | null) => Promise<ExpressionSource>,
): Promise<ExpressionSource> {
  const table = file === null ? null : await openLabels(file);
  const named = targets ? await openLabels(targets) : null;
  const mayBeTargets = named === null && table !== null && listsTargets(table.header);
  const read = withNotes(
    await open(mayBeTargets ? null : table),
    unfiltered ? [{ tag: 'unfiltered-left-out', file: unfiltered.name }] : [],
  );
  const isOfTargets = mayBeTargets && maxShareKnown(table, read.opened.cellNames) === 0;
  const labels = isOfTargets ? null : table;
  const source = withTargets(read, isOfTargets ? table : named);
  try {
    expectEnough(source);
    if (labels === null) return source;
    if (holdsValues(labels, source.opened))
      throw new DatasetFailure({ tag: 'labels-are-values', file: main.name, labels: labels.file });
    const { columns, notes } = matchLabels(labels, main.name, source.opened.cellNames);
    const replaced = new Set(columns.map(({ name }) => name));
    const own = source.opened.obs.filter(({ name }) => !replaced.has(name));
    return withNotes({ ...source, opened: { ...source.opened, obs: [...columns, ...own] } }, notes);
  } catch (error) {
    source.close();
    throw error;
  }
}

function withTargets(source: ExpressionSource, table: LabelsTable | null): ExpressionSource {
  if (table === null) return source;
  if (!listsTargets(table.header)) {
    source.close();
    throw new DatasetFailure({ tag: 'no-targets-column', file: table.file, columns: table.header });
  }
  const targets = targetTable(table.file, table.header, table.rows.slice(1));
  return { ...source, opened: { ...source.opened, targets } };
}

function withNotes(source: ExpressionSource, notes: readonly DatasetNote[]): ExpressionSource {
  return { ...source, opened: { ...source.opened, notes: [...source.opened.notes, ...notes] } };
}

async function openAs(
  format: Exclude<KnownFormat, 'archive' | 'tar'>,
  { main, features, barcodes, table = {} }: InputFiles,
  labels: LabelsTable | null,
  onBytes: OnBytes,
): Promise<ExpressionSource> {
  switch (format) {
    case 'hdf5':
      return openHdf5(main, onBytes, table);
    case 'mtx':
      return openTriplet({ matrix: main, features, barcodes }, onBytes);
    case 'folder':
      return openZarr(main, await filesOfBundle(main), onBytes, table);
    case 'npz':
      return openNpz(main, onBytes);
    case 'text':
      if (labels === null && (await oneSampleOf(main))?.isOfProgram === true)
        throw new DatasetFailure({ tag: 'too-few-cells', file: main.name, cells: 1, needed: MIN_CELLS });
      return openText(main, labels, table, onBytes);
    default:
      return format satisfies never;
  }
}

/** The source has the name of the archive. Unpacking is the first half of the progress. */
async function openArchive(
  { main, labels, targets, table = {} }: InputFiles,
  unpacked: (onBytes: OnBytes) => Promise<InputFiles>,
  onBytes: OnBytes,
): Promise<ExpressionSource> {
  const half = main.size / 2;
  const inside = await unpacked(partOf(0, half, main.size, onBytes));
  const format = await formatOfFile(inside.main);
  if (format === 'archive' || format === 'tar')
    throw new DatasetFailure({ tag: 'archive-without-data', file: main.name, entries: [inside.main.name] });
  const source = await openFile(
    { ...inside, labels: labels ?? inside.labels, ...(targets && { targets }), table },
    partOf(half, half, main.size, onBytes),
  );
  return { ...source, opened: { ...source.opened, name: main.name } };
}

/** Opens samples in order; closes all of them where one fails. Throws the errors of the samples. */
async function openSamples(
  samples: readonly Sample<File>[],
  table: InputFiles['table'],
  onBytes: OnBytes,
): Promise<ExpressionSource> {
  const total = samples.reduce((sum, { files }) => sum + files.main.size, 0);
  const opened: OpenSample[] = [];
  let before = 0;
  try {
    for (const { name, files } of samples) {
      const { size } = files.main;
      opened.push({
        name,
        source: await openFile({ ...files, ...(table && { table }) }, partOf(before, size, total, onBytes)),
      });
      before += size;
    }
    return joinSamples(nameOf(samples), opened);
  } catch (error) {
    for (const { source } of opened) source.close();
    throw error;
  }
}

interface OneSampleTables {
  readonly tables: readonly OneSample[];
  readonly labels: File | null;
}

/** The files as tables that count one sample each, with a table of labels; null for all others. Throws `tables-unrelated`. */
async function oneSampleTables({
  main,
  labels,
  samples,
  tables,
}: InputFiles): Promise<OneSampleTables | null> {
  const mains =
    samples?.map(({ name, files }) => inFolder(name, files.main, samples)) ??
    tables ??
    (labels === null ? [] : [main, labels]);
  if (!mains.every(({ name }) => isTableName(name))) return null;
  const sorted = mains.toSorted((a, b) => compareNames(a.name, b.name));
  const found = await Promise.all(sorted.map(oneSampleOf));
  const own = found.filter((table) => table !== null);
  const rest = sorted.filter((_, at) => found[at] === null);
  const isJoined = own.length > 1 && rest.length <= (tables === undefined ? 0 : 1);
  if (isJoined) return { tables: own, labels: samples === undefined ? (rest[0] ?? null) : labels };
  if (tables === undefined) return null;
  throw new DatasetFailure({
    tag: 'tables-unrelated',
    file: main.name,
    files: tables.map(({ name }) => name),
  });
}

/** With the name of its sample as its folder, where all samples have files of one name. */
function inFolder(sample: string, main: File, samples: readonly Sample<File>[]): File {
  return samples.every(({ files }) => files.main.name === main.name)
    ? new File([main], `${sample}/${main.name}`)
    : main;
}

/** Samples named in the name of the joined source. */
const SHOWN_SAMPLES = 3;

function nameOf(samples: readonly Sample<File>[]): string {
  const more = samples.length - SHOWN_SAMPLES;
  const names = samples.slice(0, SHOWN_SAMPLES).map(({ name }) => name);
  return more > 0 ? `${names.join(', ')} + ${more}` : names.join(', ');
}

async function openLabels(file: File): Promise<LabelsTable> {
  const format = await formatOfFile(file);
  if (format === 'text') return readLabels(file);
  const convert = "adata.obs.to_csv('labels.csv')\n# then open labels.csv as the second file";
  throw new DatasetFailure({
    tag: 'unsupported-format',
    file: file.name,
    format: 'labels that are not a table',
    convert,
  });
}

async function formatOfFile(file: File): Promise<KnownFormat> {
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  const text = await peek(file);
  const format = formatOf(file.name, head, text, decoded(text.subarray(0, 4096)));
  if (format.kind === 'refused') throw new DatasetFailure(format.problem);
  return format.kind;
}

function expectEnough({ opened }: ExpressionSource): void {
  const { name: file, cells } = opened;
  if (cells < MIN_CELLS) throw new DatasetFailure({ tag: 'too-few-cells', file, cells, needed: MIN_CELLS });
  const genes = Math.max(...opened.matrices.map((matrix) => matrix.genes));
  if (genes <= ONE_GENE) throw new DatasetFailure({ tag: 'too-few-genes', file, genes, needed: MIN_GENES });
}
