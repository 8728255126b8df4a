import { expect, it } from 'vitest';
import { randomProblem } from '../../../tests/support/dynamics/randomProblem';
import { parameterLayout } from '../problem';
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

it('charges the net effect of a pair by its factor, with the gradient of finite differences', () => {
  const pathFactors = Float32Array.from(
    { length: regulators * genes },
    (_, pair) => [0.1, 1, 7][pair % 3] ?? 1,
  );
  const weighted = { ...problem, pathFactors };
  const exact = Float64Array.from(parameters);
  const lossAt = (own: Float64Array) => pathSparsityLoss(weighted, own, new Float64Array(own.length));
  let extra = 0;
  for (let g = 0; g < genes; g++)
    for (let r = 0; r < regulators; r++) {
      let net = 0;
      for (let m = 0; m < modules; m++)
        net += (exact[layout.at + m * genes + g] ?? 0) * (exact[layout.bt + r * modules + m] ?? 0);
      extra += ((pathFactors[r * genes + g] ?? 0) - 1) * Math.abs(net);
    }
  const plain = pathSparsityLoss(problem, exact, new Float64Array(exact.length));
  expect(lossAt(exact) - plain).toBeCloseTo((problem.pathWeight * 0.25 * extra) / genes, 12);
  const gradient = new Float64Array(exact.length);
  pathSparsityLoss(weighted, exact, gradient);
  const step = 1e-6;
  for (let i = 0; i < layout.beta; i++) {
    const [up, down] = [1, -1].map((sign) =>
      lossAt(exact.map((value, at) => (at === i ? value + sign * step : value))),
    );
    expect(gradient[i]).toBeCloseTo(((up ?? 0) - (down ?? 0)) / (2 * step), 7);
  }
});
