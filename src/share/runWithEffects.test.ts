/** Links of a run with the effects of its screen: the run is that of a link without them, and effects have the room that it leaves. */
import { describe, expect, it } from 'vitest';
import { decodeRun } from '../../tests/support/share/decodeRun';
import { printedEffects } from '../../tests/support/share/printedEffects';
import { sampleEffects } from '../../tests/support/share/sampleEffects';
import { demoSize, sampleSnapshot } from '../../tests/support/share/sampleSnapshot';
import type { EffectsSnapshot } from './effectsSnapshot';
import { decodeLink, type EncodedLink, encodeLink } from './link';
import { frameText, MAX_LINK_LENGTH, readFrame, scriptedDeflater } from './link/frame';
import { type Snapshot, type Tier, withEffects } from './snapshot';

async function encoded(snapshot: Snapshot, tier: Tier = 'model'): Promise<EncodedLink> {
  const link = await encodeLink(snapshot, tier);
  if (!link.ok) throw new Error('the run fits');
  return link.value;
}

async function read(text: string): Promise<Snapshot> {
  const run = await decodeRun(text);
  if (!run.ok) throw new Error(run.error.tag);
  return run.value;
}

const lengthsOf = (effects: EffectsSnapshot | null) =>
  effects?.perturbations.map(({ changed }) => changed.length) ?? [];

const size = { genes: 40, regulators: 30, modules: 20 };
const ordinary = sampleEffects(5, { perturbations: 12, genes: 40, changed: 9 });
const ownRun: Snapshot = { ...sampleSnapshot(4, demoSize), demo: null };
const large = sampleEffects(5, { perturbations: 300, genes: 3000, changed: 60 });

describe('a link of a run with effects', () => {
  it('holds the run of a link without them, and effects that print as the sender’s', async () => {
    const { effects, ...rest } = await read((await encoded(withEffects(ownRun, ordinary))).text);
    expect({ ...rest, effects: null }).toEqual(await read((await encoded(ownRun)).text));
    const { title, day } = ownRun;
    expect(effects && printedEffects(effects)).toEqual(printedEffects({ ...ordinary, title, day }));
  });

  it('shared again has the same effects', async () => {
    const first = await read((await encoded(withEffects(ownRun, ordinary))).text);
    expect((await read((await encoded(first)).text)).effects).toEqual(first.effects);
  });

  it('gives the run precedence and leaves out the weakest genes of each perturbation first', async () => {
    const run = sampleSnapshot(3, size);
    const alone = await encoded(run);
    const link = await encoded(withEffects(run, large));
    expect(link.text.length).toBeLessThanOrEqual(MAX_LINK_LENGTH);
    expect({ ...link, text: '', effects: null }).toEqual({ ...alone, text: '' });
    const { effects, ...rest } = await read(link.text);
    expect({ ...rest, effects: null }).toEqual(await read(alone.text));
    expect(effects && printedEffects(effects)).toEqual(link.effects && printedEffects(link.effects));
    // Of each that acts the surest genes stay, as many of all; every one that acts has its line.
    const lengths = new Set(lengthsOf(effects).slice(0, 150));
    expect(lengths.size).toBe(1);
    expect(Math.max(...lengths)).toBeLessThan(60);
    const acting = effects?.perturbations.filter(({ acts }) => acts) ?? [];
    expect(acting.length).toBe(150);
    expect(acting[9]).toMatchObject({ label: 'P9', kind: 'specific', nearest: { perturbation: 0 } });
  });

  it('is that of the run alone where effects have no room', async () => {
    const run = sampleSnapshot(3, size);
    const many = sampleEffects(5, { perturbations: 10_000, genes: 20, changed: 1 });
    expect(await encoded(withEffects(run, many))).toEqual(await encoded(run));
  });

  it('has them with a model only, and of its own screen only', async () => {
    const run = withEffects(ownRun, ordinary);
    for (const tier of ['settings', 'network'] as const)
      expect(await encoded(run, tier)).toEqual(await encoded({ ...run, effects: null }, tier));
    const foreign = { ...ordinary, fingerprint: '1123456789abcdef' };
    expect(withEffects(ownRun, foreign).effects).toBeNull();
    // A reader has the cells of a demo.
    expect(withEffects({ ...ownRun, demo: 'myeloid' }, ordinary).effects).toBeNull();
    const { text } = await encoded({ ...run, effects: foreign });
    expect(await decodeLink(text)).toEqual({ ok: false, error: { tag: 'link-damaged' } });
  });

  it('is of a newer version to programs that do not know it, and damaged where its parts are not both there', async () => {
    const frame = await readFrame(
      (await encoded(withEffects(ownRun, ordinary))).text,
      () => true,
      scriptedDeflater,
    );
    if (!frame.ok) throw new Error(frame.error.tag);
    const { flags, sections } = frame.value;
    // 0.2.0 and 0.3.0 know the tiers 0, 1 and 2; 3 without any other flag is that of effects alone.
    expect([flags % 4, flags > 3]).toEqual([3, true]);
    const framed = (kept: readonly Uint8Array<ArrayBuffer>[]) =>
      frameText(
        flags,
        kept.map((bytes) => ({ bytes, inflated: null })),
      );
    expect((await decodeLink(framed(sections))).ok).toBe(true);
    const ofNetwork = Uint8Array.of((sections[0]?.[0] ?? 0) - 1);
    for (const kept of [
      [],
      sections.slice(0, 7),
      sections.slice(1),
      sections.slice(0, -1),
      [...sections, new Uint8Array()],
      [ofNetwork, ...sections.slice(1)],
      [Uint8Array.of(flags), ...sections.slice(1)],
      [Uint8Array.of(3), ...sections.slice(1)],
    ])
      expect(await decodeLink(framed(kept))).toEqual({ ok: false, error: { tag: 'link-damaged' } });
  });
});
