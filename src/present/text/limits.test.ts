import { expect, it } from 'vitest';
import type { Condition } from '../../dataset/dataset';
import { blindSpots, identifiabilityInWords } from './limits';

const genes = ['KLF1', 'GATA1', 'FOG1', 'EPO'];
const knockout = (label: string, gene: number): Condition => ({
  label,
  interventions: [{ gene, kind: 'knockout' }],
  time: null,
  cells: 9,
});
const screen = {
  genes,
  candidates: Int32Array.from([0, 1, 2]),
  conditions: [
    { label: 'control', interventions: [], time: null, cells: 9 },
    knockout('KLF1', 0),
    knockout('GATA1', 1),
  ],
  control: { mode: 'cells', labels: ['control'] },
} as const;
const network = {
  genes,
  regulators: screen.candidates,
  weights: new Float32Array(12),
  stability: null,
};

const spots = (heldOut: readonly string[]) =>
  blindSpots({ ...screen, heldOut }, { network, members: [], confidence: null });

it('names regulators without interventional evidence for the direction of their edges', () => {
  expect(spots([])[0]).toEqual({
    title: 'FOG1.',
    text: 'Never perturbed here: the direction of its edges rests on correlation, not on a perturbation.',
  });
});

it('treats perturbations held out of training as unperturbed', () => {
  expect(spots([]).map(({ title }) => title)).not.toContain('GATA1.');
  expect(spots(['GATA1'])[1]).toEqual({
    title: 'GATA1.',
    text: 'Perturbed only in held-out data: the direction of its edges rests on correlation, not on a perturbation.',
  });
});

const regulators = ['GATA1', 'SPI1', 'KLF1', 'FOG1'];
const whole = {
  alone: [0, 1, 2, 3],
  onlyTogether: [],
  neverPerturbed: [],
  withoutEffect: [],
  tooFewCells: [],
  movingTogether: [],
  effectiveRank: 0,
  perturbations: 0,
  labels: 0,
};
const told = (change: Partial<Parameters<typeof identifiabilityInWords>[0]>) =>
  identifiabilityInWords({ ...whole, ...change }, regulators, 'knockout', 'cell').map(({ title, text }) =>
    `${title} ${text}`.replaceAll('\u00a0', ' '),
  );

it('counts regulators perturbed alone, only together, or never', () => {
  expect(told({})).toEqual([
    '4 of 4 regulators perturbed alone (100 %). Every candidate regulator was perturbed alone in training.',
  ]);
  expect(told({ alone: [0], onlyTogether: [1], neverPerturbed: [2, 3] })[0]).toBe(
    '1 of 4 regulators perturbed alone (25 %). 1 only together with others and 2 never: their effects are less certain or unknown.',
  );
});

it('distinguishes untestable small perturbations from those without effect', () => {
  expect(told({ tooFewCells: ['KLF1', 'SPI1'] })[1]).toBe(
    '2 knockouts of fewer than 5 cells: KLF1 and SPI1. Too few to test the response of other genes.',
  );
});

it('names perturbations without effect and co-regulated genes, and counts distinct effects', () => {
  const [, without, together, rank] = told({
    withoutEffect: ['KLF1'],
    movingTogether: [[0, 3]],
    effectiveRank: 16.7,
    perturbations: 40,
    labels: 40,
  });
  expect(without).toBe(
    '1 knockout to which no gene responds: KLF1. Compared cell by cell, no other gene changes significantly (q ≤ .05): no information about its targets.',
  );
  expect(together).toMatch(/^Co-regulated genes: GATA1 and FOG1\. They respond alike to every perturbation/);
  expect(rank).toMatch(/^About 17 distinct effects among 40 knockouts \(upper bound\)\./);
  expect(told({ effectiveRank: 5.2, perturbations: 32, labels: 8 })[1]).toMatch(
    /^About 5 distinct effects among 8 knockouts, 32 with time points \(upper bound\)\./,
  );
});
