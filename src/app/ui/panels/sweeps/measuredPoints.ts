/** Measurements beside a sweep: the same perturbation at other levels of one gene, or at other times. */
import type { Condition } from '../../../../dataset/dataset';
import { type Dosed, valueOf } from '../../../../dynamics/doses';
import { foldChange } from '../../../../dynamics/predict';
import type { Comparison } from '../../../../inference/run/result';
import type { ViewDocument } from '../../../session/state';
import type { MeasuredAt } from '../../charts/trajectories';
import { measuredFor } from '../../derived/effects';

interface Screen {
  readonly comparisons: readonly Comparison[];
  readonly conditions: readonly Condition[];
  readonly model: Dosed;
}

/**
 * The gene together with exactly `others`: lost genes at 0, overexpressed ones at 2 as the model reads them, inputs with doses where the model has
 * these, a knocked-down gene at the level that its own cells have.
 */
export function measuredLevels(
  { comparisons, conditions, model }: Screen,
  gene: number,
  others: ViewDocument['sliders'],
  time: number | null,
): readonly MeasuredAt[] {
  const { mean } = model;
  const atDoses = conditions.flatMap(({ interventions }) =>
    interventions.flatMap((one) => (one.gene === gene ? (valueOf(model, one) ?? []) : [])),
  );
  return (atDoses.length > 0 ? [...new Set(atDoses)] : [0, 2]).flatMap((value): MeasuredAt[] => {
    const match = measuredFor(comparisons, conditions, [...others, { gene, value }], time, model);
    if (!match?.exact || !match.sameStrength) return [];
    const { measured, label } = match.comparison;
    const kind = conditions
      .find((one) => one.label === label)
      ?.interventions.find((one) => one.gene === gene)?.kind;
    const control = mean[gene] ?? 0;
    const left = Math.max(0, Math.expm1(control + (measured[gene] ?? 0)) / Math.expm1(control));
    return [
      {
        x: kind === 'knockdown' && atDoses.length === 0 ? left : value,
        log2: foldChange({ mean }, measured),
      },
    ];
  });
}

/** At each of `times`; without time points at `end`. */
export function measuredTimes(
  { comparisons, conditions, model }: Screen,
  sliders: ViewDocument['sliders'],
  times: readonly number[],
  end: number,
): readonly MeasuredAt[] {
  const asked = times.length > 0 ? times : [null];
  return asked.flatMap((time): MeasuredAt[] => {
    const match = measuredFor(comparisons, conditions, sliders, time, model);
    if (!match?.exact || !match.sameStrength) return [];
    return [{ x: time ?? end, log2: foldChange(model, match.comparison.measured) }];
  });
}
