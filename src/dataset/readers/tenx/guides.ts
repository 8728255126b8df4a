/**
 * Guides of each cell from their UMI counts. Ambient UMIs occur in cells without the guide, so a threshold decides: five by default, as in
 * SCEPTRE (https://timothy-barry.github.io/sceptre-book/), fewer where most cells would have no guide. Each threshold gives a column to choose.
 */
import type { AnnotationColumn } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { guideCallColumn, guideThresholds, TOP_GUIDE_COLUMN } from '../../recognise/guides';
import type { OnBytes } from '../bytes';
import { categoryColumn } from '../columns';
import { type MatrixReader, rawBlocks } from '../matrixReader';

export interface Guides {
  /** [guides] */
  readonly names: readonly string[];
  /** [guides] targets by the file; null where it has none. */
  readonly targets: readonly string[] | null;
}

const DEFAULT_THRESHOLD = 5;
const SEPARATOR = '|';

/**
 * Columns of the guides of each cell, that of the default threshold first; adds to `notes`. Reads all counts once.
 * @param reader [cells × guides]
 */
export async function callGuides(
  reader: MatrixReader,
  { names, targets }: Guides,
  notes: DatasetNote[],
  onBytes: OnBytes,
): Promise<readonly AnnotationColumn[]> {
  const counts = await countsPerCell(reader, onBytes);
  const chosen = chosenThreshold(counts);
  const thresholds = [chosen, ...guideThresholds.filter((threshold) => threshold !== chosen)];
  const called = (labels: readonly string[], what: 'guide' | 'target') =>
    thresholds.map((threshold) =>
      categoryColumn(
        guideCallColumn(what, threshold),
        counts.map((cell) => labelOf(labels, cell, threshold)),
      ),
    );
  const numbers = counts.map((cell) => guidesFrom(cell, chosen).length);
  const cellsWith = (matches: (guidesOfCell: number) => boolean) => numbers.filter(matches).length;
  notes.push({
    tag: 'guide-calls',
    guides: names.length,
    threshold: chosen,
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
type GuideCounts = readonly number[];

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

/** Guides with at least `threshold` UMIs, in ascending order. */
function guidesFrom(counts: GuideCounts, threshold: number): readonly number[] {
  const guides: number[] = [];
  for (let i = 0; i < counts.length; i += 2)
    if ((counts[i + 1] as number) >= threshold) guides.push(counts[i] as number);
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

function labelOf(labels: readonly string[], counts: GuideCounts, threshold: number): string | null {
  const found = guidesFrom(counts, threshold).map((guide) => labels[guide] ?? '');
  return found.length === 0 ? null : [...new Set(found)].join(SEPARATOR);
}

/** The guide with most UMIs; null on a tie. */
function strongest(labels: readonly string[], counts: GuideCounts): string | null {
  const [guide, ...others] = guidesFrom(counts, maxUmis(counts));
  return guide === undefined || others.length > 0 ? null : (labels[guide] ?? null);
}
