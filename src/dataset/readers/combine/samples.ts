/**
 * Several samples of one experiment as one source: the cells of the first, then of the second and so on, with a column that says
 * which sample each is of. All must measure the same genes, in whatever order: nothing is read as zero that was not measured.
 */
import type { GeneAxis, MatrixInfo, OpenedFile, AnnotationColumn } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import type { Block, ExpressionSource } from '../../source';
import type { OnBytes } from '../bytes';
import { relocated } from './relocate';
import { sha256 } from '../fingerprint';
import { calledName } from '../../recognise/calledGuides';
import { categoryColumn } from '../columns';

export interface OpenSample {
  readonly name: string;
  readonly source: ExpressionSource;
}

const SAMPLED_VALUES = 4_000;
const EXAMPLES = 5;

/** Closing it closes all. Throws `samples-differ` and, where they have no matrix of the same name, `no-matrix`. */
export function joinSamples(name: string, samples: readonly OpenSample[]): ExpressionSource {
  const files = samples.map(({ source }) => source.opened);
  const [first] = files;
  if (first === undefined) throw new Error('There are samples.');
  const names = samples.map((sample) => sample.name);
  const matrices = first.matrices.filter(({ path }) => files.every(({ genes }) => genes[path] !== undefined));
  if (matrices.length === 0) throw new DatasetFailure({ tag: 'no-matrix', file: name });
  /** By path: for each sample, the row among the genes of the first. */
  const places = new Map(matrices.map(({ path }) => [path, placesOf(files, path)]));
  const { cellNames, renamed } = distinctNames(names, files);
  const { columns, threshold } = joinedColumns(names, files);
  const opened: OpenedFile = {
    name,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    format: first.format,
    fingerprint: sha256(
      new TextEncoder().encode(JSON.stringify([names, ...files.map(({ fingerprint }) => fingerprint)])),
    ),
    cells: cellNames.length,
    cellNames,
    obs: columns,
    matrices: matrices.map(({ path }) => joinedInfo(files, path)),
    genes: Object.fromEntries(
      matrices.map(({ path }) => [path, first.genes[path] ?? { index: [], columns: [] }]),
    ),
    notes: [
      {
        tag: 'samples-joined',
        samples: names.map((own, i) => ({ name: own, count: files[i]?.cells ?? 0 })),
        renamed,
      },
      ...joinedNotes(files, columns, threshold),
    ],
  };
  return {
    opened,
    blocks: (path, onBytes, wanted) => joinedBlocks(samples, path, places.get(path), onBytes, wanted),
    close: () => {
      for (const { source } of samples) source.close();
    },
  };
}

/** [samples][genes of the sample] Throws `samples-differ` with names of genes that only one of two has. */
function placesOf(files: readonly OpenedFile[], path: string): readonly Int32Array[] {
  const axes = files.map(({ genes }) => genes[path] ?? { index: [], columns: [] });
  const byIdentifier = axes.every((axis) => identifiersOf(axis) !== null);
  const keys = axes.map((axis) => (byIdentifier ? (identifiersOf(axis) ?? []) : axis.index));
  const [wanted = []] = keys;
  const rowOf = new Map(wanted.map((key, row) => [key, row]));
  return keys.map((own, sample) => {
    const places = Int32Array.from(own, (key) => rowOf.get(key) ?? -1);
    const there = new Set(own);
    const extra = namesOf(
      axes[sample],
      [...places.keys()].filter((row) => places[row] === -1),
    );
    const lacking = namesOf(
      axes[0],
      [...wanted.keys()].filter((row) => !there.has(wanted[row] ?? '')),
    );
    if (extra.length === 0 && lacking.length === 0) return places;
    throw new DatasetFailure({
      tag: 'samples-differ',
      file: files[sample]?.name ?? '',
      other: files[0]?.name ?? '',
      genes: [own.length, wanted.length],
      extra: { count: extra.length, names: extra.slice(0, EXAMPLES) },
      lacking: { count: lacking.length, names: lacking.slice(0, EXAMPLES) },
    });
  });
}

