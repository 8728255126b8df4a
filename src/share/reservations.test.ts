/** What limits the errors that a link tells comes with it, in few characters. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Standing } from '../inference/benchmark/benchmark';
import { fromBase64Url } from './typedJson';
import { encodeLink } from './link';
import { passedOn } from '../../tests/support/share/passOn';
import { sampleSnapshot, withReservations } from '../../tests/support/share/sample';
import type { Reservations, Snapshot, Tier } from './snapshot';

const size = { genes: 6, regulators: 4, modules: 5 };

const ahead = fc.record({
  rival: fc.constantFrom<NonNullable<Standing['ahead']>['rival']>(
    'linear',
    'additive',
    'shrunk-mean',
    'mean-of-training',
  ),
  better: fc.boolean(),
});
const hundredths = fc.nat(100).map((share) => share / 100);
const known: fc.Arbitrary<Reservations> = fc
  .record({
    standing: fc.option(
      fc.record({
        judged: fc.integer({ min: 1, max: 20_000 }),
        sure: fc.boolean(),
        ahead: fc.option(ahead),
      }),
    ),
    lossesReplaced: fc.boolean(),
    shared: fc.option(
      fc.record({
        weight: fc.float({ min: 0, max: 1, noNaN: true }),
        fullAt: fc.constantFrom(0, 0.25, 2),
      }),
    ),
    resampled: fc.option(
      fc.record({
        fits: fc.integer({ min: 1, max: 500 }),
        shuffled: fc.option(
          fc.record({ error: fc.float({ min: 0, max: 9, noNaN: true }), stableShare: hundredths }),
        ),
      }),
    ),
  })
  .filter(
    ({ standing, lossesReplaced, shared, resampled }) =>
      standing !== null || lossesReplaced || shared !== null || resampled !== null,
  );

async function lengthOf(snapshot: Snapshot, tier: Tier): Promise<number> {
  const link = await encodeLink(snapshot, tier);
  return link.ok ? link.value.text.length : Infinity;
}

async function flagged(reservations: Reservations | null): Promise<boolean> {
  const link = await encodeLink(withReservations(sampleSnapshot(1, size), reservations), 'network');
  const [flags = 0] = (link.ok && fromBase64Url(link.value.text.slice('#g1.'.length))) || [];
  return flags >= 128;
}

async function reservationsPassedOn(snapshot: Snapshot, tier: Tier): Promise<Reservations | null> {
  const { network } = await passedOn(snapshot, tier);
  if (!network) throw new Error('it has a network');
  return network.verdict.reservations;
}

it('whatever was known comes back, whether the link holds a model or a network', async () => {
  await fc.assert(
    fc.asyncProperty(known, fc.constantFrom('network', 'instrument'), async (reservations, tier) => {
      const sent = withReservations(sampleSnapshot(1, size), reservations);
      expect(await reservationsPassedOn(sent, tier)).toEqual(reservations);
    }),
    { numRuns: 100, seed: 5 },
  );
});

it('a run set beside simpler predictions costs a few characters, one with everything a few more', async () => {
  const plain = sampleSnapshot(1, size);
  const standing = { judged: 11, sure: false, ahead: null };
  const one = { standing, lossesReplaced: false, shared: null, resampled: null };
  const without = await lengthOf(plain, 'network');
  expect(await lengthOf(withReservations(plain, one), 'network')).toBeLessThanOrEqual(without + 6);
  expect(await lengthOf(withReservations(plain), 'network')).toBeLessThanOrEqual(without + 30);
});

it('where nothing is known the link has no place for it, and its flags say so', async () => {
  expect(await flagged(null)).toBe(false);
  expect(await flagged({ standing: null, lossesReplaced: true, shared: null, resampled: null })).toBe(true);
});
