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
  reportCardVerdict,
  standingText,
  type KnownOfRun,
  findingStanding,
} from './benchmark';
import {
  areas,
  besideShuffled,
  interval,
  predictionCard,
  truthRow,
} from '../../../tests/support/present/benchmarkExamples';
import { standingOf } from '../../inference/benchmark/predictions';
import { decodeLink, encodeLink } from '../../share/link';
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
  rows: areas({ modulode: interval(0.7, 0.6, 0.8), pearson: interval(0.3), genie3: interval(0.4) }),
};

interface Change {
  readonly predictions?: PredictionBenchmark | null;
  readonly truth?: TruthBenchmark | null;
  readonly signal?: number;
  readonly networks?: BenchmarkResult['networks'];
  readonly computing?: boolean;
  readonly oneSample?: boolean;
}

function known(change: Change): KnownOfRun {
  const { predictions = predictionCard({}), truth = null, networks = [], signal = 4 } = change;
  return {
    result: { crossValidation, heldOut: null, diagnosis: { signal } },
    noun: 'knockout',
    oneSample: change.oneSample ?? false,
    card: { identifiability: null, predictions, cells: null, networks, leftOut: [] },
    truth,
    computing: change.computing ?? false,
  };
}

const titleOf = (change: Change) => reportCardVerdict(known(change)).title.replaceAll('\u00a0', ' ');
const lineOf = (change: Change) => reportCardVerdict(known(change)).line.replaceAll('\u00a0', ' ');

const against = (rows: Parameters<typeof areas>[0]) =>
  titleOf({ truth: { ...trueNetwork, rows: areas(rows) } }).split('; ')[1];

const networks = (share: number | null, edges?: number) =>
  [{ source: 'modulode', withoutTruth: besideShuffled(share, [0.02, 0.05], edges) }] as const;

describe('the sentence of the report card, on predictions', () => {
  it('counts in how many perturbations the model is better than every baseline', () => {
    expect(titleOf({ truth: trueNetwork })).toBe(
      'On 8 held-out knockouts the model predicts better than every baseline in 6; the network is 14 times denser in true edges than chance.',
    );
    expect(titleOf({ predictions: predictionCard({ wins: 8 }) })).toBe(
      'On 8 held-out knockouts the model predicts better than every baseline in all 8.',
    );
    expect(titleOf({ predictions: predictionCard({ wins: 2, what: 'left out in turn' }) })).toBe(
      'On 8 knockouts, each left out in turn, the model predicts best taken together, but in only 2 better than every baseline.',
    );
  });

  it('does not praise a model that is no better than no change', () => {
    expect(titleOf({ predictions: predictionCard({ own: interval(1.02, 0.9, 1.1) }) })).toBe(
      'On 8 held-out knockouts the model predicts no better than “no change”.',
    );
    expect(titleOf({ predictions: predictionCard({ own: interval(0.997) }) })).toContain('no better');
  });

  it('names the baseline that is better, and one that is as good', () => {
    expect(titleOf({ predictions: predictionCard({ linear: interval(0.4) }) })).toBe(
      'On 8 held-out knockouts the model predicts 50 % better than “no change”, but the linear model predicts better still.',
    );
    expect(titleOf({ predictions: predictionCard({ linear: interval(0.503) }) })).toBe(
      'On 8 held-out knockouts the model predicts 50 % better than “no change”, no better than the linear model.',
    );
  });

  it('says where there are too few perturbations, or an interval that reaches no change', () => {
    const few = predictionCard({ labels: ['A', 'B', 'C'], wins: 3 });
    expect(titleOf({ predictions: few })).toBe(
      'On 3 held-out knockouts the model predicts better than every baseline in all 3, though 3 are too few to be sure.',
    );
    expect(titleOf({ predictions: predictionCard({ labels: ['A'], wins: 1 }) })).toBe(
      'On 1 held-out knockout the model predicts better than every baseline, though one is too few to be sure.',
    );
    expect(titleOf({ predictions: predictionCard({ own: interval(0.5, 0.3, 1.04) }) })).toBe(
      'On 8 held-out knockouts the model predicts better than every baseline in 6, though not surely.',
    );
    expect(lineOf({ predictions: predictionCard({ own: interval(0.5, 0.3, 1.04) }) })).toBe(
      'Error 0.50 (0.30–1.04) of “no change”; of the linear model 0.70. The 95 % interval reaches “no change”.',
    );
  });

  it('keeps both doubts in one sentence', () => {
    const unsure = predictionCard({ own: interval(0.5, 0.3, 1.04), wins: 2 });
    expect(titleOf({ predictions: unsure })).toBe(
      'On 8 held-out knockouts the model predicts best taken together, though not surely, and in only 2 better than every baseline.',
    );
    const beaten = predictionCard({ own: interval(0.8, 0.3, 1.04), linear: interval(0.4) });
    expect(titleOf({ predictions: beaten })).toBe(
      'On 8 held-out knockouts the model predicts 20 % better than “no change”, though not surely, but the linear model predicts better still.',
    );
  });

  it('says that nothing can be measured before anything else', () => {
    expect(titleOf({ signal: 1.1 })).toBe('These knockouts change nothing that can be measured.');
    expect(titleOf({ signal: 1.1, predictions: predictionCard({ own: interval(1.1) }) })).toBe(
      'These knockouts change nothing that can be measured, and the model predicts no better than “no change”.',
    );
  });

  it('says that nothing was unseen', () => {
    expect(titleOf({ predictions: null })).toBe(
      'No knockout was unseen, so predictions could not be tested.',
    );
  });

  it('says of a screen of single samples that its edges rest on them, unless a truth tells more', () => {
    const single = { oneSample: true, networks: networks(0) };
    expect(titleOf(single)).toBe(
      'On 8 held-out knockouts the model predicts better than every baseline in 6; every edge rests on single samples.',
    );
    expect(lineOf(single)).toContain('may rank edges better than the model');
    expect(lineOf(single)).not.toContain('answers when the regulator');
    expect(titleOf({ ...single, truth: trueNetwork })).not.toContain('single samples');
    expect(lineOf({ ...single, truth: trueNetwork })).not.toContain('DREAM4');
  });

  it('says what the run itself knows until the first part is there', () => {
    expect(reportCardVerdict({ ...known({ computing: true }), card: null })).toEqual({
      title: 'It predicts unseen perturbations 30\u00a0% better than “no change”.',
      line: 'Other methods are still being computed from the same cells.',
    });
  });
});

