import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  Standing,
  PredictionBenchmark,
  BenchmarkResult,
  TruthBenchmark,
  PredictionRow,
} from '../../inference/benchmark/benchmark';
import {
  findingBeside,
  findingBesideLevel,
  benchmarkVerdict,
  moreFigures,
  standingText,
  type KnownOfRun,
  findingStanding,
} from './benchmark';
import {
  areas,
  besideShuffled,
  interval,
  pairedWith,
  predictionCard,
  truthRow,
} from '../../../tests/support/present/benchmarkExamples';
import { standingOf } from '../../inference/benchmark/standing';
import type { RunVerdict } from '../../inference/verdict/statements';
import { encodeLink } from '../../share/link';
import { decodeRun } from '../../../tests/support/share/decodeRun';
import { sampleSnapshot, withCaveats } from '../../../tests/support/share/sampleSnapshot';
import { findingTitle } from './diagnosis';

const crossValidation = {
  folds: 4,
  steps: [100],
  errors: [0.7],
  error: 0.8,
  shrunkError: 0.7,
  kappa: 0.9,
  perPerturbation: [],
};

const trueNetwork: TruthBenchmark = {
  name: 'truth',
  pairs: 1000,
  trueEdges: 50,
  density: 0.05,
  trained: null,
  rows: areas({ modulode: interval(0.7, 0.6, 0.8), pearson: interval(0.3), genie3: interval(0.4) }),
};

interface Change {
  readonly predictions?: PredictionBenchmark | null;
  readonly truth?: TruthBenchmark | null;
  readonly signal?: number;
  readonly networks?: BenchmarkResult['networks'];
  readonly oneSample?: boolean;
}

function known(change: Change): KnownOfRun {
  const { predictions = predictionCard({}), truth = null, networks = [], signal = 4 } = change;
  return {
    result: { crossValidation, heldOut: null, diagnosis: { signal, effects: null } },
    noun: 'knockout',
    oneSample: change.oneSample ?? false,
    card: { predictions, networks },
    truth,
  };
}

const titleOf = (change: Change) => benchmarkVerdict(known(change)).title.replaceAll('\u00a0', ' ');
const lineOf = (change: Change) => benchmarkVerdict(known(change)).line.replaceAll('\u00a0', ' ');

const against = (rows: Parameters<typeof areas>[0]) =>
  titleOf({ truth: { ...trueNetwork, rows: areas(rows) } })
    .split('; ')
    .at(-1);

const networks = (share: number | null, edges?: number) =>
  [{ source: 'modulode', withoutTruth: besideShuffled(share, [0.02, 0.05], edges) }] as const;

