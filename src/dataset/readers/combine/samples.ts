/**
 * Joins samples of one experiment into one source: cells in the order of the samples, with a column for the sample. Genes are those that all
 * samples measure, in the order of the first: unmeasured values are never read as zero.
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
import { MIN_SHARED, selectRows, valuesDiffer } from './pairMatrices';
import { relocateBlock } from '../geneRows';
import { hashOf } from '../fingerprint';
import { guideCallColumn } from '../../recognise/guides';
import { categoryColumn } from '../columns';

export interface OpenSample {
  readonly name: string;
  readonly source: ExpressionSource;
}

const SAMPLED_VALUES = 4_000;
const EXAMPLES = 5;

/**
 * `close` closes all samples. Throws `same-cells`, `samples-differ` (less than half of the genes of a sample are measured in all),
 * `samples-other-values`, and `no-matrix` where they share no matrix name.
 */
export function joinSamples(name: string, samples: readonly OpenSample[]): ExpressionSource {
  const files = samples.map(({ source }) => source.opened);
  const [first] = files;
  if (first === undefined) throw new Error('joinSamples needs at least one sample');
  expectOtherCells(files);
  const names = samples.map((sample) => sample.name);
  const matrices = matricesOfAll(name, files);
  const common = matrices.filter((path) => differenceAmong(files, path) === null);
  if (common.length === 0) throw otherValues(files, matrices);
  const genes = new Map(common.map((path) => [path, genesOfAll(files, path)]));
  const leftOut = genes.get(common[0] ?? '')?.leftOut ?? [];
  const { cellNames, renamed } = distinctNames(names, files);
  const calls = files.flatMap(({ notes }) => notes.filter((note) => note.tag === 'guide-calls'));
  const columns = joinedColumns(names, files, calls);
  const numericColumns = new Map(
    files.flatMap((file) => (file.numericColumns ?? []).map((column) => [column.name, column])),
  );
  const opened: OpenedFile = {
    name,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    format: first.format,
    fingerprint: hashOf([names, ...files.map(({ fingerprint }) => fingerprint)]),
    cells: cellNames.length,
    cellNames,
    obs: columns,
    matrices: common.map((path) => joinedInfo(files, path, genes.get(path)?.axis.index.length ?? 0)),
    genes: Object.fromEntries([...genes].map(([path, of]) => [path, of.axis])),
    notes: [
      {
        tag: 'samples-joined',
        samples: names.map((own, i) => ({ name: own, count: files[i]?.cells ?? 0 })),
        renamed,
        ...(leftOut.length > 0 && {
          leftOut: {
            genes: leftOut.length,
            shared: genes.get(common[0] ?? '')?.axis.index.length ?? 0,
            names: leftOut.slice(0, EXAMPLES),
          },
        }),
        ...(common.length < matrices.length && {
          matricesLeftOut: matrices.filter((path) => !common.includes(path)),
        }),
      },
      ...joinedNotes(files, columns, calls),
    ],
    ...(first.table && { table: first.table }),
    ...(numericColumns.size > 0 && { numericColumns: [...numericColumns.values()] }),
  };
  return {
    opened,
    blocks: (path, onBytes, wanted) => joinedBlocks(samples, path, genes.get(path), onBytes, wanted),
    close: () => {
      for (const { source } of samples) source.close();
    },
  };
}

/** Names of matrices that all files have. */
function matricesOfAll(name: string, files: readonly OpenedFile[]): readonly string[] {
  const paths = files[0]?.matrices.map(({ path }) => path) ?? [];
  const found = paths.filter((path) => files.every(({ genes }) => Object.hasOwn(genes, path)));
  if (found.length === 0) throw new DatasetFailure({ tag: 'no-matrix', file: name });
  return found;
}

/** The first sample whose values are on another scale than those of the first; null where all agree. */
function differenceAmong([first, ...others]: readonly OpenedFile[], path: string) {
  const matrixOf = (file: OpenedFile | undefined) => file?.matrices.find((matrix) => matrix.path === path);
  const own = matrixOf(first);
  for (const file of others) {
    const matrix = matrixOf(file);
    const difference = own === undefined || matrix === undefined ? null : valuesDiffer(own, matrix);
    if (difference !== null) return { file: file.name, where: path, ...difference };
  }
  return null;
}

function otherValues(files: readonly OpenedFile[], [path = '']: readonly string[]): DatasetFailure {
  const difference = differenceAmong(files, path);
  if (difference === null) throw new Error('the values of the samples agree');
  return new DatasetFailure({ tag: 'samples-other-values', other: files[0]?.name ?? '', ...difference });
}

/** Share of cells of a file with the names of cells in another from which the files may be two versions of one. */
const MANY_CELLS = 0.9;
/** Share of these with the same values in all columns that both files have. */
const ALIKE = 0.9;

