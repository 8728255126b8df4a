import { expect, it } from 'vitest';
import { presets } from '../../dynamics/settings';
import { prepare } from '../../dynamics/prepare/prepare';
import { chain } from '../../../tests/support/inference/chain';
import { KnownRidge } from './priorRidge';

it('predicts the state at which clamped genes stay and every other gene is what its regulators make of it', () => {
  const screen = chain();
  const prepared = prepare(screen, presets.H, new Set(['G0', 'G1']));
  const ridge = new KnownRidge(prepared);
  const coefficients = ridge.coefficients(null, 0.3);
  const genes = screen.genes.length;
  const single = prepared.perturbations.filter(({ training }) => !training);
  // Two genes at once, one of which regulates the other, beside the measured shift of one of them.
  const [first] = single;
  const both = first && {
    ...first,
    interventions: [0, 1].map((gene) => ({ gene, kind: 'knockout' as const })),
  };
  const unseen = both ? [...single, both] : single;
  expect(unseen).toHaveLength(3);
  const errors = ridge.errors(coefficients, unseen);
  for (const [at, { interventions, endpoints }] of unseen.entries()) {
    const targets = interventions.map(({ gene }) => gene);
    let state = new Float64Array(genes);
    for (let round = 0; round < 200; round++)
      state = Float64Array.from(state, (_, gene) =>
        targets.includes(gene)
          ? (prepared.knockoutValue[gene] ?? NaN)
          : state.reduce((sum, value, q) => sum + (coefficients[gene * genes + q] ?? NaN) * value, 0),
      );
    const free = [...state.keys()].filter((gene) => !targets.includes(gene));
    const squares = free.map((gene) => ((state[gene] ?? NaN) - (endpoints[0]?.shift[gene] ?? NaN)) ** 2);
    expect(errors[at]?.error).toBeCloseTo(squares.reduce((sum, one) => sum + one, 0) / free.length, 6);
  }
});