describe('the sentence of the benchmark, on predictions', () => {
  it('counts in how many perturbations the model is better than every baseline', () => {
    expect(titleOf({ truth: trueNetwork })).toBe(
      'Error over 8 held-out knockouts is 50 % below “no change”, the lowest of all predictors; AUPRC 14 × chance.',
    );
    expect(lineOf({ truth: trueNetwork })).toContain(
      'Lowest error of all predictors for 6 of 8 perturbations.',
    );
    expect(titleOf({ predictions: predictionCard({ wins: 8 }) })).toBe(
      'Error over 8 held-out knockouts is 50 % below “no change”, the lowest of all predictors.',
    );
    expect(lineOf({ predictions: predictionCard({ wins: 8 }) })).toContain(
      'Lowest error of all predictors for all 8 perturbations.',
    );
    const inTurn = predictionCard({ wins: 2, what: 'left out in turn' });
    expect(titleOf({ predictions: inTurn })).toBe(
      'Error over 8 left-out knockouts is 50 % below “no change”, the lowest of all predictors.',
    );
    expect(lineOf({ predictions: inTurn })).toContain(
      'Lowest error of all predictors for 2 of 8 perturbations.',
    );
  });

  it('says which share of the reference was given in training', () => {
    const uncovered = { regulators: 0, pairs: 0, trueEdges: 0, density: 0, auprc: null, auroc: null };
    const trained = { name: 'known', strength: 1, edges: 50, given: 20, uncovered };
    expect(titleOf({ truth: { ...trueNetwork, trained } })).toMatch(
      /; AUPRC 14 × chance, with 40 % of these edges given in training\.$/,
    );
  });

  it('does not praise a model that is no better than no change', () => {
    expect(titleOf({ predictions: predictionCard({ own: interval(1.02, 0.9, 1.1) }) })).toBe(
      'Error over 8 held-out knockouts is no lower than for “no change”.',
    );
    expect(titleOf({ predictions: predictionCard({ own: interval(0.997) }) })).toContain('no lower');
  });

  it('names the baseline that is better, and one that is as good', () => {
    expect(titleOf({ predictions: predictionCard({ linear: interval(0.4) }) })).toBe(
      'Error over 8 held-out knockouts is 50 % below “no change”, but the linear model predicts better.',
    );
    expect(titleOf({ predictions: predictionCard({ linear: interval(0.503) }) })).toBe(
      'Error over 8 held-out knockouts is 50 % below “no change”, not clearly better than the linear model.',
    );
  });

  it('marks results as uncertain with few perturbations or an interval that includes no change', () => {
    const few = predictionCard({ labels: ['A', 'B', 'C'], wins: 3 });
    expect(titleOf({ predictions: few })).toBe(
      'Error over 3 held-out knockouts is 50 % below “no change” (uncertain: 3 perturbations).',
    );
    expect(titleOf({ predictions: predictionCard({ labels: ['A'], wins: 1 }) })).toBe(
      'Error over 1 held-out knockout is 50 % below “no change” (uncertain: 1 perturbation).',
    );
    expect(titleOf({ predictions: predictionCard({ own: interval(0.5, 0.3, 1.04) }) })).toBe(
      'Error over 8 held-out knockouts is 50 % below “no change” (uncertain).',
    );
    expect(lineOf({ predictions: predictionCard({ own: interval(0.5, 0.3, 1.04) }) })).toBe(
      'Relative error: Modulode 0.50 (0.30–1.04), linear model 0.70, no change 1. Lowest error of all predictors for 6 of 8 perturbations.',
    );
  });

  it('states uncertainty and a better baseline in one sentence', () => {
    const unsure = predictionCard({ own: interval(0.5, 0.3, 1.04), wins: 2 });
    expect(titleOf({ predictions: unsure })).toBe(
      'Error over 8 held-out knockouts is 50 % below “no change” (uncertain).',
    );
    const beaten = predictionCard({ own: interval(0.8, 0.3, 1.04), linear: interval(0.4) });
    expect(titleOf({ predictions: beaten })).toBe(
      'Error over 8 held-out knockouts is 20 % below “no change” (uncertain), but the linear model predicts better.',
    );
  });

  it('states first that there is no measurable effect', () => {
    expect(titleOf({ signal: 1.1 })).toBe('These knockouts have no measurable effect.');
    expect(titleOf({ signal: 1.1, predictions: predictionCard({ own: interval(1.1) }) })).toBe(
      'These knockouts have no measurable effect, and the model does not beat “no change”.',
    );
  });

  it('states that no perturbation was held out', () => {
    expect(titleOf({ predictions: null })).toBe('No knockout was held out, so prediction was not tested.');
  });

  it('states that edges of single samples rest on these, unless a known network says more', () => {
    const single = { oneSample: true, networks: networks(0) };
    expect(titleOf(single)).toBe(
      'Error over 8 held-out knockouts is 50 % below “no change”, the lowest of all predictors; every edge rests on single samples.',
    );
    expect(lineOf(single)).toContain('may rank edges better than the model');
    expect(lineOf(single)).not.toContain('responds to perturbation');
    expect(titleOf({ ...single, truth: trueNetwork })).not.toContain('single samples');
    expect(lineOf({ ...single, truth: trueNetwork })).not.toContain('DREAM4');
    expect(lineOf({ ...single, truth: trueNetwork })).not.toContain('rank edges better');
  });
});

