import { expect, test } from 'vitest';
import { foundBy, scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { type GaussianCondition, gaussianScreen } from '../../../../tests/support/evaluation/linearCells';
import { averagePrecision } from '../../networks/metrics';
import { Random } from '../../../numerics/random';
import { type Course, hopLoss, hopParameterCount, renge } from './renge';

const GENES = 7;
/** [source, target, weight] in control standard deviations: a chain with a branch and a loop. */
const edges = [
  [0, 1, 0.8],
  [1, 2, -0.7],
  [2, 3, 0.8],
  [3, 0, 0.5],
  [4, 5, -0.8],
  [4, 2, 0.6],
] as const;
const LEVEL = 3;

/** Effects over paths of one, two and three edges, that start at time 1, 2 and 3 and grow with time; the perturbed gene is at −3. */
function shiftsOf(gene: number, time: number): Float64Array {
  const shift = new Float64Array(GENES);
  let acting = new Float64Array(GENES);
  acting[gene] = -LEVEL;
  for (let hop = 0; hop < 3; hop++) {
    const next = new Float64Array(GENES);
    for (const [source, target, weight] of edges)
      next[target] = (next[target] ?? 0) + weight * (acting[source] ?? 0);
    const share = 1 / (1 + Math.exp(-(2 * time - 3 * hop - 1)));
    for (let g = 0; g < GENES; g++) shift[g] = (shift[g] ?? 0) + share * (next[g] ?? 0);
    next[gene] = 0;
    acting = next;
  }
  return shift;
}

const one = Float64Array.from({ length: GENES * GENES }, (_, p) => Number(p % (GENES + 1) === 0));

function conditionsOf(perturbed: readonly number[]): readonly GaussianCondition[] {
  return [null, ...perturbed].flatMap((gene) =>
    [1, 2, 3].map((time): GaussianCondition => ({
      label: gene === null ? 'control' : `g${gene}`,
      set: gene === null ? [] : [[gene, 'knockout']],
      time,
      mean: (gene === null ? new Float64Array(GENES) : shiftsOf(gene, time)).map((value) => LEVEL + value),
      covariance: one,
      fixed: gene === null ? [] : [[gene, 0]],
    })),
  );
}

const screen = gaussianScreen(conditionsOf([0, 1, 2, 3, 4]), 100, 4);
const settings = { hops: 3, folds: 2 };

test('direct edges rank above paths, with their signs', async () => {
  const scores = await scoresBy(renge, screen, { settings });
  const truth = new Uint8Array(GENES * GENES);
  for (const [source, target, weight] of edges) {
    truth[source * GENES + target] = 1;
    expect(Math.sign(scores[source * GENES + target] ?? NaN)).toBe(Math.sign(weight));
  }
  const pairs = [...truth.keys()].filter((p) => p % (GENES + 1) !== 0);
  const positive = Uint8Array.from(pairs, (p) => truth[p] ?? 0);
  const sizes = Float64Array.from(pairs, (p) => Math.abs(scores[p] ?? NaN));
  expect(averagePrecision(positive, sizes)).toBeGreaterThan(0.95);
});

test('an unseen knockout is predicted from the paths that other knockouts take through its gene', async () => {
  const { predict } = await foundBy(renge, { ...screen, heldOut: ['g3'] }, { settings });
  const predicted = predict?.([{ gene: 3, kind: 'knockout' }]) ?? [];
  const expected = shiftsOf(3, 3);
  const others = [0, 1, 2, 4, 5, 6];
  const error = others.reduce((sum, g) => sum + ((predicted[g] ?? NaN) - (expected[g] ?? NaN)) ** 2, 0);
  expect(error / others.reduce((sum, g) => sum + (expected[g] ?? NaN) ** 2, 0)).toBeLessThan(0.2);
});

test('the gradient of the loss is that of finite differences', () => {
  const random = new Random(3);
  const model = { genes: 5, candidates: Int32Array.of(0, 2, 3), hops: 3, groups: 2, times: 2, ridge: 0.05 };
  const row = () => Float64Array.from({ length: 5 }, () => random.normal());
  const courses: Course[] = [
    { group: 0, set: [{ gene: 2, level: -2 }], points: [{ time: 0, at: 0.5, shift: row(), weight: 0.4 }] },
    {
      group: 1,
      set: [
        { gene: 3, level: 1.5 },
        { gene: 4, level: -1 },
      ],
      points: [
        { time: 0, at: 0.5, shift: row(), weight: 0.6 },
        { time: 1, at: 1, shift: row(), weight: 1 },
      ],
    },
  ];
  const own = [0, 7, 11];
  const parameters = Float64Array.from({ length: hopParameterCount(model) }, (_, p) =>
    own.includes(p) ? 0 : 0.5 * random.normal(),
  );
  const gradient = new Float64Array(parameters.length);
  hopLoss(model, courses, parameters, gradient);
  const unused = new Float64Array(parameters.length);
  parameters.forEach((_, p) => {
    if (own.includes(p)) return;
    const at = (step: number) =>
      hopLoss(
        model,
        courses,
        parameters.map((value, q) => value + (p === q ? step : 0)),
        unused,
      );
    expect(gradient[p]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
  });
});

test('the result is the same for any order of genes, cells and conditions', async () => {
  const few = gaussianScreen(conditionsOf([0, 1, 4]), 12, 5);
  const given = { settings: { hops: 2, folds: 2 } };
  expect(await scoresOfShuffled(renge, few, given)).toEqual(await scoresBy(renge, few, given));
});
