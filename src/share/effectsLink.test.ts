/** Links of effects: what they hold prints as the sender's, what does not fit is left out in order, and nothing hostile comes through. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printedEffects as printed } from '../../tests/support/share/printedEffects';
import { sampleEffects } from '../../tests/support/share/sampleEffects';
import { encodeEffects } from './effectsLink';
import type { EffectsSnapshot } from './effectsSnapshot';
import { decodeLink } from './link';
import { nativeDeflater, scriptedDeflater } from './link/frame';

async function passedOn(sent: EffectsSnapshot, most?: number): Promise<EffectsSnapshot> {
  const link = await encodeEffects(sent, most);
  if (!link.ok) throw new Error(link.error.tag);
  const read = await decodeLink(link.value.text);
  if (!read.ok || read.value.kind !== 'effects') throw new Error('it holds no effects');
  expect(printed(read.value.effects)).toEqual(printed(link.value.carried));
  return read.value.effects;
}

const lineOf = (one: EffectsSnapshot['perturbations'][number]) => {
  const { label, acts, increased, decreased, kind, onTarget, nearest } = one;
  return { label, acts, increased, decreased, kind, onTarget, nearest };
};

const sizes = fc.record({
  perturbations: fc.integer({ min: 1, max: 30 }),
  genes: fc.integer({ min: 1, max: 60 }),
  changed: fc.nat(12),
  isTested: fc.boolean(),
  contexts: fc.boolean(),
});

describe('a link of effects', () => {
  it('prints as the sender’s at every size, tested or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), sizes, async (seed, size) => {
        const sent = sampleEffects(seed, size);
        expect(printed(await passedOn(sent))).toEqual(printed(sent));
      }),
      { numRuns: 80, seed: 1 },
    );
  });

  it('shared again is the same link', async () => {
    const read = await passedOn(sampleEffects(3, { perturbations: 12, genes: 40, changed: 9 }));
    expect(await passedOn(read)).toEqual(read);
  });

  it('is the same with every pair of compressors', async () => {
    const sent = sampleEffects(3, { perturbations: 12, genes: 40, changed: 9 });
    const reads = [];
    for (const writer of [nativeDeflater, scriptedDeflater])
      for (const reader of [nativeDeflater, scriptedDeflater]) {
        const link = await encodeEffects(sent, undefined, writer);
        reads.push(link.ok && (await decodeLink(link.value.text, reader)));
      }
    expect(reads[0]).toMatchObject({ ok: true });
    for (const read of reads) expect(read).toEqual(reads[0]);
  });

  it('names only the genes that it shows', async () => {
    const read = await passedOn(sampleEffects(2, { perturbations: 4, genes: 500, changed: 3 }));
    const { map, perturbations, groups, genes } = read;
    const used = [
      ...map.genes,
      ...perturbations.flatMap(({ changed }) => changed.map(({ gene }) => gene)),
      ...groups
        .flatMap(({ common, apart }) => [...common, ...apart.flatMap((one) => one.genes)])
        .map(({ gene }) => gene),
    ];
    expect(new Set(used).size).toBe(genes.length);
  });

  it('leaves out the weakest genes of each perturbation first, and says how many', async () => {
    const sent = sampleEffects(5, { perturbations: 40, genes: 900, changed: 200 });
    const most = 8000;
    const read = await passedOn(sent, most);
    const lengths = read.perturbations.map(({ changed }) => changed.length);
    const kept = Math.max(...lengths);
    expect(kept).toBeGreaterThan(3);
    expect(kept).toBeLessThan(200);
    for (const [k, one] of read.perturbations.entries()) {
      const all = sent.perturbations[k]?.changed ?? [];
      expect(one.changed).toHaveLength(Math.min(kept, all.length));
      expect(one.changedLeftOut).toBe(
        all.length - one.changed.length + (sent.perturbations[k]?.changedLeftOut ?? 0),
      );
      expect(one.changed.map(({ gene }) => read.genes[gene])).toEqual(
        all.slice(0, kept).map(({ gene }) => sent.genes[gene]),
      );
    }
    expect({ left: read.perturbationsLeftOut, pairs: read.pairsLeftOut }).toEqual({ left: 0, pairs: 0 });
    // One gene more would not fit.
    const more = sent.perturbations.map((one) => ({ ...one, changed: one.changed.slice(0, kept + 1) }));
    const fits = await encodeEffects({ ...sent, perturbations: more }, most);
    expect(fits.ok && fits.value.carried.perturbations[0]?.changed.length).toBe(kept);
  });

  it('is a newer link to earlier programs where it says something of contexts, else what it was', async () => {
    const size = { perturbations: 12, genes: 40, changed: 9 };
    const bytesOf = async (contexts: boolean) => {
      const link = await encodeEffects(sampleEffects(3, { ...size, contexts }));
      return link.ok ? Buffer.from(link.value.text.slice('#g2.'.length), 'base64url') : null;
    };
    expect([(await bytesOf(false))?.[0], (await bytesOf(true))?.[0]]).toEqual([3, 35]);
  });

  it('leaves out contexts before pairs, and with a perturbation its line', async () => {
    const sent = sampleEffects(6, { perturbations: 600, genes: 900, changed: 3, contexts: true });
    const found = [];
    for (const most of [90_000, 60_000, 40_000, 30_000, 20_000, 15_000]) {
      const link = await encodeEffects(sent, most);
      if (!link.ok) throw new Error(link.error.tag);
      const { contexts, perturbations, pairs } = link.value.carried;
      found.push({ contexts: contexts !== undefined, pairs: pairs.length });
      for (const { lines } of contexts?.pairs ?? [])
        expect(lines.map(({ perturbation }) => perturbation).toSorted((a, b) => a - b)).toEqual([
          ...perturbations.keys(),
        ]);
    }
    expect(found[0]).toEqual({ contexts: true, pairs: 2 });
    expect(found).toContainEqual({ contexts: false, pairs: 2 });
  });

  it('then leaves out perturbations without effect, the last of the table first, then pairs', async () => {
    const sent = { ...sampleEffects(6, { perturbations: 600, genes: 900, changed: 20 }), selected: 1 };
    const lengthOf = async (most: number) => {
      const link = await encodeEffects(sent, most);
      if (!link.ok) return null;
      const { perturbations, perturbationsLeftOut, pairsLeftOut } = link.value.carried;
      expect(link.value.text.length).toBeLessThanOrEqual(most);
      expect(perturbations.length + perturbationsLeftOut).toBe(600);
      // Those that act, and those that they are most like, stay.
      expect(perturbations.length).toBeGreaterThanOrEqual(300);
      return { genes: perturbations[0]?.changed.length, perturbationsLeftOut, pairsLeftOut };
    };
    const found = [];
    for (const most of [60_000, 20_000, 15_000, 13_000, 12_000, 11_000, 9000])
      found.push(await lengthOf(most));
    expect(found[0]).toEqual({ genes: 20, perturbationsLeftOut: 0, pairsLeftOut: 0 });
    expect(found).toContainEqual(expect.objectContaining({ genes: 3, pairsLeftOut: 0 }));
    const ranks = found.map((one) => (one ? one.perturbationsLeftOut : 301));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(ranks.some((left) => left > 0 && left < 301)).toBe(true);
    expect(await encodeEffects(sent, 1000)).toEqual({ ok: false, error: { tag: 'link-too-long' } });
  });

  it('last of all leaves out what is drawn, and keeps the line of each perturbation that acts', async () => {
    const sent = { ...sampleEffects(6, { perturbations: 60, genes: 900, changed: 20 }), selected: 1 };
    const whole = await encodeEffects(sent);
    const drawn = {
      ...sent,
      map: { ...sent.map, rows: [], genes: [], log2: new Float32Array(), strong: [], own: [] },
    };
    const lines = sent.perturbations.slice(0, 30).map((one) => ({ ...one, changed: [] }));
    const least = await encodeEffects({ ...drawn, perturbations: lines, placed: [], groups: [], pairs: [] });
    if (!whole.ok || !least.ok) throw new Error('both fit');
    const read = await passedOn(sent, least.value.text.length + 30);
    expect(read).toMatchObject({
      map: { rows: [], genes: [], acting: 33 },
      placed: [],
      groups: [],
      pairs: [],
    });
    expect(read.perturbationsLeftOut).toBe(30);
    expect(read.perturbations.map(lineOf)).toEqual(sent.perturbations.slice(0, 30).map(lineOf));
    // What is drawn stays as long as there is room for it.
    const more = await passedOn(sent, whole.value.text.length - 200);
    expect(more.map.rows).toEqual(sent.map.rows);
    expect(more.placed).toHaveLength(sent.placed.length);
  });

  it('is read whatever the numbers that are only told, and draws no more than a page can', async () => {
    const sent = sampleEffects(9, { perturbations: 4000, genes: 30, changed: 1 });
    const [first, ...rest] = sent.perturbations;
    const [pair] = sent.pairs;
    if (!first || !pair) throw new Error('the sample has both');
    const guide = { name: 'guide', verdict: 'inert' } as const;
    const read = await passedOn(
      {
        ...sent,
        perturbations: [
          {
            ...first,
            cells: 3e6,
            tested: 36_000,
            changedLeftOut: 30_000,
            guidesApart: Array.from({ length: 300 }, () => guide),
          },
          ...rest,
        ],
        placed: sent.perturbations.map((_, perturbation) => ({ perturbation, group: null, x: 0, y: 1 })),
        groups: sent.groups.map((group) => ({ ...group, allCommon: 36_000 })),
        pairs: [{ ...pair, interacting: 30_000, tested: 36_000 }],
      },
      200_000,
    );
    expect(read.perturbations[0]).toMatchObject({ cells: 3e6, tested: 36_000, changedLeftOut: 30_000 });
    expect(read.perturbations[0]?.guidesApart).toHaveLength(200);
    expect(read.placed).toHaveLength(3000);
    expect([read.groups[0]?.allCommon, read.pairs[0]?.tested]).toEqual([36_000, 36_000]);
  });

  it('names at most as many perturbations and genes as a reader takes', async () => {
    const sent = sampleEffects(10, { perturbations: 30, genes: 25_000, changed: 1200 });
    const many = await encodeEffects(sent, Infinity);
    expect(many.ok && many.value.carried.genes.length).toBeLessThanOrEqual(20_000);
    expect(many.ok && (await decodeLink(many.value.text)).ok).toBe(true);
  });

  it('of an ordinary screen fits with all changed genes, and of a large one with all that act', async () => {
    const usual = await encodeEffects(sampleEffects(7, { perturbations: 100, genes: 2000, changed: 30 }));
    expect(usual.ok && usual.value.text.length).toBeLessThan(32_000);
    expect(usual.ok && usual.value.carried.perturbations[0]?.changed.length).toBe(30);
    const large = await encodeEffects(sampleEffects(8, { perturbations: 2000, genes: 4000, changed: 30 }));
    expect(large.ok && large.value.text.length).toBeLessThanOrEqual(32_000);
    expect(large.ok && large.value.carried.perturbations.length).toBeGreaterThanOrEqual(1000);
  });
});
