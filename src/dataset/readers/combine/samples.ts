/**
 * Joins samples of one experiment into one source: cells in the order of the samples, with a column for the sample. All samples must measure
 * the same genes, in any order: unmeasured values are never read as zero.
 */
import {
  axisOf,
  type GeneAxis,
  type MatrixInfo,
  type OpenedFile,
  type AnnotationColumn,
  perUndoing,
} from '../../annotation';
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import type { Block, ExpressionSource } from '../../source';
import { type OnBytes, partOf } from '../bytes';
import { evenly } from '../sampling';
import { relocateBlock } from './relocate';
import { hashOf } from '../fingerprint';
import { guideCallColumn } from '../../recognise/guides';
import { categoryColumn } from '../columns';

export interface OpenSample {
  readonly name: string;
  readonly source: ExpressionSource;
}

const SAMPLED_VALUES = 4_000;
const EXAMPLES = 5;

/** `close` closes all samples. Throws `samples-differ`, and `no-matrix` where they share no matrix name. */
export function joinSamples(name: string, samples: readonly OpenSample[]): ExpressionSource {
  const files = samples.map(({ source }) => source.opened);
  const [first] = files;
  if (first === undefined) throw new Error('joinSamples needs at least one sample');
  const names = samples.map((sample) => sample.name);
  const matrices = first.matrices.filter(({ path }) =>
    files.every(({ genes }) => Object.hasOwn(genes, path)),
  );
  if (matrices.length === 0) throw new DatasetFailure({ tag: 'no-matrix', file: name });
  /** By matrix: [samples][genes of the sample] row among the genes of the first sample. */
  const places = new Map(matrices.map(({ path }) => [path, placesOf(files, path)]));
  const { cellNames, renamed } = distinctNames(names, files);
  const threshold = thresholdOf(files);
  const columns = joinedColumns(names, files, threshold);
  const opened: OpenedFile = {
    name,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    format: first.format,
    fingerprint: hashOf([names, ...files.map(({ fingerprint }) => fingerprint)]),
    cells: cellNames.length,
    cellNames,
    obs: columns,
    matrices: matrices.map(({ path }) => joinedInfo(files, path)),
    genes: Object.fromEntries(matrices.map(({ path }) => [path, axisOf(first, path)])),
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

/** [samples][genes of the sample] row among the genes of the first. Throws `samples-differ` with examples of genes that only one has. */
function placesOf(files: readonly OpenedFile[], path: string): readonly Int32Array[] {
  const axes = files.map((file) => axisOf(file, path));
  const byIdentifier = axes.every((axis) => identifiersOf(axis) !== null);
  const keys = axes.map((axis) => (byIdentifier ? (identifiersOf(axis) ?? []) : axis.index));
  const [wanted = []] = keys;
  const rowOf = new Map(wanted.map((key, row) => [key, row]));
  return keys.map((own, sample) => {
    const places = Int32Array.from(own, (key) => rowOf.get(key) ?? -1);
    const there = new Set(own);
    const extra = axes[sample]?.index.filter((_, row) => places[row] === -1) ?? [];
    const lacking = axes[0]?.index.filter((_, row) => !there.has(wanted[row] ?? '')) ?? [];
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

/** Ensembl identifiers, which match where duplicate symbols were numbered differently; null where they are missing or not unique. */
function identifiersOf(axis: GeneAxis): readonly string[] | null {
  const column = axis.columns.find(({ name }) => name === 'gene_ids');
  if (column?.kind !== 'category') return null;
  const ids = Array.from(column.codes, (code) => column.categories[code] ?? '');
  return new Set(ids).size === ids.length ? ids : null;
}

/** Cell names that occur in several samples get the sample's name as a prefix. */
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
  if (first === undefined) throw new Error('no sample has the matrix');
  const share = Math.ceil(SAMPLED_VALUES / found.length);
  return {
    ...first,
    sample: Float32Array.from(found.flatMap(({ sample }) => [...evenly(sample, share)])),
    rowSums: Float64Array.from(found.flatMap(({ rowSums }) => [...rowSums])),
    rowSumsUndone: perUndoing((name) =>
      Float64Array.from(found.flatMap(({ rowSumsUndone }) => [...rowSumsUndone[name]])),
    ),
    valuesOfCells: found.flatMap(({ valuesOfCells }) => valuesOfCells),
    minimum: Math.min(...found.map(({ minimum }) => minimum)),
    maximum: Math.max(...found.map(({ maximum }) => maximum)),
    // Of the largest sample: variances of genes in several samples are no variances of all.
    shape: found.reduce(
      (largest, { shape }) => (shape.values > largest.values ? shape : largest),
      first.shape,
    ),
    negative:
      found.flatMap(({ negative }) => negative ?? []).toSorted((a, b) => b.share - a.share)[0] ?? null,
  };
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
    const onOwn = partOf(bytesBefore, bytes, total, onBytes);
    const wantedHere = wanted && Uint8Array.from(rowOfGene, (row) => wanted[row] ?? 0);
    const place = { rowOfGene, genes: rowOfGene.length, cellsBefore };
    for await (const block of source.blocks(path, onOwn, wantedHere)) yield* relocateBlock(block, place);
    cellsBefore += cells;
    bytesBefore += bytes;
  }
}

const SAMPLE = 'sample';
const WELL = 'gem_group';

/**
 * Columns of obs of all samples, missing where a sample lacks a column, and the column of the sample. Wells are numbered anew in each sample, so
 * the sample's name precedes their numbers.
 */
function joinedColumns(
  names: readonly string[],
  files: readonly OpenedFile[],
  threshold: number | null,
): readonly AnnotationColumn[] {
  const titles = [...new Set(files.flatMap(({ obs }) => obs.map(({ name }) => name)))];
  // The files may have a column of that name.
  const own = titles.includes(SAMPLE) ? `${SAMPLE} (file)` : SAMPLE;
  const sampleOfCell = files.flatMap(({ cells }, i) => Array.from({ length: cells }, () => names[i] ?? ''));
  const begunWith = [guideCallColumn('target', threshold ?? 0), guideCallColumn('guide', threshold ?? 0)];
  const ordered = [
    ...begunWith.filter((title) => titles.includes(title)),
    ...titles.filter((title) => !begunWith.includes(title)),
  ];
  const columns = ordered.map((title) => (title === WELL ? wells(names, files) : joinedColumn(title, files)));
  return [...columns, categoryColumn(own, sampleOfCell)];
}

/** The lowest default threshold of guide calls, at which all samples have a column; null without guide calls. */
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
  const texts = parts.flatMap(({ cells, column }) => textsOf(column, cells));
  return categoryColumn(name, texts);
}

function wells(names: readonly string[], files: readonly OpenedFile[]): AnnotationColumn {
  const texts = files.flatMap(({ obs, cells }, sample) => {
    const well = obs.find(({ name }) => name === WELL);
    return textsOf(well, cells).map((number) =>
      number === null ? (names[sample] ?? '') : `${names[sample]}-${number}`,
    );
  });
  return categoryColumn(WELL, texts);
}

function textsOf(column: AnnotationColumn | undefined, cells: number): readonly (string | null)[] {
  if (column === undefined) return Array.from({ length: cells }, () => null);
  return column.kind === 'category'
    ? Array.from(column.codes, (code) => column.categories[code] ?? null)
    : Array.from(column.values, (value) => (Number.isNaN(value) ? null : String(value)));
}

/** Notes on all samples: equal notes once, guide calls summed up. */
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
  const called = columns.find(({ name }) => name === guideCallColumn('guide', threshold));
  const guides = Math.max(...calls.map((call) => call.guides));
  return [...distinct.values(), { tag: 'guide-calls', guides, threshold, ...countCalls(called) }];
}

/** Numbers of cells with one guide, several or none. */
function countCalls(column: AnnotationColumn | undefined): { one: number; several: number; none: number } {
  const found = { one: 0, several: 0, none: 0 };
  if (column?.kind !== 'category') return found;
  const several = column.categories.map((label) => label.includes('|'));
  for (const code of column.codes) found[code < 0 ? 'none' : several[code] === true ? 'several' : 'one'] += 1;
  return found;
}