/** Throws `same-cells` for two files of the same cells, such as their counts and their normalised values. */
function expectOtherCells(files: readonly OpenedFile[]): void {
  for (const [i, file] of files.entries())
    for (const other of files.slice(0, i)) {
      const rowOf = new Map(other.cellNames.map((cell, row) => [cell, row]));
      const shared = file.cellNames.flatMap((cell, row) => {
        const there = rowOf.get(cell);
        return there === undefined ? [] : [[row, there] as const];
      });
      if (shared.length < MANY_CELLS * Math.min(file.cells, other.cells)) continue;
      const pairs = file.obs.flatMap((column) => {
        const same = other.obs.find(({ name }) => name === column.name);
        return same === undefined ? [] : [[textsOf(column, file.cells), textsOf(same, other.cells)] as const];
      });
      const alike = shared.filter(([row, there]) => pairs.every(([own, its]) => own[row] === its[there]));
      // Cells that are only numbered have equal names in all files: what their values sum up to tells.
      const areNumbered = new Set(file.cellNames.map((cell) => /\d+$/.exec(cell)?.[0])).size === file.cells;
      if (alike.length < ALIKE * shared.length || (areNumbered && !haveEqualSums(file, other))) continue;
      throw new DatasetFailure({
        tag: 'same-cells',
        file: file.name,
        other: other.name,
        cells: file.cells,
        shared: alike.length,
      });
    }
}

/** Of the sampled cells, in the first matrix. */
function haveEqualSums({ matrices: [first] }: OpenedFile, { matrices: [second] }: OpenedFile): boolean {
  return first?.rowSums.every((sum, cell) => sum === second?.rowSums[cell]) === true;
}

interface GenesOfAll {
  /** [samples][genes of the sample] row among the genes of all, −1 for others. */
  readonly places: readonly Int32Array[];
  readonly axis: GeneAxis;
  /** Names of genes that only some samples measure. */
  readonly leftOut: readonly string[];
}

/** Throws `samples-differ` with examples of genes that only one has. */
function genesOfAll(files: readonly OpenedFile[], path: string): GenesOfAll {
  const axes = files.map((file) => axisOf(file, path));
  const byIdentifier = axes.every((axis) => identifiersOf(axis) !== null);
  const keys = axes.map((axis) => (byIdentifier ? (identifiersOf(axis) ?? []) : axis.index));
  const sets = keys.map((own) => new Set(own));
  const [wanted = []] = keys;
  const kept = [...wanted.keys()].filter((row) => sets.every((own) => own.has(wanted[row] ?? '')));
  if (keys.some((own) => kept.length < MIN_SHARED * own.length)) throw otherGenes(files, axes, keys);
  const rowOf = new Map(kept.map((row, place) => [wanted[row] ?? '', place]));
  const places = keys.map((own) => Int32Array.from(own, (key) => rowOf.get(key) ?? -1));
  const leftOut = axes.flatMap(({ index }, sample) => index.filter((_, row) => places[sample]?.[row] === -1));
  const [axis = { index: [], columns: [] }] = axes;
  return {
    places,
    axis: kept.length === wanted.length ? axis : selectGenes(axis, kept),
    leftOut: [...new Set(leftOut)],
  };
}

function selectGenes({ index, columns }: GeneAxis, rows: readonly number[]): GeneAxis {
  return {
    index: rows.map((row) => index[row] ?? ''),
    columns: columns.map((column) => selectRows(column, rows)),
  };
}

