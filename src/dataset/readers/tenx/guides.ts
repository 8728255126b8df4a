/**
 * Which guides each cell has, from their UMI counts. A few UMIs of a guide also float about in cells without it, so a
 * threshold decides: five by default (what SCEPTRE's thresholding takes, https://timothy-barry.github.io/sceptre-book/),
 * fewer where most cells would be left without any. Every threshold is a column of its own, for a person to choose.
 */
import type { AnnotationColumn } from '../../annotation';
import type { DatasetNote } from '../../notes';
import { calledName, guideThresholds, mostUmisName } from '../../recognise/calledGuides';
import type { OnBytes } from '../bytes';
import { categoryColumn } from '../columns';
import { type MatrixReader, rawBlocks } from '../matrixReader';

export interface Guides {
  /** [guides] */
  readonly names: readonly string[];
  /** [guides] what the file says they target; null where it does not. */
  readonly targets: readonly string[] | null;
}

interface Called {
  readonly columns: readonly AnnotationColumn[];
  readonly note: DatasetNote;
}

const USUAL = 5;
const SEPARATOR = '|';

/** @param reader [cells × guides] counts; one pass. The column of the default threshold comes first. */
export async function callGuides(reader: MatrixReader, guides: Guides, onBytes: OnBytes): Promise<Called> {
  const counts = await countsPerCell(reader, onBytes);
  const usual = usualThreshold(counts);
  const thresholds = [usual, ...guideThresholds.filter((threshold) => threshold !== usual)];
  const called = (labels: readonly string[], what: 'guide' | 'target') =>
    thresholds.map((threshold) =>
      categoryColumn(
        calledName(what, threshold),
        counts.map((cell) => labelOf(labels, cell, threshold)),
      ),
    );
  const numbers = counts.map((cell) => guidesFrom(cell, usual).length);
  const cellsWith = (matches: (guidesOfCell: number) => boolean) => numbers.filter(matches).length;
  return {
    columns: [
      ...(guides.targets === null ? [] : called(guides.targets, 'target')),
      ...called(guides.names, 'guide'),
      categoryColumn(
        mostUmisName,
        counts.map((cell) => strongest(guides.names, cell)),
      ),
    ],
    note: {
      tag: 'guide-calls',
      guides: guides.names.length,
      threshold: usual,
      one: cellsWith((number) => number === 1),
      several: cellsWith((number) => number > 1),
      none: cellsWith((number) => number === 0),
    },
  };
}

/** Guide, UMIs, guide, UMIs … of one cell: screens have millions of them. */
type GuideCounts = readonly number[];

async function countsPerCell(reader: MatrixReader, onBytes: OnBytes): Promise<readonly GuideCounts[]> {
  const counts = Array.from({ length: reader.cells }, (): number[] => []);
  for await (const block of rawBlocks(reader, onBytes)) {
    if (block.layout === 'dense') throw new Error('Counts of guides are stored sparse.');
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

/** Ascending. */
function guidesFrom(counts: GuideCounts, threshold: number): readonly number[] {
  const guides: number[] = [];
  for (let i = 0; i < counts.length; i += 2)
    if ((counts[i + 1] as number) >= threshold) guides.push(counts[i] as number);
  return guides.toSorted((a, b) => a - b);
}

function mostUmis(counts: GuideCounts): number {
  let most = 0;
  for (let i = 1; i < counts.length; i += 2) most = Math.max(most, counts[i] as number);
  return most;
}

/** Five, or the largest lower one that leaves a guide to half of the cells that have any UMI of one. */
function usualThreshold(counts: readonly GuideCounts[]): number {
  const largest = counts.map(mostUmis);
  const withAny = largest.filter((umis) => umis > 0).length;
  const enough = guideThresholds
    .filter((threshold) => threshold <= USUAL)
    .findLast((threshold) => 2 * largest.filter((umis) => umis >= threshold).length >= withAny);
  return withAny === 0 || enough === undefined ? USUAL : enough;
}

function labelOf(labels: readonly string[], counts: GuideCounts, threshold: number): string | null {
  const found = guidesFrom(counts, threshold).map((guide) => labels[guide] ?? '');
  return found.length === 0 ? null : [...new Set(found)].join(SEPARATOR);
}

/** Where two have as many, none is. */
function strongest(labels: readonly string[], counts: GuideCounts): string | null {
  const [guide, ...others] = guidesFrom(counts, mostUmis(counts));
  return guide === undefined || others.length > 0 ? null : (labels[guide] ?? null);
}