describe('the sentence of the benchmark, on the network', () => {
  it('states that the AUPRC is no better than chance', () => {
    expect(against({ modulode: interval(0.051) })).toBe('AUPRC 1.0 × chance (no better).');
  });

  it('marks an interval that includes chance as uncertain', () => {
    expect(against({ modulode: interval(0.1, 0.04, 0.2) })).toBe('AUPRC 2.0 × chance (uncertain).');
  });

  it('names the best method, counts the others, and states a tie', () => {
    expect(against({ modulode: interval(0.2), pearson: interval(0.3) })).toBe(
      'AUPRC 4.0 × chance, higher for |Pearson|.',
    );
    expect(
      against({
        modulode: interval(0.2),
        pearson: interval(0.3),
        genie3: interval(0.4),
        welch: interval(0.1),
      }),
    ).toBe('AUPRC 4.0 × chance, higher for GENIE3 and 1 other method.');
    expect(against({ modulode: interval(0.2), pearson: interval(0.198) })).toBe(
      'AUPRC 4.0 × chance, equal for |Pearson|.',
    );
    expect(against({ modulode: interval(0.05), genie3: interval(0.4) })).toBe(
      'AUPRC 1.0 × chance (no better), higher for GENIE3.',
    );
  });

  it('does not count the random order as a method', () => {
    expect(against({ modulode: interval(0.2), density: interval(0.3) })).not.toContain('Random');
  });

  it('omits the network without a known network or without an AUPRC', () => {
    expect(titleOf({})).not.toContain('AUPRC');
    const rows = [{ ...truthRow('modulode', interval(0.2)), auprc: null }];
    expect(titleOf({ truth: { ...trueNetwork, rows } })).not.toContain('AUPRC');
  });
});

describe('the line of numbers', () => {
  it('gives the numbers with intervals, and the best baseline', () => {
    expect(lineOf({ truth: trueNetwork })).toBe(
      'Relative error: Modulode 0.50 (0.40–0.60), linear model 0.70, no change 1. Lowest error of all predictors for 6 of 8 perturbations. AUPRC 0.70 (0.60–0.80), chance 0.05, GENIE3 0.40.',
    );
  });

  it('repeats in the folded figures none of those beside them', () => {
    expect(moreFigures(known({ truth: trueNetwork }))).toEqual([
      'Lowest error of all predictors for 6 of 8 perturbations.',
      'AUPRC of GENIE3, the best other method: 0.40.',
    ]);
  });

  it('gives the share of responding targets where no reference network is open, and its range with shuffled labels', () => {
    expect(lineOf({ predictions: null, networks: networks(0.64) })).toBe(
      'In 64 % of 22 edges the target responds to perturbation of the regulator (shuffled labels: 2–5 %).',
    );
    expect(lineOf({ predictions: null, networks: networks(0.05) })).toContain(
      'no more than with shuffled labels (2–5 %)',
    );
    expect(lineOf({ predictions: null, networks: networks(null, 0) })).toBe(
      'No edge could be tested: no regulator was perturbed alone.',
    );
    expect(lineOf({ predictions: null, networks: networks(null) })).toBe(
      'No edge could be tested: no perturbation of its regulators has 5 cells or samples.',
    );
  });
});

const title = (
  predictions: PredictionBenchmark | null,
  signal = 4,
  level: Parameters<typeof findingBeside>[2] = null,
) =>
  findingBeside(
    { crossValidation, heldOut: null, diagnosis: { signal, effects: null } },
    predictions,
    level,
  ).replaceAll('\u00a0', ' ');

describe('a predictor of some of the perturbations', () => {
  const card = predictionCard({});
  const [own, ...others] = card.rows;
  if (!own) throw new Error('the model is first');
  // The sum of single effects predicts the doubles G and H only, where the model is better: .05 against .12.
  const sums: PredictionRow = {
    ...own,
    predictor: 'additive',
    error: interval(0.12, 0.01, 0.3),
    paired: {
      perturbations: 2,
      model: interval(0.05, 0.02, 0.07),
      difference: interval(-0.07, -0.23, 0.01),
    },
    errors: card.labels.map((label) => (label === 'G' || label === 'H' ? 0.12 : null)),
  };
  const predictions = { ...card, rows: [own, sums, ...others] };

  it('is never ahead of the error over all', () => {
    expect(titleOf({ predictions })).toBe(
      'Error over 8 held-out knockouts is 50 % below “no change”, the lowest of those that predict all.',
    );
    const worse = { ...card, rows: [own, { ...sums, error: interval(0.8) }, ...others] };
    expect(titleOf({ predictions: worse })).toBe(titleOf({}));
    expect(title(predictions)).toBe(title(card));
    expect(lineOf({ predictions })).toContain('Modulode 0.50 (0.40–0.60), linear model 0.70, no change 1.');
  });

  it('stands beside the model over the same ones', () => {
    expect(lineOf({ predictions })).toContain(
      'On 2 of 8 perturbations: Modulode 0.05, sum of single effects 0.12 (uncertain).',
    );
  });
});