describe('the sentence of the report card, on the network', () => {
  it('says where it is no denser in true edges than chance', () => {
    expect(against({ modulode: interval(0.051) })).toBe(
      'the network is no denser in true edges than chance.',
    );
  });

  it('says where the interval reaches chance', () => {
    expect(against({ modulode: interval(0.1, 0.04, 0.2) })).toBe(
      'the network is 2.0 times denser in true edges than chance, though that may be luck.',
    );
  });

  it('names the method that is ahead, counts the others, and tells a tie', () => {
    expect(against({ modulode: interval(0.2), pearson: interval(0.3) })).toBe(
      'the network is 4.0 times denser in true edges than chance, but that of |Pearson| is denser.',
    );
    expect(
      against({
        modulode: interval(0.2),
        pearson: interval(0.3),
        genie3: interval(0.4),
        welch: interval(0.1),
      }),
    ).toBe(
      'the network is 4.0 times denser in true edges than chance, but those of GENIE3 and 1 other method are denser.',
    );
    expect(against({ modulode: interval(0.2), pearson: interval(0.198) })).toBe(
      'the network is 4.0 times denser in true edges than chance, no denser than that of |Pearson|.',
    );
    expect(against({ modulode: interval(0.05), genie3: interval(0.4) })).toBe(
      'the network is no denser in true edges than chance, but that of GENIE3 is denser.',
    );
  });

  it('never counts the random line as a method', () => {
    expect(against({ modulode: interval(0.2), density: interval(0.3) })).not.toContain('Random');
  });

  it('says nothing of it without a truth, and nothing where no area can be said', () => {
    expect(titleOf({})).not.toContain('network');
    const rows = [{ ...truthRow('modulode', interval(0.2)), auprc: null }];
    expect(titleOf({ truth: { ...trueNetwork, rows } })).not.toContain('network');
  });
});

describe('the quiet line', () => {
  it('has the numbers with their intervals, and the next best beside them', () => {
    expect(lineOf({ truth: trueNetwork })).toBe(
      'Error 0.50 (0.40–0.60) of “no change”; of the linear model 0.70. Area under precision and recall 0.70 (0.60–0.80), random 0.05, GENIE3 0.40.',
    );
  });

  it('judges the network by the cells where there is no truth, beside shuffled labels', () => {
    expect(lineOf({ predictions: null, networks: networks(0.64) })).toBe(
      'Without a known network: of 22 edges 64 % have a target that answers when the regulator is perturbed; with shuffled labels 2–5 %.',
    );
    expect(lineOf({ predictions: null, networks: networks(0.05) })).toContain(
      'no more than with shuffled labels (2–5 %)',
    );
    expect(lineOf({ predictions: null, networks: networks(null, 0) })).toBe(
      'None of its edges could be tested: no regulator was perturbed by itself.',
    );
    expect(lineOf({ predictions: null, networks: networks(null) })).toBe(
      'None of its edges could be tested: no perturbation of its regulators has 5 cells.',
    );
  });
});

const title = (predictions: PredictionBenchmark | null, signal = 4) =>
  findingBeside({ crossValidation, heldOut: null, diagnosis: { signal } }, predictions).replaceAll(
    '\u00a0',
    ' ',
  );