function namesOf(axis: GeneAxis | undefined, rows: readonly number[]): readonly string[] {
  return rows.map((row) => axis?.index[row] ?? '');
}

/** Ensembl identifiers stay the same where symbols were numbered, because two genes had one. Null where some are alike. */
function identifiersOf(axis: GeneAxis): readonly string[] | null {
  const column = axis.columns.find(({ name }) => name === 'gene_ids');
  if (column?.kind !== 'category') return null;
  const ids = Array.from(column.codes, (code) => column.categories[code] ?? '');
  return new Set(ids).size === ids.length ? ids : null;
}

/** The sample stands before a name that several have. */
function distinctNames(
  names: readonly string[],
  files: readonly OpenedFile[],
): { readonly cellNames: readonly string[]; readonly renamed: number } {
  const samplesWith = new Map<string, number>();
  for (const { cellNames } of files)
    for (const cell of new Set(cellNames)) samplesWith.set(cell, (samplesWith.get(cell) ?? 0) + 1);
  let renamed = 0;
  const cellNames = files.flatMap((file, sample) =>
    file.cellNames.map((cell) => {
      if ((samplesWith.get(cell) ?? 0) < 2) return cell;
      renamed += 1;
      return `${names[sample]}_${cell}`;
    }),
  );
  return { cellNames, renamed };
}

function joinedInfo(files: readonly OpenedFile[], path: string): MatrixInfo {
  const found = files.flatMap(({ matrices }) => matrices.filter((matrix) => matrix.path === path));
  const [first] = found;
  if (first === undefined) throw new Error('Every sample has the matrix.');
  const share = Math.ceil(SAMPLED_VALUES / found.length);
  return {
    ...first,
    sample: Float32Array.from(found.flatMap(({ sample }) => evenly(sample, share))),
    rowSums: Float64Array.from(found.flatMap(({ rowSums }) => [...rowSums])),
    rowSumsExpm1: Float64Array.from(found.flatMap(({ rowSumsExpm1 }) => [...rowSumsExpm1])),
    minimum: Math.min(...found.map(({ minimum }) => minimum)),
    maximum: Math.max(...found.map(({ maximum }) => maximum)),
  };
}

function evenly(values: Float32Array, most: number): readonly number[] {
  const count = Math.min(most, values.length);
  return Array.from({ length: count }, (_, i) => values[Math.floor((i * values.length) / count)] ?? 0);
}

async function* joinedBlocks(
  samples: readonly OpenSample[],
  path: string,
  places: readonly Int32Array[] | undefined,
  onBytes: OnBytes,
  wanted: Uint8Array | undefined,
): AsyncGenerator<Block> {
  if (places === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: path });
  const total = samples.reduce((sum, { source }) => sum + source.opened.bytes, 0);
  let [cellsBefore, bytesBefore] = [0, 0];
  for (const [sample, { source }] of samples.entries()) {
    const rowOfGene = places[sample] ?? new Int32Array(0);
    const { cells, bytes } = source.opened;
    const before = bytesBefore;
    const onOwn: OnBytes = (done, all) => onBytes(before + (all === 0 ? bytes : (bytes * done) / all), total);
    const wantedHere = wanted && Uint8Array.from(rowOfGene, (row) => wanted[row] ?? 0);
    const place = { rowOfGene, genes: rowOfGene.length, cellsBefore };
    for await (const block of source.blocks(path, onOwn, wantedHere)) yield* relocated(block, place);
    cellsBefore += cells;
    bytesBefore += bytes;
  }
}

/** The columns of obs of several samples, one below the other, after one that says of which sample a cell is. */

interface JoinedColumns {
  readonly columns: readonly AnnotationColumn[];
  /** The UMIs from which a guide counts in all of them; null where none was called. */
  readonly threshold: number | null;
}

const SAMPLE = 'sample';
const WELL = 'gem_group';

