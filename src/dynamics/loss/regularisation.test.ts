import { expect, it } from 'vitest';
import { randomProblem } from '../../../tests/support/dynamics/randomProblem';
import { parameterLayout } from '../parameters';
import { pathSparsityLoss } from './regularisation';

const { problem, parameters } = randomProblem({
  genes: 6,
  regulators: 4,
  modules: 5,
  perturbations: 2,
  cells: 1,
  batch: 1,
});
const { genes, regulators, modules } = problem.shape;
const layout = parameterLayout(problem.shape);

it('is the sum of |A||B| over all pairs of gene and regulator', () => {
  let expected = 0;
  for (let g = 0; g < genes; g++)
    for (let r = 0; r < regulators; r++)
      for (let m = 0; m < modules; m++)
        expected +=
          Math.abs(parameters[layout.at + m * genes + g] ?? 0) *
          Math.abs(parameters[layout.bt + r * modules + m] ?? 0);
  const loss = pathSparsityLoss(problem, parameters, new Float64Array(parameters.length));
  expect(loss).toBeCloseTo((problem.pathWeight * 0.25 * expected) / genes, 12);
});

it('has the subgradient 0 where a parameter is 0', () => {
  const sparse = parameters.map((value, i) => (i % 3 === 0 ? 0 : value));
  const gradient = new Float64Array(parameters.length);
  pathSparsityLoss(problem, sparse, gradient);
  const atZero = gradient.filter((_, i) => sparse[i] === 0);
  expect(atZero.length).toBeGreaterThan(10);
  expect(atZero.every((slope) => slope === 0)).toBe(true);
});
