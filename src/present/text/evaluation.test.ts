import { expect, it } from 'vitest';
import { blindSpots, coverageText, identifiabilityInWords, slopeText } from './evaluation';
import type { Condition } from '../../dataset/dataset';

const calibration = (slope: number | null) => ({ tenths: [], slope, coverage: [] });

it.each([
  [null, null],
  [-0.2, 'Slope −0.20: larger predictions do not mean larger changes.'],
  [-1899.9, 'Slope below −10: larger predictions do not mean larger changes.'],
  [0.84, 'Slope 0.84: predicted changes are too large; measured changes are 84 % of them.'],
  [1.08, 'Slope 1.08: predicted sizes are calibrated.'],
  [1.62, 'Slope 1.62: predicted changes are too small; measured changes are 1.6 times as large.'],
])('puts a slope of %s into words', (slope, text) => {
  expect(slopeText(calibration(slope))?.replaceAll('\u00a0', ' ') ?? null).toBe(text);
});

it('compares nominal and measured coverage of intervals, widest first', () => {
  const coverage = [
    { promised: 0.5, held: 0.47, width: 0.1 },
    { promised: 0.9, held: 0.84, width: 0.4 },
  ];
  expect(coverageText({ ...calibration(1), coverage })?.replaceAll('\u00a0', ' ')).toBe(
    'Intervals of 90 and 50 % contain 84 and 47 % of the measured values.',
  );
  expect(coverageText(calibration(1))).toBeNull();
});

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
    '1 knockout to which no gene responds: KLF1. No other gene changes significantly (q ≤ .05): no information about its targets.',
  );
  expect(together).toMatch(/^Co-regulated genes: GATA1 and FOG1\. They respond alike to every perturbation/);
  expect(rank).toMatch(/^About 17 distinct effects among 40 knockouts \(upper bound\)\./);
  expect(told({ effectiveRank: 5.2, perturbations: 32, labels: 8 })[1]).toMatch(
    /^About 5 distinct effects among 8 knockouts, 32 with time points \(upper bound\)\./,
  );
});
