import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoNames } from '../dataset/demoNames';
import { presets } from '../dynamics/settings';
import { rankEdges } from '../network/ranking';
import { Random } from '../numerics/random';
import { nativeDeflater, scriptedDeflater } from './link/frame';
import { decodeLink, encodeLink, longestLink } from './link';
import { demoSize, passedOn } from '../../tests/support/share/passOn';
import { sampleNetwork, samplePlacement, sampleSnapshot } from '../../tests/support/share/sample';
import type { Snapshot } from './snapshot';

/** Weights, stabilities and order as every table of the page prints them. */
function printed({ network }: Snapshot, edges = Infinity): string[] {
  if (!network) return [];
  return rankEdges(network.network, edges)
    .filter(({ weight }) => weight !== 0)
    .map(({ source, target, weight, stability }) =>
      [source, target, weight.toFixed(3), weight.toFixed(2), Math.round(100 * (stability ?? 0))].join(' '),
    );
}

const sizes = fc
  .record({ genes: fc.integer({ min: 1, max: 14 }), regulators: fc.nat(14), modules: fc.nat(9) })
  .map(({ genes, regulators, modules }) => ({ genes, regulators: Math.min(genes, regulators), modules }));

describe('a link', () => {
  it('brings back what was shared, whatever its size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), sizes, async (seed, size) => {
        const sent = sampleSnapshot(seed, size);
        const { network, instrument, placement, ...rest } = await passedOn(sent, 'instrument');
        const {
          network: sentNetwork,
          instrument: sentInstrument,
          placement: sentPlacement,
          ...sentRest
        } = sent;
        expect(rest).toEqual(sentRest);
        expect(placement?.room).toEqual(sentPlacement?.room);
        expect({ ...network, network: null }).toEqual({
          ...sentNetwork,
          network: null,
          modules: network?.modules,
        });
        expect(network?.modules[0]?.genes).toEqual(sentNetwork?.modules[0]?.genes);
        expect(network?.modules[0]?.stability?.toFixed(2)).toBe('0.71');
        expect(printed({ ...sent, network })).toEqual(printed(sent));
        if (instrument?.kind !== 'model' || sentInstrument?.kind !== 'model') throw new Error('no model');
        const { parameters: _, mean, scale, low, high, back, settings, ...model } = instrument.model;
        expect(sentInstrument.model).toMatchObject({ ...model, kappa: expect.closeTo(model.kappa, 6) });
        expect(settings).toEqual(sent.settings);
        for (const [read, written] of [
          [mean, sentInstrument.model.mean],
          [scale, sentInstrument.model.scale],
          [low, sentInstrument.model.low],
          [high, sentInstrument.model.high],
          [back?.geneScale, sentInstrument.model.back?.geneScale],
        ])
          for (const [gene, value] of (written ?? []).entries())
            expect(Math.abs((read?.[gene] ?? NaN) / value - 1)).toBeLessThan(2 ** -16);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('carries settings exactly, odd ones too', async () => {
    const positive = fc.double({ min: 1e-9, max: 1e5, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(presets)),
        positive,
        positive,
        fc.integer(),
        fc.constantFrom(null, 1, 37),
        async (preset, learningRate, horizon, seed, modules) => {
          const settings = { ...preset, learningRate, horizon, seed, modules };
          const sent = { ...sampleSnapshot(1, demoSize), settings };
          expect((await passedOn(sent, 'settings')).settings).toEqual(settings);
        },
      ),
      { numRuns: 200, seed: 2 },
    );
  });

  it('names the demo it was made from, in every tier', async () => {
    for (const demo of [...demoNames, null])
      for (const tier of ['settings', 'network', 'instrument'] as const)
        expect((await passedOn({ ...sampleSnapshot(1, demoSize), demo }, tier)).demo).toBe(demo);
  });

  it('can be read where predictions are drawn out as far as they ever are', async () => {
    const sent = sampleSnapshot(3, demoSize);
    if (sent.instrument?.kind !== 'model') throw new Error('there is a model');
    const instrument = { kind: 'model' as const, model: { ...sent.instrument.model, kappa: 1.2 } };
    const link = await encodeLink({ ...sent, instrument }, 'instrument');
    expect(link.ok && link.value.instrument?.kind).toBe('model');
    const read = await passedOn({ ...sent, instrument }, 'instrument');
    expect(read.instrument?.kind === 'model' && read.instrument.model.kappa).toBe(Math.fround(1.2));
  });

  it('carries what all perturbations have in common', async () => {
    const sent = sampleSnapshot(3, demoSize);
    if (sent.instrument?.kind !== 'model') throw new Error('there is a model');
    const random = new Random(4);
    const shared = {
      weight: 0.4375,
      fullAt: 0.25,
      times: Float64Array.of(1.5, 6),
      response: Float64Array.from({ length: 2 * demoSize.genes }, () => random.normal()),
    };
    const model = { ...sent.instrument.model, shared };
    const { instrument } = await passedOn({ ...sent, instrument: { kind: 'model', model } }, 'instrument');
    const read = instrument?.kind === 'model' ? instrument.model.shared : null;
    expect(read).toMatchObject({ weight: 0.4375, fullAt: 0.25, times: shared.times });
    for (const [i, value] of shared.response.entries())
      expect(Math.abs((read?.response[i] ?? NaN) / value - 1)).toBeLessThan(2 ** -16);
  });

  it('has every gene within a 510th of the picture from where the sender had it, and passes it on so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.integer({ min: 1, max: 60 }), async (seed, genes) => {
        const placement = samplePlacement(new Random(seed), genes);
        const sent = { ...sampleSnapshot(seed, { genes, regulators: 1, modules: 1 }), placement };
        const once = await passedOn(sent, 'network');
        for (const axis of [0, 1]) {
          const [from, to] = [placement, once.placement].map(
            (one) => one?.positions.filter((_, i) => i % 2 === axis) ?? new Float32Array(),
          );
          const box = Math.max(...(from ?? [])) - Math.min(...(from ?? []));
          const middle = (Math.max(...(from ?? [])) + Math.min(...(from ?? []))) / 2;
          expect(to).toHaveLength(genes);
          // The box itself is rounded to whole units.
          for (const [gene, x] of (to ?? []).entries())
            expect(Math.abs(x - ((from?.[gene] ?? NaN) - middle))).toBeLessThan(box / 510 + 0.3);
        }
        expect((await passedOn(once, 'instrument')).placement).toEqual(once.placement);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('says nothing of places where the sender had none, or has some that are beyond any screen', async () => {
    const sent = sampleSnapshot(2, demoSize);
    expect((await passedOn({ ...sent, placement: null }, 'instrument')).placement).toBeNull();
    for (const far of [NaN, Infinity, 1e30]) {
      const placement = samplePlacement(new Random(1), demoSize.genes);
      placement.positions[3] = far;
      expect((await passedOn({ ...sent, placement }, 'instrument')).placement).toBeNull();
    }
  });

  it('leaves places behind where it would be too long with them', async () => {
    const network = sampleNetwork(new Random(3), { genes: 4000, regulators: 2, modules: 0 });
    const placement = samplePlacement(new Random(3), 4000);
    const random = new Random(9);
    const letters = () => String.fromCharCode(...Array.from({ length: 5 }, () => 65 + random.integer(26)));
    const names = network.network.genes.map((_, g) => `${letters()}${g}`);
    const large = { ...network, network: { ...network.network, genes: names } };
    const sent = { ...sampleSnapshot(3, demoSize), network: large, instrument: null };
    const without = await encodeLink({ ...sent, placement: null }, 'network');
    expect(without.ok && without.value.text.length).toBeGreaterThan(longestLink - 10_000);
    expect(await encodeLink({ ...sent, placement }, 'network')).toEqual(without);
  });

  it('of settings alone has neither genes nor sliders nor module names, and is short', async () => {
    const sent = sampleSnapshot(4, demoSize);
    const link = await encodeLink({ ...sent, title: 'x'.repeat(40) }, 'settings');
    expect(link.ok && link.value.text.length).toBeLessThanOrEqual(300);
    const read = await passedOn(sent, 'settings');
    expect(read.network).toBeNull();
    expect(read.instrument).toBeNull();
    expect(read.placement).toBeNull();
    expect(read.view).toEqual({ ...sent.view, selectedGene: null, sliders: [], moduleNames: {} });
    expect(read.fingerprint).toBe(sent.fingerprint);
  });

  it('passed on by its reader says the same edges again', async () => {
    const once = await passedOn(sampleSnapshot(8, demoSize), 'network');
    const twice = await passedOn(once, 'network');
    expect(printed(twice)).toEqual(printed(once));
    expect({ ...twice, network: null }).toEqual({ ...once, network: null });
  });

  it('leaves out the weakest edges of a large network, and says how many it has', async () => {
    const network = sampleNetwork(new Random(3), { genes: 60, regulators: 40, modules: 0 });
    const sent = { ...sampleSnapshot(3, demoSize), network, instrument: null };
    const read = await passedOn(sent, 'network');
    expect(read.network).toMatchObject({ edges: 500, allEdges: 40 * 59 });
    expect(printed(read)).toEqual(printed(sent, 500));
  });

  it('keeps names apart that are alike once they are plain', async () => {
    const { network, ...rest } = sampleSnapshot(2, { genes: 4, regulators: 1, modules: 0 });
    if (!network) throw new Error('the sample has a network');
    const named = { ...network.network, genes: ['A\tB', 'A B', '', 'C'] };
    const read = await passedOn({ ...rest, network: { ...network, network: named } }, 'network');
    expect(new Set(read.network?.network.genes).size).toBe(4);
    expect(read.network?.network.genes[0]).toBe('A B');
    expect(read.network?.network.genes[3]).toBe('C');
  });

  it('is the same snapshot whichever compressor wrote it and whichever reads it', async () => {
    const sent = sampleSnapshot(6, demoSize);
    const reads = [];
    for (const writer of [nativeDeflater, scriptedDeflater])
      for (const reader of [nativeDeflater, scriptedDeflater]) {
        const link = await encodeLink(sent, 'instrument', writer);
        reads.push(link.ok && (await decodeLink(link.value.text, reader)));
      }
    expect(reads[0]).toMatchObject({ ok: true });
    for (const read of reads) expect(read).toEqual(reads[0]);
  });

  it('that would be too long is told, not made', async () => {
    const network = sampleNetwork(new Random(3), { genes: 2000, regulators: 20, modules: 0 });
    const names = network.network.genes.map((_, g) => `${(g * 7919 + 13) ** 4}${(g * 104729) ** 3}`);
    const huge = { ...network, network: { ...network.network, genes: names } };
    const sent = { ...sampleSnapshot(3, demoSize), network: huge, instrument: null };
    expect(await encodeLink(sent, 'network')).toEqual({ ok: false, error: { tag: 'link-too-long' } });
    expect(names.join('').length).toBeGreaterThan(longestLink);
  });

  it('that is none, cut, changed or of a newer version gives the reason', async () => {
    const link = await encodeLink(sampleSnapshot(2, demoSize), 'network');
    const text = link.ok ? link.value.text : '';
    expect(await reason('')).toBe('link-empty');
    expect(await reason('#')).toBe('link-empty');
    expect(await reason('#section-2')).toBe('link-empty');
    expect(await reason(text.slice(0, -1))).toBe('link-damaged');
    expect(await reason(text.slice(0, 40))).toBe('link-damaged');
    expect(await reason(`${text.slice(0, 30)}%${text.slice(31)}`)).toBe('link-damaged');
    expect(await reason('#g1.')).toBe('link-damaged');
    expect(await reason('#g1')).toBe('link-damaged');
    expect(await reason(text.replace('#g1.', '#g2.'))).toBe('link-too-new');
    expect(await reason(text.slice(1))).toBe('ok');
    expect(await reason(` ${text}\n`)).toBe('ok');
  });
});

async function reason(hash: string): Promise<string> {
  const read = await decodeLink(hash);
  return read.ok ? 'ok' : read.error.tag;
}
