import { expect, it } from 'vitest';
import type { RunVerdict } from '../../inference/verdict/statements';
import { reliabilityText } from './levels';
import { describeVerdict, statementText, verdictLines } from './verdict';
import { noiseText } from './benchmark';

const uncertain: RunVerdict = {
  predicts: {
    level: 'uncertain',
    reasons: [
      { tag: 'mean-predicts-as-well', rival: 'shrunk-mean', better: false, specific: true },
      { tag: 'includes-no-change', error: { value: 0.62, low: 0.46, high: 1.14 }, specific: true },
      { tag: 'below-no-change', error: { value: 0.62, low: 0.46, high: 1.14 }, judged: 11 },
    ],
  },
  edges: { level: 'supported', reasons: [{ tag: 'measurable-effects', measurable: 11, of: 11 }] },
};

const texts = (verdict: RunVerdict) =>
  describeVerdict(verdict).map((statement) => statementText(statement).replaceAll('\u00a0', ' '));

it('states the error with its interval, then every prediction that it is not clearly below in one sentence', () => {
  expect(texts(uncertain)).toEqual([
    'Does it predict unseen perturbations? Uncertain. Error 0.62 (0.46–1.14) over 11 perturbations (no change = 1). Not clearly better than the mean of the other perturbations or “no change”. Each prediction fits its own perturbation better than the others.',
    'Are edges of perturbed genes supported? Supported. 11 of 11 perturbations change other genes.',
  ]);
});

/** Both means predict as well, or clearly better. */
function behindMeans(better: boolean): RunVerdict {
  const rivals = ['shrunk-mean', 'mean-of-training'] as const;
  const reasons = rivals.map((rival) => ({
    tag: 'mean-predicts-as-well' as const,
    rival,
    better,
    specific: false,
  }));
  return { ...uncertain, predicts: { level: 'uncertain', reasons } };
}

it('says the same of several means in one sentence', () => {
  expect([false, true].map((better) => texts(behindMeans(better))[0])).toEqual([
    'Does it predict unseen perturbations? Uncertain. Not clearly better than the mean of the other perturbations.',
    'Does it predict unseen perturbations? Uncertain. The mean of the other perturbations predicts better.',
  ]);
});

function said(level: 'uncertain' | 'supported', reasons: RunVerdict['predicts']['reasons']) {
  return texts({ ...uncertain, predicts: { level, reasons } })[0];
}

it('says of combinations that the sum of single effects predicts them', () => {
  const below = { tag: 'below-no-change', error: null, judged: 30 } as const;
  const sum = { tag: 'sum-predicts-as-well', combinations: 12, better: true, othersSupport: false } as const;
  expect(said('uncertain', [sum, below])).toBe(
    'Does it predict unseen perturbations? Uncertain. The error is below “no change”. The sum of single effects predicts 12 combinations better than the model.',
  );
  expect(said('supported', [below, { ...sum, better: false, othersSupport: true }])).toBe(
    'Does it predict unseen perturbations? Supported. The error is below “no change”. Uncertain for combinations: the sum of single effects predicts 12 combinations as well as the model.',
  );
});

it('says what would decide it, and what perturbations share', () => {
  const advice = (known: Partial<RunVerdict>) => describeVerdict({ ...uncertain, ...known })[0]?.advice;
  expect(advice({ enough: { perturbations: 1, cells: null } })).toBe(
    'About 1 more perturbation of this kind would decide it.',
  );
  expect(advice({ enough: { perturbations: null, cells: 300 } })).toBe(
    'The number of perturbations that would decide it cannot be estimated, because the model is hardly better so far. Noise is larger than their effects; about 300 cells of each would make these clear.',
  );
  const shared = [
    { gene: 'A', change: 0.9 },
    { gene: 'B', change: -0.8 },
    { gene: 'C', change: 0.7 },
  ];
  expect(advice({ shared })).toBe('These perturbations share one response: A and C rise, B falls.');
  expect(advice({})).toBe('');
  expect(texts({ ...uncertain, shared })[0]).toContain('better than the others. These perturbations share');
});

it('keeps the order of reasons where there is no error to state', () => {
  const none: RunVerdict = {
    ...uncertain,
    predicts: {
      level: 'none',
      reasons: [{ tag: 'no-measurable-effect' }, { tag: 'not-below-no-change', error: 1.014 }],
    },
  };
  expect(texts(none)[0]).toBe(
    'Does it predict unseen perturbations? No evidence. These perturbations have no measurable effect. The error is not below “no change” (1.01).',
  );
});

const withSignal = (signal: number): string | undefined =>
  texts({ ...uncertain, edges: { level: 'supported', reasons: [{ tag: 'signal', signal }] } })[1];

it('does not repeat for edges that no perturbation has an effect', () => {
  const none: RunVerdict = {
    ...uncertain,
    edges: {
      level: 'none',
      reasons: [{ tag: 'no-measurable-effect' }, { tag: 'regulators-without-effect', edges: 96, of: 96 }],
    },
  };
  expect(texts(none)[1]).toBe(
    'Are edges of perturbed genes supported? No evidence. These perturbations have no measurable effect.',
  );
});

it('says that predictions do not support edges that nothing else speaks against', () => {
  const doubted: RunVerdict = {
    predicts: { level: 'none', reasons: [{ tag: 'not-below-no-change', error: 1 }] },
    edges: {
      level: 'uncertain',
      reasons: [{ tag: 'predictions-in-doubt' }, { tag: 'measurable-effects', measurable: 9, of: 25 }],
    },
  };
  expect(texts(doubted)[1]).toBe(
    'Are edges of perturbed genes supported? Uncertain. Predictions of unseen perturbations do not support this network. 9 of 25 perturbations change other genes.',
  );
});

it('prints a large signal without decimals', () => {
  expect(withSignal(2.44)).toContain('Genes change 2.4 times as much');
  expect(withSignal(1278.7)).toContain('Genes change 1,279 times as much');
});

it('does not print noise as nothing', () => {
  expect(noiseText({ reference: 'split-controls', perfect: 0.11, replicate: 0.22 })).toBe(
    'Measurement noise alone gives a perfect prediction an error of 0.11, and a repeated measurement 0.22.',
  );
  expect(noiseText({ reference: 'others', perfect: 0.001, replicate: 0.02 })).toContain(
    'less than 0.01, and a',
  );
  expect(noiseText({ reference: 'others', perfect: 0.001, replicate: 0.002 })).toBe(
    'Measurement noise adds less than 0.01 to the error.',
  );
});

it('says beside a prediction what is known of its reliability', () => {
  expect(reliabilityText('supported', false)).toBe('');
  expect(reliabilityText('uncertain', false)).toBe('Predictions of unseen perturbations: uncertain.');
  expect(reliabilityText('supported', true)).toBe('Not reliable.');
});

it('opens the lines of a terminal with the doubt', () => {
  const doubtful: RunVerdict = {
    ...uncertain,
    predicts: { level: 'none', reasons: [{ tag: 'not-below-no-change', error: 1 }] },
  };
  expect(verdictLines(doubtful, null)).toEqual([
    'Predictions are no better than “no change”: do not interpret this network.',
    ...describeVerdict(doubtful).map(statementText),
  ]);
});
