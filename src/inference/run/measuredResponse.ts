/** The shared response of a fit's training perturbations, and its contribution to other perturbations (dynamics/sharedResponse.ts). */
import type { Intervention } from '../../dataset/dataset';
import type { Prepared } from '../../dynamics/prepare/prepare';
import { directionOf, responseAt, type Direction, type SharedResponse } from '../../dynamics/sharedResponse';
import { meanTrainingShift } from '../../evaluation/predictions/predictionError';
import { median } from '../../numerics/statistics';

export interface MeasuredResponse {
  readonly direction: Direction;
  /** With weight 1 until μ is known. */
  readonly shared: SharedResponse;
}

/**
 * D̄ of the training perturbations in the majority direction (lowered or raised), one row per solver step with an endpoint, each
 * perturbation excluded at its own targets. null where every perturbation sets genes both ways.
 */
export function measuredResponse({
  perturbations,
  problem,
  solverSteps,
  ...prepared
}: Prepared): MeasuredResponse | null {
  const genes = prepared.mean.length;
  const training = perturbations.filter((one) => one.training);
  const going = (way: Direction) =>
    training.filter(({ interventions }) => directionOf(interventions) === way);
  const [lowered, raised] = [going('lowered'), going('raised')];
  const direction = raised.length > lowered.length ? 'raised' : 'lowered';
  const same = direction === 'raised' ? raised : lowered;
  const measured = same.flatMap(({ interventions, endpoints }) =>
    endpoints.map(({ step, rawShift }) => ({
      step,
      measured: rawShift,
      targets: interventions.map(({ gene }) => gene),
    })),
  );
  const steps = [...new Set(measured.map(({ step }) => step))].toSorted((a, b) => a - b);
  if (steps.length === 0) return null;
  const response = new Float64Array(steps.length * genes);
  steps.forEach((step, row) => {
    response.set(
      meanTrainingShift(
        measured.filter((one) => one.step === step),
        genes,
      ),
      row * genes,
    );
  });
  const times = Float64Array.from(steps, (step) => (step * problem.horizon) / solverSteps);
  const left = same.flatMap(({ interventions }) => interventions.map((one) => shareLeft(prepared, one)));
  return {
    direction,
    shared: { weight: 1, fullAt: direction === 'raised' ? 2 : Math.min(0.9, median(left)), times, response },
  };
}

/** [G] shared shift in z, before μ, of a perturbation; 0 at its own targets. */
export function responseOf(
  measured: MeasuredResponse | null,
  interventions: readonly Intervention[],
  genes: number,
  time: number,
): Float64Array {
  if (measured === null || directionOf(interventions) !== measured.direction) return new Float64Array(genes);
  const response = responseAt(measured.shared, genes, time);
  for (const { gene } of interventions) response[gene] = 0;
  return response;
}

/** Remaining share of expression of a lowered gene. */
function shareLeft(
  { mean, scale, knockdownValue }: Pick<Prepared, 'mean' | 'scale' | 'knockdownValue'>,
  { gene, kind }: Intervention,
): number {
  if (kind !== 'knockdown') return 0;
  const control = Math.expm1(mean[gene] as number);
  const kept = Math.expm1(
    (mean[gene] as number) + (scale[gene] as number) * (knockdownValue[gene] as number),
  );
  return control > 0 ? Math.max(0, kept) / control : 0;
}