it('gives the error of a perfect prediction beside the errors', () => {
  const noise = { reference: 'split-controls', perfect: 0.31, replicate: 0.62 } as const;
  expect(lineOf({ predictions: { ...predictionCard({}), noise } })).toContain(
    'Measurement noise alone gives a perfect prediction an error of 0.31, and a repeated measurement 0.62.',
  );
});

describe('the title of the run elsewhere on the page', () => {
  const alone = '30 % less error than “no change” on perturbations it has not seen';

  it('has the caveats of the benchmark', () => {
    expect(title(null)).toBe(alone);
    expect(title(null, 4, 'uncertain')).toBe(`${alone} (uncertain)`);
    expect(title(predictionCard({}))).toBe(alone);
    expect(title(predictionCard({ own: interval(0.5, 0.4, 1.2) }))).toBe(`${alone} (uncertain)`);
    expect(title(predictionCard({ linear: interval(0.4) }))).toBe(
      `${alone}, but the linear model predicts better`,
    );
    expect(title(predictionCard({ linear: interval(0.503) }))).toBe(
      `${alone}, not clearly better than the linear model`,
    );
    // That the error may not be below no change says as much.
    expect(title(predictionCard({ own: interval(0.5, 0.4, 1.2), linear: interval(0.503) }))).toBe(
      `${alone} (uncertain)`,
    );
  });

  it('is uncertain before the benchmark where the verdict of the run is', () => {
    const result = { crossValidation, heldOut: null, diagnosis: { signal: 4, effects: null } };
    const of = (level: 'supported' | 'uncertain') =>
      findingStanding(result, null, level).replaceAll('\u00A0', ' ');
    expect([of('supported'), of('uncertain')]).toEqual([
      'Predicts perturbations it has not seen: 30 % less error than “no change”',
      `${alone} (uncertain)`,
    ]);
  });

  it('leaves the level to the badge beside it, and says what speaks against the predictions', () => {
    const result = { crossValidation, heldOut: null, diagnosis: { signal: 4, effects: null } };
    const ahead = { judged: 8, sure: true, ahead: { rival: 'linear', better: true } } as const;
    const of = (predicts: RunVerdict['predicts'], standing: Standing | null = null) =>
      findingBesideLevel(result, standing, { predicts }).replaceAll('\u00A0', ' ');
    const below = { tag: 'below-no-change', error: null, judged: 8 } as const;
    const mean = { tag: 'mean-predicts-as-well', rival: 'shrunk-mean', specific: false } as const;
    const few = { tag: 'few-perturbations', judged: 4 } as const;
    expect(of({ level: 'supported', reasons: [below] })).toBe(
      'Predicts perturbations it has not seen: 30 % less error than “no change”',
    );
    expect(of({ level: 'supported', reasons: [below] }, ahead)).toMatch(
      /, but the linear model predicts better$/,
    );
    expect(of({ level: 'uncertain', reasons: [few, below] })).toBe(alone);
    expect(of({ level: 'uncertain', reasons: [{ ...mean, better: false }, below] }, ahead)).toBe(
      'The mean of the other perturbations predicts as well as the model',
    );
    expect(of({ level: 'none', reasons: [{ tag: 'not-below-no-change', error: 1 }] })).toBe(
      'Predictions are no better than “no change”',
    );
  });

  it('states no error for a screen without a signal', () => {
    expect(title(predictionCard({ linear: interval(0.4) }), 1)).toBe(
      'These perturbations have no measurable effect',
    );
  });
});

const told = (judged: number, sure: boolean, ahead: Standing['ahead'] = null, signal = 4) =>
  standingText({ diagnosis: { signal, effects: null } }, { judged, sure, ahead })?.replaceAll('\u00a0', ' ');

it('explains the caveats of a finding to readers of a link', () => {
  expect(told(11, true)).toBe(
    'Evaluated on 11 perturbations; the 95 % interval of the error lies below “no change”.',
  );
  expect(told(11, false)).toContain('the 95 % interval of the error includes “no change”');
  expect(told(1, true)).toBe('Evaluated on only 1 perturbation: uncertain.');
  expect(told(11, true, null, 1)).toBeUndefined();
  expect(told(11, true, { rival: 'linear', better: false })).toMatch(
    /The linear model needs no network: this error alone does not support the edges\.$/,
  );
});

