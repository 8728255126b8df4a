/**
 * What a combination is predicted to do beyond its parts (docs/method.md, "Combinations"): the change under all settings beside the sum of
 * the changes under each alone. Sums are those of log1p expression, so that a linear model is additive exactly. The parts are scaled as the
 * combination is, and the response shared by all perturbations is counted once: neither comes from genes acting together.
 */
import type { FittedModel } from './fitted';
import { backTransform } from './prepare/backTransform';
import { type Change, experiment, foldChange, MIN_RESPONSE, rhsOf, toLog } from './predict';
import { rk4 } from './solve/rk4';

/** All [G] log2 fold changes; 0 at the genes that are set. Plain data, structured-clonable. */
export interface Additivity {
  readonly combined: Float32Array;
  /** Fold change of the summed changes. */
  readonly sum: Float32Array;
  /** combined − sum. */
  readonly deviation: Float32Array;
  /** Range of the deviation over the leave-out fits; null where there are none. */
  readonly range: { readonly low: Float32Array; readonly high: Float32Array } | null;
}

export type AdditivityKind = 'additive' | 'more than additive' | 'less than additive' | 'opposite';

/**
 * `changes`: of two genes or more.
 * @throws RangeError for fewer
 */
export function additivity(model: FittedModel, changes: readonly Change[], time: number | null): Additivity {
  const moved = changes.filter(({ value }) => value !== 1);
  if (moved.length < 2) throw new RangeError('a combination changes two genes at least');
  const set = moved.map(({ gene }) => gene);
  const whole = experiment(model, moved, time);
  const parts = moved.map((change) => experiment(model, [change], time).row);
  const shared = whole.sharedAt(whole.latest);
  const foldOf = (shift: Float64Array) =>
    foldChange(
      model,
      toLog(
        model,
        shift.map((value, gene) => (set.includes(gene) ? 0 : whole.kappa * value + (shared?.[gene] ?? 0))),
      ),
    );
  const byFit = [model.parameters, ...model.leaveOut].map((parameters) => {
    const shiftOf = (row: (typeof parts)[number]) => {
      const states = rk4(rhsOf(model, parameters, row), row.clamp.slice(), whole.latest, whole.steps);
      return backTransform(model.back, states.at(-1) ?? []);
    };
    const sums = parts
      .map(shiftOf)
      .reduce((sum, part) => sum.map((value, gene) => value + (part[gene] ?? 0)));
    const [combined, sum] = [foldOf(shiftOf(whole.row)), foldOf(sums)];
    return { combined, sum, deviation: combined.map((value, gene) => value - (sum[gene] ?? 0)) };
  });
  const [main, ...others] = byFit as [(typeof byFit)[number], ...typeof byFit];
  const bound = (pick: (...values: number[]) => number) =>
    main.deviation.map((value, gene) =>
      pick(value, ...others.map(({ deviation }) => deviation[gene] ?? value)),
    );
  return { ...main, range: others.length === 0 ? null : { low: bound(Math.min), high: bound(Math.max) } };
}

/** Of one gene. Deviations below the smallest response count as additive; opposite: both are responses, in opposite directions. */
export function kindOfAdditivity(combined: number, sum: number): AdditivityKind {
  if (Math.abs(combined - sum) < MIN_RESPONSE) return 'additive';
  const areResponses = Math.min(Math.abs(combined), Math.abs(sum)) >= MIN_RESPONSE;
  if (areResponses && combined * sum < 0) return 'opposite';
  return Math.abs(combined) > Math.abs(sum) ? 'more than additive' : 'less than additive';
}
