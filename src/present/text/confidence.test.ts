import { expect, it } from 'vitest';
import type { FitResult } from '../../inference/run/result';
import type { Confidence } from '../../inference/confidence/confidence';
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

it('counts the strongest edges that hold in half of the fits, and in nine of ten', () => {
  const { network, confidence } = measured([1, 0.9, 0.7, 0.5, 0.45]);
  expect(heldText({ network }, confidence, 5)).toBe(
    '4 of the 5 strongest edges hold in at least half of 20 fits to resampled cells and perturbations; 2 do so in nine of ten.',
  );
  expect(heldText({ network }, confidence, 4)).toMatch(/^All of the 4 strongest edges hold/);
  expect(heldText({ network }, confidence, 1)).toMatch(/^The strongest edge holds .*; 1 does so/);
  expect(strengthsShown(network, confidence, 6)).toEqual([1, 0.9, 0.7, 0.5, 0.45].map(Math.fround));
});

it('says when no edge holds, and nothing where there are no edges', () => {
  const none = measured([0.3, 0.2, 0.1]);
  expect(heldText(none, none.confidence, 6)).toMatch(
    /^None of the 3 strongest edges hold .*; none does so in nine of ten\.$/,
  );
  const empty = measured([]);
  expect(heldText(empty, empty.confidence, 6)).toBeNull();
});

it('tells of one edge how many fits give it its place, its sign and its weight', () => {
  const { confidence, network } = measured([0.9, 0.45]);
  expect(edgeConfidenceText(network.weights[1] ?? 0, confidence, 1)).toBe(
    'Holds in 18 of 20 resampled fits; sign in 20 of 20; weight 1.00 (0.90 to 1.10).',
  );
  expect(edgeConfidenceText(network.weights[2] ?? 0, confidence, 2)).toBe(
    'Holds in 9 of 20 resampled fits; sign in 11 of 20; weight −0.90 (−1.00 to −0.80). With shuffled labels it comes out about as strong.',
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
  [1.02, 0.3, false, 'no artefact'],
  [1.01, 0.97, true, 'too little to build on'],
  [0.96, 0.3, false, 'most of the score comes from the labels'],
  [0.92, 0.86, true, 'more than half of the score comes without the labels'],
  [0.46, 0.45, true, 'does not come from them'],
  [0.4, 0.45, true, 'does not come from them'],
  [1.0, 1.01, true, 'no more in these labels than in none'],
] as const)(
  'says of an error of %f with shuffled labels and %f with the true ones what to think of it',
  (error, real, attention, words) => {
    const check = labelCheckText({ error, stableShare: 0.12 }, crossValidated(real));
    expect(check.attention).toBe(attention);
    expect(check.sentence).toContain(words);
    expect(check.sentence).toContain(error.toFixed(2));
    expect(check.sentence).toContain(real.toFixed(2));
  },
);

it('says why labels were not checked', () => {
  expect(labelCheckText(null, null).sentence).toContain('fewer than three perturbations');
  expect(labelCheckText(null, crossValidated(0.5)).sentence).toContain('not checked');
});

it('names modules that come again and warns of those that do not', () => {
  const { confidence } = measured([1]);
  expect(modulesFoundText(['M1', 'Red cells'], { ...confidence, modules: [0.86, 0.43] })).toMatch(
    /^M1 \(86\u00a0%\) comes again; Red cells \(43\u00a0%\) does not: no group to build on\./,
  );
  expect(modulesFoundText(['M1'], { ...confidence, modules: [0.2] })).toMatch(/^No module comes again/);
  expect(modulesFoundText(['M1', 'M2'], { ...confidence, modules: [1, 0.9] })).toMatch(
    /^The modules come again/,
  );
  expect(modulesFoundText([], confidence)).toBeNull();
});

it('says what an added experiment would settle, and tells more cells from a new perturbation', () => {
  const sure = { shrunkError: 0.6 };
  const next = {
    gene: 2,
    kind: 'overexpression',
    measured: false,
    disagreement: 0.3,
    genes: [0, 1],
  } as const;
  expect(nextText([next], genes, sure)).toBe(
    'An overexpression of FOG1 would settle most: the fits disagree about what it does, most of all about KLF1 and GATA1.',
  );
  expect(nextText([{ ...next, kind: 'knockout', measured: true }], genes, sure)).toMatch(
    /^More cells of the knockout of FOG1/,
  );
  expect(nextText([{ ...next, disagreement: 0, genes: [] }], genes, sure)).toContain('foresee the same');
  expect(nextText([], genes, sure)).toContain('foresee the same');
  expect(namesOf(next, genes)).toBe('KLF1 and GATA1');
  const alike = [
    next,
    { ...next, gene: 0, measured: true, disagreement: 0.28 },
    { ...next, gene: 1, disagreement: 0.2 },
  ];
  expect(nextText(alike, genes, sure)).toBe(
    'Perturbing FOG1, or more cells of KLF1 would settle most, each about as much: the fits disagree about what these do.',
  );
  expect(nextText([next], genes, { shrunkError: 0.97 })).toMatch(
    /The model hardly predicts what it has not seen \(error 0\.97 of “no change”\), so this order is a weak hint\.$/,
  );
  expect(nextText([next], genes, null)).toMatch(/was not tested, so this order is a weak hint\.$/);
});

it('says that stability counts resampled fits once they were made', () => {
  const { network, confidence } = measured([1]);
  const result = { network, confidence, members: [] };
  for (const text of [edgeStabilityHint(result), holdText(result), unstableEdgesText(result)])
    expect(text).toContain('20 fits to resampled cells and perturbations');
  expect(holdText({ ...result, confidence: null })).toBe('hold when data are left out');
  expect(moduleStabilityHint(null)).toContain('data are left out');
});

it('says that edges were held against shuffled labels only where these were trained on', () => {
  const { network, confidence } = measured([1]);
  const cut = { network, confidence, members: [] };
  const whole = { ...cut, confidence: { ...confidence, shuffled: { error: 1, stableShare: 0 } } };
  expect(edgeStabilityHint(whole)).toContain('beyond what shuffled labels give');
  expect(unstableEdgesText(whole)).toContain('score no more than with shuffled labels.');
  expect(edgeStabilityHint(cut)).not.toContain('shuffled');
  expect(unstableEdgesText(cut)).toMatch(/they change sign or lose half their size\.$/);
});

it('asks for a number of fits once they were made, for a share before', () => {
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

it('says of an edge that keeps sign and size without holding that shuffled labels give it as much', () => {
  const { confidence, network } = measured([0.2]);
  const weight = network.weights[1] ?? 0;
  expect(edgeConfidenceText(weight, confidence, 1)).toMatch(
    /With shuffled labels it comes out about as strong\.$/,
  );
  const shaky = { ...confidence, low: confidence.low.map(() => -0.1) };
  expect(edgeConfidenceText(weight, shaky, 1)).not.toContain('shuffled');
  const held = { ...confidence, stability: confidence.stability.map(() => 1) };
  expect(edgeConfidenceText(weight, held, 1)).not.toContain('shuffled');
});
