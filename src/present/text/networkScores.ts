/** What is told of every network beside a truth and beside the cells, how it is printed, and what it means. */
import type { WithoutTruth } from '../../evaluation/referenceFree/causalBench';
import type { BesideShuffled } from '../../evaluation/referenceFree/besideShuffled';
import type { TruthRow } from '../../inference/benchmark/benchmark';
import { decimal, orDash, percent, rangeText } from './numbers';

interface Column {
  readonly name: string;
  readonly why: string;
}

interface TruthColumn extends Column {
  /** `density`: of true edges among all pairs. */
  readonly text: (row: TruthRow, density: number) => string | null;
}

/** Beside a truth, after the area itself; each null where it cannot be said of a row. */
export const truthColumns: readonly TruthColumn[] = [
  {
    name: '× random',
    why: 'area under precision and recall over the density of true edges, which is what a random order gets.',
    text: ({ auprc }, density) => (auprc && density > 0 ? ratio(auprc.value / density) : null),
  },
  {
    name: 'early',
    why: 'precision among as many of the strongest edges as are true, over density.',
    text: ({ scores }) => printed(scores.earlyPrecisionRatio, ratio),
  },
  {
    name: 'signs',
    why: 'share with the right sign of the true edges found among as many as are true; – for methods that give no signs.',
    text: ({ signAccuracy }) => printed(signAccuracy, percent),
  },
  {
    name: 'distance',
    why: 'structural Hamming distance at as many edges as are true: edges to add, take away or turn round; less is better.',
    text: ({ scores }) => String(scores.hamming.distance),
  },
  {
    name: 'perturbed',
    why: 'area over edges of regulators that were perturbed.',
    text: ({ scores }) => printed(scores.regulators.perturbed.auprc, decimal),
  },
  {
    name: 'never',
    why: 'area over edges of regulators that were never perturbed: what a network adds to the screen.',
    text: ({ scores }) => printed(scores.regulators.neverPerturbed.auprc, decimal),
  },
];

function printed(value: number | null, print: (value: number) => string): string | null {
  return value === null ? null : print(value);
}

interface CellColumn extends Column {
  readonly of: (judged: WithoutTruth) => number | null;
  readonly print: (value: number) => string;
}

/** Beside the cells, without a truth. */
export const cellColumns: readonly CellColumn[] = [
  {
    name: 'targets that answer',
    why: 'share of its edges whose target changes when the regulator is perturbed (Mann–Whitney, q ≤ .05 after Benjamini and Hochberg).',
    of: ({ answeringCorrected }) => answeringCorrected,
    print: percent,
  },
  {
    name: 'mean Wasserstein',
    why: 'how far the target’s values move when the regulator is perturbed, mean over its edges, log1p; more is better.',
    of: ({ meanWasserstein }) => meanWasserstein,
    print: decimal,
  },
  {
    name: 'false omission',
    why: 'share of pairs that no path of its edges connects and that answer all the same (p < .05); less is better, and 5 % is chance.',
    of: ({ omissionRate }) => omissionRate,
    print: percent,
  },
];

/** The number, and its range over shuffled labels; null where no shuffle has one. */
export function besideShuffledText(
  { screen, shuffled }: BesideShuffled,
  { of, print }: CellColumn,
): { readonly own: string; readonly chance: string | null } {
  const chance = shuffled.flatMap((one) => of(one) ?? []);
  return {
    own: orDash(of(screen), print),
    chance: chance.length === 0 ? null : rangeText(Math.min(...chance), Math.max(...chance), print),
  };
}

function ratio(value: number): string {
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}
