import { expect, it } from 'vitest';
import type { FitResult } from '../../inference/run/result';
import type { Confidence } from '../../inference/run/confidence';
import {
  edgeConfidenceText,
  heldText,
  labelCheckText,
  modulesFoundText,
  namesOf,
  nextText,
  strengthsShown,
  edgeStabilityHint,
  holdText,
  moduleStabilityHint,
  stabilityFilterText,
  unstableEdgesText,
} from './confidence';

const genes = ['KLF1', 'GATA1', 'FOG1'];

/** Six edges between three genes, the strongest first in the order of `shares`. */
function measured(shares: readonly number[], fits = 20) {
  const pairs = [1, 2, 3, 5, 6, 7];
  const weights = new Float32Array(9);
  const stability = new Float32Array(9);
  for (const [i, share] of shares.entries()) {
    weights[pairs[i] ?? 0] = (i % 2 === 0 ? 1 : -1) * (1 - i / 10);
    stability[pairs[i] ?? 0] = share;
  }
  const network = { genes, regulators: Int32Array.from([0, 1, 2]), weights, stability };
  const confidence: Confidence = {
    fits,
    stability,
    signAgreement: stability.map((share) => Math.min(1, share + 0.1)),
    low: weights.map((weight) => weight - 0.1),
    high: weights.map((weight) => weight + 0.1),
    modules: [],
    nextPerturbations: [],
    shuffled: null,
  };
  return { network, confidence };
}

it('counts the strongest edges that recur in half and in 90 % of the fits', () => {
  const { network, confidence } = measured([1, 0.9, 0.7, 0.5, 0.45]);
  expect(heldText({ network }, confidence, 5)).toBe(
    '4 of the 5 strongest edges are stable (in at least half of 20 fits to resampled cells and perturbations); 2 in at least 90\u00a0%.',
  );
  expect(heldText({ network }, confidence, 4)).toMatch(/^4 of the 4 strongest edges are stable/);
  expect(heldText({ network }, confidence, 1)).toMatch(
    /^1 of the 1 strongest edge is stable .*; 1 in at least/,
  );
  expect(strengthsShown(network, confidence, 6)).toEqual([1, 0.9, 0.7, 0.5, 0.45].map(Math.fround));
});

it('counts no stable edge, and returns null without edges', () => {
  const none = measured([0.3, 0.2, 0.1]);
  expect(heldText(none, none.confidence, 6)).toMatch(
    /^0 of the 3 strongest edges are stable .*; none in at least 90\u00a0%\.$/,
  );
  const empty = measured([]);
  expect(heldText(empty, empty.confidence, 6)).toBeNull();
});

it('gives for one edge the number of fits that agree on rank, sign and weight', () => {
  const { confidence, network } = measured([0.9, 0.45]);
  expect(edgeConfidenceText(network.weights[1] ?? 0, confidence, 1)).toBe(
    'In 18 of 20 resampled fits; same sign in 20; weight 1.00 (0.90 to 1.10).',
  );
  expect(edgeConfidenceText(network.weights[2] ?? 0, confidence, 2)).toBe(
    'In 9 of 20 resampled fits; same sign in 11; weight −0.90 (−1.00 to −0.80). About as strong with shuffled labels.',
  );
});

const crossValidated = (shrunkError: number): FitResult['crossValidation'] => ({
  folds: 3,
  steps: [100],
  errors: [shrunkError],
  error: shrunkError,
  shrunkError,
  kappa: 1,
  perPerturbation: [],
});

it.each([
  [1.02, 0.3, false, 'not an artefact'],
  [1.01, 0.97, true, 'hardly better'],
  [0.96, 0.3, false, 'most of the improvement comes from the labels'],
  [0.92, 0.86, true, 'more than half of the improvement does not come from the labels'],
  [0.46, 0.45, true, 'the improvement does not come from the labels'],
  [0.4, 0.45, true, 'the improvement does not come from the labels'],
  [1.0, 1.01, true, 'no signal in the labels'],
] as const)(
  'interprets an error of %f with shuffled labels and %f with true labels',
  (error, real, attention, words) => {
    const check = labelCheckText({ error, stableShare: 0.12 }, crossValidated(real));
    expect(check.attention).toBe(attention);
    expect(check.sentence).toContain(words);
    expect(check.sentence).toContain(error.toFixed(2));
    expect(check.sentence).toContain(real.toFixed(2));
  },
);

it('explains why labels were not checked', () => {
  expect(labelCheckText(null, null).sentence).toContain('fewer than three perturbations');
  expect(labelCheckText(null, crossValidated(0.5)).sentence).toContain('not checked');
});