/** Of the sample that shares the fewest genes with the first. @param keys [samples][genes] identifiers or names */
function otherGenes(
  files: readonly OpenedFile[],
  axes: readonly GeneAxis[],
  keys: readonly (readonly string[])[],
): DatasetFailure {
  const sets = keys.map((own) => new Set(own));
  const sharedWithFirst = keys.map((own) => own.filter((key) => sets[0]?.has(key)).length / own.length);
  const sample = sharedWithFirst.indexOf(Math.min(...sharedWithFirst));
  const onlyIn = (one: number, other: number) =>
    axes[one]?.index.filter((_, row) => sets[other]?.has(keys[one]?.[row] ?? '') !== true) ?? [];
  const [extra, lacking] = [onlyIn(sample, 0), onlyIn(0, sample)];
  const inUpperCase = new Set(lacking.map((gene) => gene.toUpperCase()));
  return new DatasetFailure({
    tag: 'samples-differ',
    file: files[sample]?.name ?? '',
    other: files[0]?.name ?? '',
    genes: [keys[sample]?.length ?? 0, keys[0]?.length ?? 0],
    extra: { count: extra.length, names: extra.slice(0, EXAMPLES) },
    lacking: { count: lacking.length, names: lacking.slice(0, EXAMPLES) },
    differInCase: 2 * extra.filter((gene) => inUpperCase.has(gene.toUpperCase())).length > extra.length,
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

function joinedInfo(files: readonly OpenedFile[], path: string, genes: number): MatrixInfo {
  const found = files.flatMap(({ matrices }) => matrices.filter((matrix) => matrix.path === path));
  const [own] = found;
  if (own === undefined) throw new Error('no sample has the matrix');
  // Its rows are cells and genes of that file.
  const { rows: _, ...first } = own;
  const share = Math.ceil(SAMPLED_VALUES / found.length);
  return {
    ...first,
    genes,
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
  genes: GenesOfAll | undefined,
  onBytes: OnBytes,
  wanted: Uint8Array | undefined,
): AsyncGenerator<Block> {
  if (genes === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: path });
  const total = samples.reduce((sum, { source }) => sum + source.opened.bytes, 0);
  let [cellsBefore, bytesBefore] = [0, 0];
  for (const [sample, { source }] of samples.entries()) {
    const rowOfGene = genes.places[sample] ?? new Int32Array(0);
    const { cells, bytes } = source.opened;
    const onOwn = partOf(bytesBefore, bytes, total, onBytes);
    const wantedHere = wanted && Uint8Array.from(rowOfGene, (row) => wanted[row] ?? 0);
    const place = { rowOfGene, genes: genes.axis.index.length, cellsBefore };
    for await (const block of source.blocks(path, onOwn, wantedHere)) yield* relocateBlock(block, place);
    cellsBefore += cells;
    bytesBefore += bytes;
  }
}

const SAMPLE = 'sample';
const WELL = 'gem_group';

type GuideCalls = Extract<DatasetNote, { tag: 'guide-calls' }>;
const kindsOfCalls = ['target', 'guide'] as const;

/**
 * Columns of obs of all samples, missing where a sample lacks a column, and the column of the sample. Wells are numbered anew in each sample, so
 * the sample's name precedes their numbers.
 */
function joinedColumns(
  names: readonly string[],
  files: readonly OpenedFile[],
  calls: readonly GuideCalls[],
): readonly AnnotationColumn[] {
  const way = defaultCalls(calls);
  const isOfAll = ({ name }: AnnotationColumn) =>
    way === 'mixture' || !kindsOfCalls.some((what) => name === guideCallColumn(what, 'mixture'));
  const titles = [...new Set(files.flatMap(({ obs }) => obs.filter(isOfAll).map(({ name }) => name)))];
  // The files may have a column of that name.
  const own = titles.includes(SAMPLE) ? `${SAMPLE} (file)` : SAMPLE;
  const sampleOfCell = files.flatMap(({ cells }, i) => Array.from({ length: cells }, () => names[i] ?? ''));
  const begunWith = kindsOfCalls.map((what) => guideCallColumn(what, way));
  const ordered = [
    ...begunWith.filter((title) => titles.includes(title)),
    ...titles.filter((title) => !begunWith.includes(title)),
  ];
  const columns = ordered.map((title) => (title === WELL ? wells(names, files) : joinedColumn(title, files)));
  return [...columns, categoryColumn(own, sampleOfCell)];
}

/** Mixtures where all samples have them, or the lowest default threshold, at which all have a column. */
function defaultCalls(calls: readonly GuideCalls[]): number | 'mixture' {
  return calls.every(({ mixed }) => mixed !== undefined)
    ? 'mixture'
    : Math.min(...calls.map(({ threshold }) => threshold));
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
  calls: readonly GuideCalls[],
): readonly DatasetNote[] {
  const all = files.flatMap(({ notes }) => notes);
  const others = all.filter(({ tag }) => tag !== 'guide-calls');
  const distinct = new Map(others.map((note) => [JSON.stringify(note), note]));
  if (calls.length === 0) return [...distinct.values()];
  const way = defaultCalls(calls);
  const called = columns.find(({ name }) => name === guideCallColumn('guide', way));
  const guides = Math.max(...calls.map((call) => call.guides));
  const threshold = Math.min(...calls.map((call) => call.threshold));
  const mixed = way === 'mixture' && { mixed: Math.min(...calls.map((call) => call.mixed ?? 0)) };
  return [...distinct.values(), { tag: 'guide-calls', guides, threshold, ...mixed, ...countCalls(called) }];
}

/** Numbers of cells with one guide, several or none. */
function countCalls(column: AnnotationColumn | undefined): { one: number; several: number; none: number } {
  const found = { one: 0, several: 0, none: 0 };
  if (column?.kind !== 'category') return found;
  const several = column.categories.map((label) => label.includes('|'));
  for (const code of column.codes) found[code < 0 ? 'none' : several[code] === true ? 'several' : 'one'] += 1;
  return found;
}
