import { expect, it } from 'vitest';
import { sampleSnapshot } from '../../../tests/support/share/sampleSnapshot';
import { encodeLink } from '../../share/link';
import type { Snapshot, Tier } from '../../share/snapshot';
import { leftBehindText } from './share';

async function omissions(snapshot: Snapshot, tier: Tier): Promise<string | null> {
  const link = await encodeLink(snapshot, tier);
  if (!link.ok) throw new Error(link.error.tag);
  return leftBehindText(link.value);
}

it('a link tells that the edges of a known network are not in it, whatever else it has', async () => {
  const plain = { ...sampleSnapshot(4, { genes: 6, regulators: 4, modules: 5 }), knowledge: null };
  const found = { asked: 'auto', strength: 1, gain: null, shuffledGain: null } as const;
  const informed = { ...plain, knowledge: { name: null, ...found } };
  expect(await omissions(plain, 'settings')).toBeNull();
  expect(await omissions(informed, 'settings')).toBe('Not included: edges of the known network.');
  expect(await omissions(plain, 'network')).toBe(
    'Not included: measured changes, curves and prediction intervals.',
  );
  for (const tier of ['network', 'model'] as const)
    expect(await omissions(informed, tier)).toContain(
      'measured changes, curves, prediction intervals and edges of the known network.',
    );
});
