import { describe, expect, it } from 'vitest';
import { componentsOf, scoresOf } from '../dataset/embedding';
import { Random } from '../numerics/random';
import { plainScreen } from '../../tests/support/dataset/plainScreen';
import { plainModel } from '../../tests/support/dynamics/plainModel';
import { flowOnComponents, flowOnPlaces, velocityOf } from './cellFlow';
import { presets } from './settings';

const MEAN = [2, 1.5, 3, 1];
const SCALE = [0.5, 0.25, 1, 0.8];
/** W [target][source] of dz/dt = W z − z. */
const WEIGHTS = [
  [0, 0.6, 0, 0],
  [-0.4, 0, 0, 0.3],
  [0.9, 0, 0, 0],
  [0, -0.7, 0.2, 0],
];

/** Units that read one gene each and hardly leave the middle of σ, whose slope is 1/4. */
function linearModel(weights = WEIGHTS, mean = MEAN) {
  const gain = 1e-3;
  const genes = weights.length;
  return plainModel({
    genes: weights.map((_, g) => `G${g}`),
    regulators: Int32Array.from(weights.keys()),
    shape: { genes, regulators: genes, modules: genes, deltas: 0 },
    parameters: Float32Array.from([
      ...weights.flatMap((_, source) => weights.map((row) => (4 * (row[source] ?? 0)) / gain)),
      ...weights.flatMap((_, r) => weights.map((__, m) => (r === m ? gain : 0))),
      ...weights.map(() => 0),
    ]),
    settings: presets.H,
    mean: Float64Array.from(mean.slice(0, genes)),
    scale: Float64Array.from(SCALE.slice(0, genes)),
  });
}

/** dx/dt of the linear model in closed form; `set`: genes whose z stands at a level. */
function closedForm(
  x: readonly number[],
  set: Readonly<Record<number, number>> = {},
  weights = WEIGHTS,
  start: ArrayLike<number> = MEAN,
): number[] {
  const z = x.map((value, g) => set[g] ?? (value - (start[g] ?? 0)) / (SCALE[g] ?? 1));
  return z.map((value, g) => {
    if (g in set) return 0;
    const input = z.reduce((sum, other, from) => sum + (weights[g]?.[from] ?? 0) * other, 0);
    return (SCALE[g] ?? 1) * (input - value);
  });
}

function cells(count: number, genes = 4) {
  const random = new Random(3);
  const rows = Array.from({ length: count }, () => {
    const [a, b] = [random.normal(), random.normal()];
    return [a, 0.5 * b, a - b, 0.3 * a]
      .slice(0, genes)
      .map((value, g) => (MEAN[g] ?? 0) + value + 0.1 * random.normal());
  });
  const dataset = plainScreen({
    genes: Array.from({ length: genes }, (_, g) => `G${g}`),
    values: Float32Array.from(rows.flat()),
    conditionOfCell: new Int32Array(count),
    conditions: [{ label: 'control', interventions: [], time: null, cells: count }],
  });
  const components = componentsOf(dataset, genes);
  if (!components) throw new Error('no components');
  const points = scoresOf(
    dataset,
    components,
    Int32Array.from({ length: count }, (_, i) => i),
    2,
  );
  return { dataset, components, points };
}

describe('the field of a linear model', () => {
  it('is W z − z in the units of expression', () => {
    const velocity = new Float64Array(4);
    const x = [2.4, 1.1, 3.9, 0.2];
    velocityOf(linearModel(), [], MEAN)(x, velocity);
    for (const [g, value] of closedForm(x).entries()) expect(velocity[g]).toBeCloseTo(value, 5);
  });

  it('holds a knocked-out gene at its level and still', () => {
    const velocity = new Float64Array(4);
    const x = [2.4, 1.1, 3.9, 0.2];
    velocityOf(linearModel(), [{ gene: 0, value: 0 }], MEAN)(x, velocity);
    for (const [g, value] of closedForm(x, { 0: -2 / 0.5 }).entries())
      expect(velocity[g]).toBeCloseTo(value, 4);
    expect(velocity[0]).toBe(0);
  });

  it.each([
    { changes: [], set: {} },
    { changes: [{ gene: 0, value: 0 }], set: { 0: -4 } },
  ])(
    'is on components the closed form at the mean cell of each square, projected ($changes)',
    ({ changes, set }) => {
      // Two genes lie in the plane of their two components: a place is an expression.
      const pair = WEIGHTS.slice(0, 2).map((row) => row.slice(0, 2));
      const { dataset, components, points } = cells(600, 2);
      const { mean, axes } = components;
      const arrows = flowOnComponents(linearModel(pair), changes, dataset, components, points);
      expect(arrows.length).toBeGreaterThan(20);
      for (const { x, y, dx, dy } of arrows) {
        const expression = [0, 1].map((g) => (mean[g] ?? 0) + x * (axes[g] ?? 0) + y * (axes[2 + g] ?? 0));
        const [a = 0, b = 0] = closedForm(expression, set, pair, mean);
        expect(dx).toBeCloseTo(a * (axes[0] ?? 0) + b * (axes[1] ?? 0), 4);
        expect(dy).toBeCloseTo(a * (axes[2] ?? 0) + b * (axes[3] ?? 0), 4);
      }
    },
  );
});

describe('without regulation', () => {
  it('every arrow points to the mean of the controls and is as long as the way to it, whatever mean the model was fitted to', () => {
    const { dataset, components, points } = cells(600);
    const elsewhere = MEAN.map((value) => value + 3);
    const still = linearModel(
      WEIGHTS.map((row) => row.map(() => 0)),
      elsewhere,
    );
    for (const { x, y, dx, dy } of flowOnComponents(still, [], dataset, components, points)) {
      expect(dx).toBeCloseTo(-x, 4);
      expect(dy).toBeCloseTo(-y, 4);
    }
  });

  it('arrows among turned and stretched places point there too', () => {
    const { dataset, components, points } = cells(900);
    const still = linearModel(WEIGHTS.map((row) => row.map(() => 0)));
    const places = points.map((_, at) => {
      const [x, y] = [points[at & ~1] ?? 0, points[at | 1] ?? 0];
      return (at & 1) === 0 ? 5 * y + 40 : -5 * x;
    });
    const arrows = flowOnPlaces(still, [], dataset, components, places);
    expect(arrows.length).toBeGreaterThan(20);
    const far = arrows.filter(({ x, y }) => Math.hypot(x - 40, y) > 5);
    const cosines = far.map(
      ({ x, y, dx, dy }) => ((40 - x) * dx - y * dy) / (Math.hypot(x - 40, y) * Math.hypot(dx, dy)),
    );
    expect(far.length).toBeGreaterThan(10);
    expect(cosines.filter((cosine) => cosine > 0.8).length / far.length).toBeGreaterThan(0.9);
  });
});
