/** Comparison of gradients from two devices, per block of parameters (docs/method.md, "Tolerances"). */
import { type ParameterShape, type Problem, parameterLayout } from '../../../src/dynamics/problem';
import type { LossTerms } from '../../../src/dynamics/device/device';

export const lossTerms = ['endpoint', 'cell', 'path', 'prior'] as const;

/** The problem with only the named term in its loss. */
export function withOnly(term: keyof LossTerms, problem: Problem): Problem {
  return {
    ...problem,
    weight: term === 'endpoint' ? problem.weight : problem.weight.map(() => 0),
    clouds: problem.clouds && {
      ...problem.clouds,
      weight: term === 'endpoint' ? problem.clouds.weight : 0,
    },
    cellWeight: term === 'cell' ? problem.cellWeight : 0,
    pathWeight: term === 'path' ? problem.pathWeight : 0,
    deltaPrior: term === 'prior' ? problem.deltaPrior : 0,
  };
}

export function totalLoss(loss: LossTerms): number {
  return lossTerms.reduce((sum, term) => sum + loss[term], 0);
}

/** Blocks in which max |actual − expected| / max |expected| exceeds the tolerance, with that value. */
export function blocksBeyond(
  tolerance: number,
  shape: ParameterShape,
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
): { readonly block: string; readonly error: number }[] {
  const layout = parameterLayout(shape);
  const blocks = [
    ['A', layout.at, layout.bt],
    ['B', layout.bt, layout.beta],
    ['beta', layout.beta, layout.delta],
    ['delta', layout.delta, layout.total],
  ] as const;
  return blocks
    .map(([block, from, to]) => {
      let difference = 0;
      let largest = 0;
      for (let i = from; i < to; i++) {
        difference = Math.max(difference, Math.abs((actual[i] as number) - (expected[i] as number)));
        largest = Math.max(largest, Math.abs(expected[i] as number));
      }
      return { block, error: largest === 0 ? difference : difference / largest };
    })
    .filter(({ error }) => !(error <= tolerance));
}
