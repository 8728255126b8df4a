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

it('regulators that nobody perturbed have edges whose direction no change told', () => {
  expect(spots([])[0]).toEqual({
    title: 'FOG1.',
    text: 'Never perturbed here, so the direction of its edges rests on how cells vary, not on what a change did.',
  });
});

it('a perturbation that was held out of training taught nothing of its gene', () => {
  expect(spots([]).map(({ title }) => title)).not.toContain('GATA1.');
  expect(spots(['GATA1'])[1]).toEqual({
    title: 'GATA1.',
    text: 'Perturbed only in what was held out of training, so the direction of its edges rests on how cells vary, not on what a change did.',
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
  identifiabilityInWords({ ...whole, ...change }, regulators, 'knockout').map(({ title, text }) =>
    `${title} ${text}`.replaceAll('\u00a0', ' '),
  );

it('says how many regulators were perturbed alone, and what became of the others', () => {
  expect(told({})).toEqual([
    '4 of 4 regulators perturbed alone (100 %). Every candidate regulator was changed by itself in training.',
  ]);
  expect(told({ alone: [0], onlyTogether: [1], neverPerturbed: [2, 3] })[0]).toBe(
    '1 of 4 regulators perturbed alone (25 %). 1 only together with others and 2 never: what these do is known less surely, or not at all.',
  );
});

it('does not take perturbations that are too small to be tested for ones without effect', () => {
  expect(told({ tooFewCells: ['KLF1', 'SPI1'] })[1]).toBe(
    '2 knockouts of fewer than 5 cells: KLF1 and SPI1. Whether other genes answer cannot be tested on so few.',
  );
});

it('names perturbations without effect and genes that cannot be told apart, and counts different things', () => {
  const [, without, together, rank] = told({
    withoutEffect: ['KLF1'],
    movingTogether: [[0, 3]],
    effectiveRank: 16.7,
    perturbations: 40,
    labels: 40,
  });
  expect(without).toBe(
    '1 knockout without effect: KLF1. No other gene clearly answers (q ≤ .05), so it says nothing of what its targets are.',
  );
  expect(together).toMatch(
    /^Genes that move together: GATA1 and FOG1\. They answer every perturbation alike/,
  );
  expect(rank).toMatch(/^The 40 knockouts do about 17 different things\./);
  expect(told({ effectiveRank: 5.2, perturbations: 32, labels: 8 })[1]).toMatch(
    /^The 8 knockouts, 32 with their time points, do about 5 different things\./,
  );
});
