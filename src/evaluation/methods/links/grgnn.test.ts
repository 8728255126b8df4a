import { expect, test } from 'vitest';
import { linkScoresBy, priorOfPairs } from '../../../../tests/support/evaluation/plantedLinks';
import type { LinkFeatures } from './features';
import { restricted } from './link';
import { grgnn } from './grgnn';
import { NODES, surroundings } from './grgnn';

const REGULATORS = 12;
/** Of each regulator: a near target, a gene behind that target, and a target further away. */
const [near, behind, far] = [1, 2, 3].map((kind) => (r: number) => kind * REGULATORS + r) as [
  (r: number) => number,
  (r: number) => number,
  (r: number) => number,
];
const genes = Array.from({ length: 4 * REGULATORS }, (_, g) => `g${String(g).padStart(2, '0')}`);
const everyRegulator = [...Array.from({ length: REGULATORS }).keys()];

/** The gene behind a target is as correlated with the regulator as the further target, but more with the target between. */
const correlation = new Float32Array(genes.length ** 2).fill(0.05);
const correlate = (a: number, b: number, r: number) => {
  correlation[a * genes.length + b] = r;
  correlation[b * genes.length + a] = r;
};
for (const r of everyRegulator) {
  correlate(r, near(r), 0.9);
  correlate(near(r), behind(r), -0.9);
  correlate(r, behind(r), -0.5);
  correlate(r, far(r), r % 2 === 0 ? 0.5 : -0.5);
}
const features: LinkFeatures = {
  genes: genes.length,
  candidates: Int32Array.from(everyRegulator),
  cells: { count: 0, values: new Float32Array(0), conditionOf: new Int32Array(0) },
  targets: [],
  correlation,
  within: correlation,
  effects: new Float32Array(genes.length * REGULATORS),
  perturbed: new Uint8Array(REGULATORS),
};
const pairs = everyRegulator.flatMap((r) => [[r, near(r)] as const, [r, far(r)] as const]);
const prior = priorOfPairs(pairs, genes, REGULATORS);
const input = (seed: number, steps: number) => ({
  features,
  training: restricted(prior, (r) => r < 6),
  validation: restricted(prior, (r) => r >= 6 && r < 8),
  settings: { steps },
  seed,
});

// Of five seeds all tell them apart after 160 steps, and none after 40.
test('a correlation that a third gene explains is no edge, for regulators without labels', async () => {
  const scores = await linkScoresBy(grgnn, input(1, 200));
  const score = (r: number, gene: number) => scores[gene * REGULATORS + r] ?? NaN;
  for (const r of [8, 9, 10, 11]) {
    expect(score(r, near(r))).toBeGreaterThan(score(r, behind(r)));
    expect(score(r, far(r))).toBeGreaterThan(score(r, behind(r)));
  }
});

test('the subgraph of a pair is the pair and the genes nearest to either', () => {
  const nodes = surroundings(correlation, features);
  const own = nodes.subarray(far(3) * REGULATORS * NODES + 3 * NODES).subarray(0, NODES);
  // The others are equally near: the first genes.
  expect([...own]).toEqual([3, far(3), near(3), behind(3), 0, 1, 2, 4]);
  const few = surroundings(Float32Array.of(1, 0.5, 0.2, 0.5, 1, 0.3, 0.2, 0.3, 1), {
    genes: 3,
    candidates: Int32Array.of(1),
  });
  expect([...few.subarray(0, NODES)]).toEqual([1, 0, 2, -1, -1, -1, -1, -1]);
});