describe('the title of the same run elsewhere', () => {
  const alone = 'It predicts unseen perturbations 30 % better than “no change”';

  it('claims no more than the card, once there is one', () => {
    expect(title(null)).toBe(alone);
    expect(title(predictionCard({}))).toBe(alone);
    expect(title(predictionCard({ own: interval(0.5, 0.4, 1.2) }))).toBe(`${alone}, though not surely`);
    expect(title(predictionCard({ linear: interval(0.4) }))).toBe(
      `${alone}, but the linear model predicts better still`,
    );
    expect(title(predictionCard({ own: interval(0.5, 0.4, 1.2), linear: interval(0.503) }))).toBe(
      `${alone}, though not surely, no better than the linear model`,
    );
  });

  it('is not made to praise a screen without a signal', () => {
    expect(title(predictionCard({ linear: interval(0.4) }), 1)).toBe(
      'These perturbations change nothing that can be measured',
    );
  });
});

const told = (judged: number, sure: boolean, ahead: Standing['ahead'] = null, signal = 4) =>
  standingText({ diagnosis: { signal } }, { judged, sure, ahead })?.replaceAll('\u00a0', ' ');

it('says what the caveats of a finding mean to who has no card', () => {
  expect(told(11, true)).toBe(
    'It was judged on 11 perturbations; its 95 % interval stays better than “no change”.',
  );
  expect(told(11, false)).toContain('had others been measured, it might predict no better');
  expect(told(1, true)).toBe(
    'It was judged on only 1 perturbation: by chance it can look better than it is.',
  );
  expect(told(11, true, null, 1)).toBeUndefined();
  expect(told(11, true, { rival: 'linear', better: false })).toMatch(
    /The linear model knows no network, so how well the model predicts says little for its edges\.$/,
  );
});

it('says what an error below 1 is worth where nothing changes', () => {
  const chance = 'Below 1 there is only chance, which all comparisons share.';
  const own = interval(1.07, 0.9, 1.3);
  expect(lineOf({ predictions: predictionCard({ own, linear: interval(0.7) }), signal: 1 })).toContain(
    chance,
  );
  expect(lineOf({ predictions: predictionCard({ own, linear: interval(0.7) }) })).not.toContain(chance);
});

/** What is told of a run is told alike to who has its cells and to who has a link of it. */

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
    return { ...card, rows: card.rows.map((row, place) => (place === 2 ? { ...row, ...third } : row)) };
  });

it('the finding is the same sentence for the reader of a link as for its sender', async () => {
  const met = new Set<string>();
  await fc.assert(
    fc.asyncProperty(cards, async (card) => {
      const result = {
        crossValidation: null,
        heldOut: { error: 1, shrunkError: 0.75, pearson: 0 },
        diagnosis: { signal: 4 },
      };
      const standing = standingOf(card);
      const caveats = standing && { standing, lossesReplaced: false, shared: null, resampled: null };
      const link = await encodeLink(withCaveats(sent, caveats), 'network');
      const read = link.ok ? await decodeLink(link.value.text) : null;
      if (!read?.ok || !read.value.network) throw new Error('it can be written and read');
      const told = read.value.network.verdict.caveats?.standing ?? null;
      const sentence = findingBeside(result, card);
      expect(findingStanding(result, told)).toBe(sentence);
      met.add(sentence.split('“no change”')[1] ?? '');
    }),
    { numRuns: 300, seed: 3 },
  );
  expect([...met]).toEqual(
    expect.arrayContaining([
      '',
      ', though not surely',
      ', though one is too few to be sure',
      ', but the linear model predicts better still',
      ', though not surely, but the sum of single effects predicts better still',
      ', though 4 are too few to be sure, no better than the shrunk mean of the other perturbations',
    ]),
  );
});

it('claims in the title no more than every error measured on unseen perturbations allows', () => {
  const folds = { folds: 3, steps: [], errors: [], kappa: 1, perPerturbation: [], error: 1 };
  const leftOut = (shrunkError: number) => ({ ...folds, shrunkError });
  const title = (crossValidation: number | null, held: number | null, signal = 2) =>
    findingTitle({
      diagnosis: { signal },
      crossValidation: crossValidation === null ? null : leftOut(crossValidation),
      heldOut: held === null ? null : { error: 1, shrunkError: held, pearson: 0 },
    });
  expect(title(0.7, null)).toMatch(/^It predicts unseen perturbations 30\u00a0% better/);
  expect(title(0.7, 0.9)).toMatch(/^It predicts the perturbations held out 10\u00a0% better/);
  expect(title(1.1, 0.9)).toMatch(/but not on those left out/);
  expect(title(0.7, 1)).toMatch(/does not beat/);
  expect(title(null, null)).toMatch(/could not be tested/);
  expect(title(1.1, null, 1.1)).toMatch(/does not beat/);
  expect(title(0.2, null, 1.1)).toBe('These perturbations change nothing that can be measured');
});