it('names modules that recur and those that do not', () => {
  const { confidence } = measured([1]);
  expect(modulesFoundText(['M1', 'Red cells'], { ...confidence, modules: [0.86, 0.43] })).toMatch(
    /^M1 \(86\u00a0%\) recurs; Red cells \(43\u00a0%\) does not\./,
  );
  expect(modulesFoundText(['M1'], { ...confidence, modules: [0.2] })).toMatch(/^No module recurs/);
  expect(modulesFoundText(['M1', 'M2'], { ...confidence, modules: [1, 0.9] })).toMatch(/^All modules recur/);
  expect(modulesFoundText([], confidence)).toBeNull();
});

it('names the most informative experiment: more cells or a new perturbation', () => {
  const sure = { shrunkError: 0.6 };
  const next = {
    gene: 2,
    kind: 'overexpression',
    measured: false,
    disagreement: 0.3,
    genes: [0, 1],
  } as const;
  expect(nextText([next], genes, sure)).toBe(
    'Most informative: overexpression of FOG1; the fits disagree about its effect, especially on KLF1 and GATA1.',
  );
  expect(nextText([{ ...next, kind: 'knockout', measured: true }], genes, sure)).toMatch(
    /^Most informative: more cells of the knockout of FOG1/,
  );
  expect(nextText([{ ...next, disagreement: 0, genes: [] }], genes, sure)).toContain('The fits agree');
  expect(nextText([], genes, sure)).toContain('The fits agree');
  expect(namesOf(next, genes)).toBe('KLF1 and GATA1');
  const alike = [
    next,
    { ...next, gene: 0, measured: true, disagreement: 0.28 },
    { ...next, gene: 1, disagreement: 0.2 },
  ];
  expect(nextText(alike, genes, sure)).toBe(
    'Most informative, about equally: perturbing FOG1, or more cells of KLF1; the fits disagree about their effects.',
  );
  expect(nextText([next], genes, { shrunkError: 0.97 })).toMatch(
    /Uncertain order \(cross-validated error 0\.97, no change = 1\)\.$/,
  );
  expect(nextText([next], genes, null)).toMatch(/Uncertain order \(prediction was not tested\)\.$/);
});

it('defines stability by resampled fits once they exist', () => {
  const { network, confidence } = measured([1]);
  const result = { network, confidence, members: [] };
  for (const text of [edgeStabilityHint(result), holdText(result), unstableEdgesText(result)])
    expect(text).toContain('20 fits to resampled cells and perturbations');
  expect(holdText({ ...result, confidence: null })).toBe('are stable when data are left out');
  expect(moduleStabilityHint(null)).toContain('data are left out');
});

it('mentions shuffled labels only after training on them', () => {
  const { network, confidence } = measured([1]);
  const cut = { network, confidence, members: [] };
  const whole = { ...cut, confidence: { ...confidence, shuffled: { error: 1, stableShare: 0 } } };
  expect(edgeStabilityHint(whole)).toContain('exceed shuffled labels');
  expect(unstableEdgesText(whole)).toContain('are no stronger than with shuffled labels.');
  expect(edgeStabilityHint(cut)).not.toContain('shuffled');
  expect(unstableEdgesText(cut)).toMatch(/they change sign or lose half their weight\.$/);
});

it('filters by a number of fits once they exist, by a share before', () => {
  const { network, confidence } = measured([1], 10);
  const result = { network, confidence, members: [] };
  const asked = (least: number) => stabilityFilterText(result, least).value;
  expect([0, 0.3, 0.65, 7 * 0.1, 1].map(asked)).toEqual([
    '≥ 0 of 10',
    '≥ 3 of 10',
    '≥ 7 of 10',
    '≥ 7 of 10',
    '≥ 10 of 10',
  ]);
  expect(stabilityFilterText({ ...result, confidence: null }, 0.35).value).toBe('35\u00a0% of fits');
});

it('explains an unstable edge with constant sign and size by shuffled labels', () => {
  const { confidence, network } = measured([0.2]);
  const weight = network.weights[1] ?? 0;
  expect(edgeConfidenceText(weight, confidence, 1)).toMatch(/About as strong with shuffled labels\.$/);
  const shaky = { ...confidence, low: confidence.low.map(() => -0.1) };
  expect(edgeConfidenceText(weight, shaky, 1)).not.toContain('shuffled');
  const held = { ...confidence, stability: confidence.stability.map(() => 1) };
  expect(edgeConfidenceText(weight, held, 1)).not.toContain('shuffled');
});
