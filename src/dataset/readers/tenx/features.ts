/**
 * Features of a 10x matrix: which rows are genes, which are guides, and their names. Rows of other types (antibodies) are left out, with
 * a note. Guides of each cell from their UMI counts. Ambient UMIs occur in cells without the guide, so a mixture for each guide decides,
 * and where it cannot be told a threshold: five by default, as in SCEPTRE (https://timothy-barry.github.io/sceptre-book/), fewer where
 * most cells would have no guide. The mixture and each threshold give a column to choose.
 */
import type { AnnotationColumn, GeneAxis } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { DatasetFailure } from '../../errors';
import { categoryColumn, namedAxis } from '../columns';
import { rowsAmong } from '../geneRows';
import { signalFrom } from '../../../numerics/countMixture';
import {
  DEFAULT_THRESHOLD,
  TOP_GUIDE_COLUMN,
  guideCallColumn,
  guideThresholds,
} from '../../recognise/guides';
import type { OnBytes } from '../bytes';
import { type MatrixReader, rawBlocks } from '../matrixReader';

export interface Features {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** null where the file has no types. */
  readonly types: readonly string[] | null;
  readonly genomes: readonly string[] | null;
  /** Target of each guide, '' for other rows; null where the file has none. */
  readonly targets: readonly string[] | null;
}

interface GeneRows {
  readonly axis: GeneAxis;
  /** [features] row among the genes, −1 for other features. */
  readonly rowOfFeature: Int32Array;
  readonly guides: GuideRows | null;
}

export interface GuideRows extends Guides {
  /** [features] row among the guides, −1 for other features. */
  readonly rowOfFeature: Int32Array;
}

export const GUIDE = 'CRISPR Guide Capture';
const EXPRESSION = 'Gene Expression';
/** Types that the programs of 10x Genomics write; the third column of other programs may hold something else. */
const KNOWN_TYPE = /^(Gene Expression|Peaks|Custom|(Antibody|Antigen|CRISPR Guide|Multiplexing) Capture)$/;

/** Adds to `notes`. Throws `no-gene-expression`. */
export function genesOf(file: string, features: Features, notes: DatasetNote[]): GeneRows {
  const types = features.types?.some((type) => KNOWN_TYPE.test(type)) ? features.types : null;
  const kept = [...features.ids.keys()].filter((row) => types === null || types[row] === EXPRESSION);
  if (types !== null && kept.length < types.length) {
    const others = countsOf(types.filter((type) => type !== EXPRESSION));
    if (kept.length === 0)
      throw new DatasetFailure({ tag: 'no-gene-expression', file, types: others.map(({ name }) => name) });
    const leftOut = others.filter(({ name }) => name !== GUIDE);
    if (leftOut.length > 0) notes.push({ tag: 'features-left-out', types: leftOut });
  }
  const ids = kept.map((row) => features.ids[row] ?? '');
  const names = kept.map((row, gene) => features.names[row] || (ids[gene] ?? ''));
  const genomes = kept.map((row) => features.genomes?.[row] ?? '');
  const columns: AnnotationColumn[] = [];
  if (ids.some((id, gene) => id !== names[gene])) columns.push(categoryColumn('gene_ids', ids));
  const distinct = countsOf(genomes);
  if (distinct.length > 1) {
    columns.push(categoryColumn('genome', genomes));
    notes.push({ tag: 'genes-of-genomes', genomes: distinct });
  }
  return {
    axis: namedAxis({ index: names, columns }, notes),
    rowOfFeature: rowsAmong(kept, features.ids.length),
    guides: types === null ? null : guidesOf(features, types),
  };
}

function guidesOf({ ids, names, targets }: Features, types: readonly string[]): GuideRows | null {
  const rows = [...types.keys()].filter((row) => types[row] === GUIDE);
  if (rows.length === 0) return null;
  const nameOf = (row: number) => names[row] || (ids[row] ?? '');
  const known = targets !== null && rows.some((row) => (targets[row] ?? '') !== '');
  return {
    names: rows.map(nameOf),
    targets: known ? rows.map((row) => targets[row] || nameOf(row)) : null,
    rowOfFeature: rowsAmong(rows, ids.length),
  };
}

function countsOf(values: readonly string[]): readonly { readonly name: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count }));
}

export interface Guides {
  /** [guides] */
  readonly names: readonly string[];
  /** [guides] targets by the file; null where it has none. */
  readonly targets: readonly string[] | null;
}

const SEPARATOR = '|';

/**
 * Columns of the guides of each cell, that of the default threshold first; adds to `notes`. Reads all counts once.
 * @param reader [cells × guides]
 */
export async function callGuides(
  reader: MatrixReader,
  guides: Guides,
  notes: DatasetNote[],
  onBytes: OnBytes,
): Promise<readonly AnnotationColumn[]> {
  const counts = await countsPerCell(reader, onBytes);
  return guidesCalled(counts, thresholdsOf(counts, guides.names.length), guides, notes);
}

