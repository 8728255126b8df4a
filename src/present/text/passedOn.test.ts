/** What is told of a run is told alike to who has its cells and to who has a link of it. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PredictionCard, PredictionRow } from '../../inference/benchmark/benchmark';
import { standingOf } from '../../inference/benchmark/standing';
import { decodeLink, encodeLink } from '../../share/link';
import { sampleSnapshot, withReservations } from '../../../tests/support/share/sample';
import { findingBeside, findingStanding } from './reportCard';
import { interval, predictionCard } from '../../../tests/support/present/benchmarkExamples';

const sent = sampleSnapshot(1, { genes: 4, regulators: 2, modules: 2 });

const error = fc
  .tuple(fc.double({ min: 0.3, max: 1.1, noNaN: true }), fc.double({ min: 0, max: 0.4, noNaN: true }))
  .map(([value, width]) => interval(value, value - width / 2, value + width));

const cards: fc.Arbitrary<PredictionCard> = fc
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
      const reservations = standing && { standing, lossesReplaced: false, shared: null, resampled: null };
      const link = await encodeLink(withReservations(sent, reservations), 'network');
      const read = link.ok ? await decodeLink(link.value.text) : null;
      if (!read?.ok || !read.value.network) throw new Error('it can be written and read');
      const told = read.value.network.verdict.reservations?.standing ?? null;
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