/** Missing where a sample has no such column. Wells are counted anew in every sample, so its name stands before theirs. */
function joinedColumns(names: readonly string[], files: readonly OpenedFile[]): JoinedColumns {
  const threshold = thresholdOf(files);
  const titles = [...new Set(files.flatMap(({ obs }) => obs.map(({ name }) => name)))];
  // A sample may say itself what it is.
  const own = titles.includes(SAMPLE) ? `${SAMPLE} (file)` : SAMPLE;
  const sample = categoryColumn(
    own,
    files.flatMap(({ cells }, i) => Array.from({ length: cells }, () => names[i] ?? '')),
  );
  const begunWith = [calledName('target', threshold ?? 0), calledName('guide', threshold ?? 0)];
  const ordered = [
    ...begunWith.filter((title) => titles.includes(title)),
    ...titles.filter((title) => !begunWith.includes(title)),
  ];
  const columns = ordered.map((title) => (title === WELL ? wells(names, files) : joinedColumn(title, files)));
  return { columns: [...columns, sample], threshold };
}

/** What every sample can be called at: the lowest of those they would be begun with. */
function thresholdOf(files: readonly OpenedFile[]): number | null {
  const thresholds = files.flatMap(({ notes }) =>
    notes.flatMap((note) => (note.tag === 'guide-calls' ? [note.threshold] : [])),
  );
  return thresholds.length === 0 ? null : Math.min(...thresholds);
}

function joinedColumn(name: string, files: readonly OpenedFile[]): AnnotationColumn {
  const parts = files.map(({ obs, cells }) => ({ cells, column: obs.find((own) => own.name === name) }));
  if (parts.every(({ column }) => column === undefined || column.kind === 'number')) {
    const values = parts.flatMap(({ cells, column }) =>
      column?.kind === 'number' ? [...column.values] : Array.from({ length: cells }, () => Number.NaN),
    );
    return { kind: 'number', name, values: Float64Array.from(values) };
  }
  return categoryColumn(
    name,
    parts.flatMap(({ cells, column }) => textsOf(column, cells)),
  );
}

function wells(names: readonly string[], files: readonly OpenedFile[]): AnnotationColumn {
  const texts = files.flatMap(({ obs, cells }, sample) => {
    const own = textsOf(
      obs.find(({ name }) => name === WELL),
      cells,
    );
    return own.map((well) => (well === null ? (names[sample] ?? '') : `${names[sample]}-${well}`));
  });
  return categoryColumn(WELL, texts);
}

function textsOf(column: AnnotationColumn | undefined, cells: number): readonly (string | null)[] {
  if (column === undefined) return Array.from({ length: cells }, () => null);
  return column.kind === 'category'
    ? Array.from(column.codes, (code) => column.categories[code] ?? null)
    : Array.from(column.values, (value) => (Number.isNaN(value) ? null : String(value)));
}

/** What the readers said of several samples, said once of all: the same words once, calls of guides counted together. */

function joinedNotes(
  files: readonly OpenedFile[],
  columns: readonly AnnotationColumn[],
  threshold: number | null,
): readonly DatasetNote[] {
  const all = files.flatMap(({ notes }) => notes);
  const others = all.filter(({ tag }) => tag !== 'guide-calls');
  const distinct = new Map(others.map((note) => [JSON.stringify(note), note]));
  const calls = all.filter((note) => note.tag === 'guide-calls');
  if (threshold === null) return [...distinct.values()];
  const called = columns.find(({ name }) => name === calledName('guide', threshold));
  const guides = Math.max(...calls.map((call) => call.guides));
  return [...distinct.values(), { tag: 'guide-calls', guides, threshold, ...numbersOf(called) }];
}

/** Cells with one guide, several, or none. */
function numbersOf(column: AnnotationColumn | undefined): { one: number; several: number; none: number } {
  const found = { one: 0, several: 0, none: 0 };
  if (column?.kind !== 'category') return found;
  const several = column.categories.map((label) => label.includes('|'));
  for (const code of column.codes) found[code < 0 ? 'none' : several[code] === true ? 'several' : 'one'] += 1;
  return found;
}