/** The same from the counts of each cell. */
export function guidesCalled(
  counts: readonly GuideCounts[],
  { chosen, mixed, mixture }: ReturnType<typeof thresholdsOf>,
  { names, targets }: Guides,
  notes: DatasetNote[],
): readonly AnnotationColumn[] {
  const ways = [...(mixed > 0 ? (['mixture'] as const) : []), ...new Set([chosen, ...guideThresholds])].map(
    (way) => ({ way, least: (guide: number) => (way === 'mixture' ? (mixture[guide] as number) : way) }),
  );
  const called = (labels: readonly string[], what: 'guide' | 'target') =>
    ways.map(({ way, least }) =>
      categoryColumn(
        guideCallColumn(what, way),
        counts.map((cell) => labelOf(labels, cell, least)),
      ),
    );
  const numbers = counts.map((cell) => guidesFrom(cell, ways[0]?.least ?? (() => chosen)).length);
  const cellsWith = (matches: (guidesOfCell: number) => boolean) => numbers.filter(matches).length;
  notes.push({
    tag: 'guide-calls',
    guides: names.length,
    threshold: chosen,
    ...(mixed > 0 && { mixed }),
    one: cellsWith((number) => number === 1),
    several: cellsWith((number) => number > 1),
    none: cellsWith((number) => number === 0),
  });
  const top = counts.map((cell) => strongest(names, cell));
  return [
    ...(targets === null ? [] : called(targets, 'target')),
    ...called(names, 'guide'),
    categoryColumn(TOP_GUIDE_COLUMN, top),
  ];
}

/** Guide, UMIs, guide, UMIs … of one cell, flat because screens have millions. */
export type GuideCounts = readonly number[];

async function countsPerCell(reader: MatrixReader, onBytes: OnBytes): Promise<readonly GuideCounts[]> {
  const counts = Array.from({ length: reader.cells }, (): number[] => []);
  for await (const block of rawBlocks(reader, onBytes)) {
    if (block.layout === 'dense') {
      block.values.forEach((umis, at) => {
        if (umis >= 1) counts[block.first + Math.floor(at / reader.genes)]?.push(at % reader.genes, umis);
      });
      continue;
    }
    for (let line = 0; line < block.count; line++) {
      const own = block.first + line;
      for (let p = block.pointers[line] as number; p < (block.pointers[line + 1] as number); p++) {
        const umis = block.values[p] as number;
        if (!(umis >= 1)) continue;
        const other = block.indices[p] as number;
        const [cell, guide] = block.layout === 'by-cell' ? [own, other] : [other, own];
        counts[cell]?.push(guide, umis);
      }
    }
  }
  return counts;
}

/** One threshold for all guides, for how many a mixture tells one, and [guides] that, or else the one for all. */
export function thresholdsOf(counts: readonly GuideCounts[], guides: number) {
  const chosen = chosenThreshold(counts);
  const told = thresholdsByMixture(counts, guides);
  const mixed = told.filter((threshold) => threshold !== null).length;
  return { chosen, mixed, mixture: told.map((threshold) => threshold ?? chosen) };
}

/** [guides] the count from which a mixture tells a guide from what is ambient; null where it cannot. */
function thresholdsByMixture(counts: readonly GuideCounts[], guides: number): readonly (number | null)[] {
  const times = Array.from({ length: guides }, () => new Map<number, number>());
  for (const cell of counts)
    for (let i = 0; i < cell.length; i += 2) {
      const [own, umis] = [times[cell[i] as number], cell[i + 1] as number];
      own?.set(umis, (own.get(umis) ?? 0) + 1);
    }
  return times.map((own) => {
    const cells = Float64Array.from(own.values());
    const zeros = counts.length - cells.reduce((sum, n) => sum + n, 0);
    return signalFrom({ counts: Float64Array.from(own.keys()), times: cells, zeros });
  });
}

/** Guides with at least as many UMIs as each needs, in ascending order. */
function guidesFrom(counts: GuideCounts, least: (guide: number) => number): readonly number[] {
  const guides: number[] = [];
  for (let i = 0; i < counts.length; i += 2) {
    const guide = counts[i] as number;
    if ((counts[i + 1] as number) >= least(guide)) guides.push(guide);
  }
  return guides.toSorted((a, b) => a - b);
}

function maxUmis(counts: GuideCounts): number {
  let max = 0;
  for (let i = 1; i < counts.length; i += 2) max = Math.max(max, counts[i] as number);
  return max;
}

/** Five, or the largest lower threshold at which half of the cells with any guide UMI have a guide. */
function chosenThreshold(counts: readonly GuideCounts[]): number {
  const largest = counts.map(maxUmis);
  const withAny = largest.filter((umis) => umis > 0).length;
  const enough = guideThresholds
    .filter((threshold) => threshold <= DEFAULT_THRESHOLD)
    .findLast((threshold) => 2 * largest.filter((umis) => umis >= threshold).length >= withAny);
  return withAny === 0 || enough === undefined ? DEFAULT_THRESHOLD : enough;
}

function labelOf(
  labels: readonly string[],
  counts: GuideCounts,
  least: (guide: number) => number,
): string | null {
  const found = guidesFrom(counts, least).map((guide) => labels[guide] ?? '');
  return found.length === 0 ? null : [...new Set(found)].join(SEPARATOR);
}

/** The guide with most UMIs; null on a tie. */
function strongest(labels: readonly string[], counts: GuideCounts): string | null {
  const most = maxUmis(counts);
  const [guide, ...others] = guidesFrom(counts, () => most);
  return guide === undefined || others.length > 0 ? null : (labels[guide] ?? null);
}
