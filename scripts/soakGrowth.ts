/** Whether what a page holds grows from round to round of its use (e2e/soak.spec.ts). */
import { median } from '../src/numerics/statistics';

/** What the page holds after a round, by name. */
export type Held = Readonly<Record<string, number>>;

/** Rounds of a visit that are not counted: caches fill, workers start. */
const warmUp = 2;

/**
 * Growth of everything held, by name, in per cent: of the median of the last third of the rounds above that of the first third, after
 * warm-up. A visit goes from one reload to the next; of several, the median. Something of nothing is 100 %. `null` without a visit of four rounds after warm-up.
 */
export function growthOf(visits: readonly (readonly Held[])[]): Held | null {
  const counted = visits.map((rounds) => rounds.slice(warmUp)).filter((rounds) => rounds.length >= 4);
  const [[first] = []] = counted;
  if (!first) return null;
  return Object.fromEntries(
    Object.keys(first).map((what) => [
      what,
      median(counted.map((rounds) => growth(rounds.map((held) => held[what] ?? NaN)))),
    ]),
  );
}

function growth(values: readonly number[]): number {
  const third = Math.floor(values.length / 3);
  const before = median(values.slice(0, third));
  const after = median(values.slice(-third));
  if (before === 0) return after === 0 ? 0 : 100;
  return 100 * (after / before - 1);
}