it('states that errors below 1 are chance without a measurable effect', () => {
  const chance = 'Errors below 1 arise by chance here.';
  const own = interval(1.07, 0.9, 1.3);
  expect(lineOf({ predictions: predictionCard({ own, linear: interval(0.7) }), signal: 1 })).toContain(
    chance,
  );
  expect(lineOf({ predictions: predictionCard({ own, linear: interval(0.7) }) })).not.toContain(chance);
});

const sent = sampleSnapshot(1, { genes: 4, regulators: 2, modules: 2 });

const error = fc
  .tuple(fc.double({ min: 0.3, max: 1.1, noNaN: true }), fc.double({ min: 0, max: 0.4, noNaN: true }))
  .map(([value, width]) => interval(value, value - width / 2, value + width));

const cards: fc.Arbitrary<PredictionBenchmark> = fc
  .record({
    labels: fc.integer({ min: 1, max: 7 }).map((count) => Array.from({ length: count }, (_, i) => `P${i}`)),
    own: error,
    linear: error,
    third: fc.record({
      predictor: fc.constantFrom<PredictionRow['predictor']>('additive', 'shrunk-mean'),
      error: fc.option(error),
    }),
  })
  .map(({ third, ...parts }) => {
    const card = predictionCard(parts);
    const paired = third.error && pairedWith(parts.own, third.error, parts.labels.length);
    const rows = card.rows.map((row, place) => (place === 2 ? { ...row, ...third, paired } : row));
    return { ...card, rows };
  });

it('the finding is the same sentence for the reader of a link as for its sender', async () => {
  const met = new Set<string>();
  await fc.assert(
    fc.asyncProperty(cards, async (card) => {
      const result = {
        crossValidation: null,
        heldOut: { error: 1, shrunkError: 0.75, pearson: 0 },
        diagnosis: { signal: 4, effects: null },
      };
      const standing = standingOf(card);
      const caveats = standing && {
        standing,
        lossesReplaced: false,
        shared: null,
        joined: false,
        resampled: null,
      };
      const link = await encodeLink(withCaveats(sent, caveats), 'network');
      const read = link.ok ? await decodeRun(link.value.text) : null;
      if (!read?.ok || !read.value.network) throw new Error('it can be written and read');
      const standingRead = read.value.network.verdict.caveats?.standing ?? null;
      const sentence = findingBeside(result, card, null);
      expect(findingStanding(result, standingRead)).toBe(sentence);
      met.add(sentence.split(' on held-out perturbations')[1] ?? '');
    }),
    { numRuns: 300, seed: 3 },
  );
  expect([...met]).toEqual(
    expect.arrayContaining([
      '',
      ' (uncertain)',
      ' (uncertain: 1 perturbation)',
      ', but the linear model predicts better',
      ' (uncertain), but the sum of single effects predicts better',
      ', not clearly better than the linear model',
      ', not clearly better than the sum of single effects',
    ]),
  );
});

it('claims in the title no more than every error measured on unseen perturbations allows', () => {
  const folds = { folds: 3, steps: [], errors: [], kappa: 1, perPerturbation: [], error: 1 };
  const leftOut = (shrunkError: number) => ({ ...folds, shrunkError });
  const claim = (validated: number | null, held: number | null, signal = 2) =>
    findingTitle(
      {
        diagnosis: { signal, effects: null },
        crossValidation: validated === null ? null : leftOut(validated),
        heldOut: held === null ? null : { error: 1, shrunkError: held, pearson: 0 },
      },
      'supported',
    );
  expect(claim(0.7, null)).toBe(
    'Predicts perturbations it has not seen: 30\u00a0% less error than “no change”',
  );
  expect(claim(0.7, 0.9)).toBe('Predicts held-out perturbations: 10\u00a0% less error than “no change”');
  expect(claim(1.1, 0.9)).toMatch(/but not in cross-validation/);
  expect(claim(0.7, 1)).toMatch(/does not beat/);
  expect(claim(null, null)).toMatch(/was not tested/);
  expect(claim(1.1, null, 1.1)).toMatch(/does not beat/);
  expect(claim(0.2, null, 1.1)).toBe('These perturbations have no measurable effect');
});
