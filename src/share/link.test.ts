import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoNames } from '../dataset/dataset';
import { alone } from '../dataset/readers/fileGroup';
import { openFile } from '../dataset/readers/open';
import { presets } from '../dynamics/settings';
import { rankEdges } from '../network/ranking';
import { Random } from '../numerics/random';
import { nativeDeflater, scriptedDeflater } from './link/frame';
import { encodeLink } from './link';
import { MAX_LINK_LENGTH } from './link/frame';
import { decodeRun } from '../../tests/support/share/decodeRun';
import {
  demoSize,
  passedOn,
  sampleNetwork,
  samplePlacement,
  sampleSnapshot,
  withCaveats,
} from '../../tests/support/share/sampleSnapshot';
import { plainScreen } from '../../tests/support/dataset/plainScreen';
import {
  shortFingerprint,
  type Snapshot,
  snapshotOf,
  type Caveats,
  type SharedKnowledge,
  type Tier,
} from './snapshot';
import type { Standing } from '../inference/benchmark/benchmark';
import { fromBase64Url } from './typedJson';

/** Weights, stabilities and order as every table of the page prints them. */
function printed({ network }: Snapshot, edges = Infinity): string[] {
  if (!network) return [];
  return rankEdges(network.network, edges)
    .filter(({ weight }) => weight !== 0)
    .map(({ source, target, weight, stability }) =>
      [source, target, weight.toFixed(3), weight.toFixed(2), Math.round(100 * (stability ?? 0))].join(' '),
    );
}

function printedGains({ gain, shuffledGain }: SharedKnowledge) {
  return {
    gain: [gain?.mean, gain?.low, gain?.high].map((value) => (100 * (value ?? 0)).toFixed(1)),
    shuffledGain: (100 * (shuffledGain ?? 0)).toFixed(1),
  };
}

const sizes = fc
  .record({ genes: fc.integer({ min: 1, max: 14 }), regulators: fc.nat(14), modules: fc.nat(9) })
  .map(({ genes, regulators, modules }) => ({ genes, regulators: Math.min(genes, regulators), modules }));

describe('a link', () => {
  it('restores the snapshot at every size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), sizes, async (seed, size) => {
        const sent = sampleSnapshot(seed, size);
        const { network, sliderModel, placement, ...rest } = await passedOn(sent, 'model');
        const {
          network: sentNetwork,
          sliderModel: sentInstrument,
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
        if (sliderModel?.kind !== 'model' || sentInstrument?.kind !== 'model') throw new Error('no model');
        const { parameters: _, mean, scale, low, high, back, settings, ...model } = sliderModel.model;
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

  it('restores unusual settings exactly', async () => {
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

  it('names its simulated demo in every tier; measured cells are named by their file', async () => {
    for (const demo of [...demoNames, null])
      for (const tier of ['settings', 'network', 'model'] as const)
        expect((await passedOn({ ...sampleSnapshot(1, demoSize), demo }, tier)).demo).toBe(
          demo === 'sachs' ? null : demo,
        );
  });

  it('names the program that learned the run, in few characters where it is a version and a commit', async () => {
    const snapshot = sampleSnapshot(1, demoSize);
    for (const program of [
      '0.3.0',
      '0.3.0 (00a1b2ff)',
      '12.0.345 (0a1b2c3d+)',
      '0.4.0-rc.1 (0a1b2c3d4)',
      null,
    ])
      expect((await passedOn({ ...snapshot, program }, 'settings')).program).toBe(program);
    const lengths = [null, '0.3.0 (00a1b2ff)'].map(async (program) => {
      const link = await encodeLink({ ...snapshot, program }, 'settings');
      return link.ok ? link.value.text.length : Number.NaN;
    });
    const [without = 0, withProgram = 0] = await Promise.all(lengths);
    expect(withProgram - without).toBeLessThanOrEqual(12);
  });

  it('can be read with the largest horizon', async () => {
    const sent = sampleSnapshot(3, demoSize);
    if (sent.sliderModel?.kind !== 'model') throw new Error('there is a model');
    const sliderModel = { kind: 'model' as const, model: { ...sent.sliderModel.model, kappa: 1.2 } };
    const link = await encodeLink({ ...sent, sliderModel }, 'model');
    expect(link.ok && link.value.sliderModel?.kind).toBe('model');
    const read = await passedOn({ ...sent, sliderModel }, 'model');
    expect(read.sliderModel?.kind === 'model' && read.sliderModel.model.kappa).toBe(Math.fround(1.2));
  });

  it('holds the shared response', async () => {
    const sent = sampleSnapshot(3, demoSize);
    if (sent.sliderModel?.kind !== 'model') throw new Error('there is a model');
    const random = new Random(4);
    const shared = {
      weight: 0.4375,
      fullAt: 0.25,
      times: Float64Array.of(1.5, 6),
      response: Float64Array.from({ length: 2 * demoSize.genes }, () => random.normal()),
    };
    const model = { ...sent.sliderModel.model, shared };
    const { sliderModel } = await passedOn({ ...sent, sliderModel: { kind: 'model', model } }, 'model');
    const read = sliderModel?.kind === 'model' ? sliderModel.model.shared : null;
    expect(read).toMatchObject({ weight: 0.4375, fullAt: 0.25, times: shared.times });
    for (const [i, value] of shared.response.entries())
      expect(Math.abs((read?.response[i] ?? NaN) / value - 1)).toBeLessThan(2 ** -16);
  });

  it('keeps node positions to 1/510 of the figure, also when shared again', async () => {
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
        expect((await passedOn(once, 'model')).placement).toEqual(once.placement);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('omits missing node positions and positions out of bounds', async () => {
    const sent = sampleSnapshot(2, demoSize);
    expect((await passedOn({ ...sent, placement: null }, 'model')).placement).toBeNull();
    for (const far of [NaN, Infinity, 1e30]) {
      const placement = samplePlacement(new Random(1), demoSize.genes);
      placement.positions[3] = far;
      expect((await passedOn({ ...sent, placement }, 'model')).placement).toBeNull();
    }
  });

  it('drops node positions if it would be too long with them', async () => {
    const network = sampleNetwork(new Random(3), { genes: 4000, regulators: 2, modules: 0 });
    const placement = samplePlacement(new Random(3), 4000);
    const random = new Random(9);
    const letters = () => String.fromCharCode(...Array.from({ length: 5 }, () => 65 + random.integer(26)));
    const names = network.network.genes.map((_, g) => `${letters()}${g}`);
    const large = { ...network, network: { ...network.network, genes: names } };
    const sent = { ...sampleSnapshot(3, demoSize), network: large, sliderModel: null };
    const without = await encodeLink({ ...sent, placement: null }, 'network');
    expect(without.ok && without.value.text.length).toBeGreaterThan(MAX_LINK_LENGTH - 10_000);
    expect(await encodeLink({ ...sent, placement }, 'network')).toEqual(without);
  });

  it('of the settings tier has no genes, sliders or module names, and is short', async () => {
    const sent = sampleSnapshot(4, demoSize);
    const link = await encodeLink({ ...sent, title: 'x'.repeat(40) }, 'settings');
    expect(link.ok && link.value.text.length).toBeLessThanOrEqual(300);
    const read = await passedOn(sent, 'settings');
    expect(read.network).toBeNull();
    expect(read.sliderModel).toBeNull();
    expect(read.placement).toBeNull();
    expect(read.view).toEqual({ ...sent.view, selectedGene: null, sliders: [], moduleNames: {} });
    expect(read.fingerprint).toBe(sent.fingerprint);
  });

  it('holds what is hidden and what colours and sizes show', async () => {
    const sent = sampleSnapshot(8, demoSize);
    const view = {
      ...sent.view,
      hiddenGenes: [3, 0],
      hiddenEdges: [{ source: 1, target: 2 }],
      colorBy: 'perturbed',
      sizeBy: 'expression',
    } as const;
    for (const tier of ['network', 'model'] as const)
      expect((await passedOn({ ...sent, view }, tier)).view).toEqual(view);
    const beyond = { ...view, hiddenGenes: [0, 1e6], hiddenEdges: [{ source: 1e6, target: 0 }] };
    const read = (await passedOn({ ...sent, view: beyond }, 'network')).view;
    expect([read.hiddenGenes, read.hiddenEdges]).toEqual([[0], []]);
    const settings = (await passedOn({ ...sent, view }, 'settings')).view;
    expect([settings.hiddenGenes, settings.colorBy]).toEqual([[], 'perturbed']);
  });

  it('holds the gene set after which a module is named, with scenarios and without', async () => {
    const sent = sampleSnapshot(8, demoSize);
    const named = { set: 'HALLMARK_HEME_METABOLISM', from: 'Hallmark', overlap: 3, genes: 4, q: 0.0125 };
    const scenarios = [{ name: null, sliders: [{ gene: 1, value: 2 }], time: null }];
    for (const kept of [[], scenarios]) {
      const view = { ...sent.view, scenarios: kept, namedAfter: { 0: named } };
      expect((await passedOn({ ...sent, view }, 'network')).view).toEqual(view);
      const beyond = { ...view, namedAfter: { ...view.namedAfter, 1e6: named } };
      expect((await passedOn({ ...sent, view: beyond }, 'network')).view).toEqual(view);
      expect((await passedOn({ ...sent, view }, 'settings')).view.namedAfter).toEqual({});
    }
  });

  it('holds the arrangement, with and without what is hidden', async () => {
    const sent = sampleSnapshot(8, demoSize);
    for (const hiddenGenes of [[], [1]]) {
      const view = { ...sent.view, hiddenGenes, arrangement: 'layered' } as const;
      expect((await passedOn({ ...sent, view }, 'network')).view).toEqual(view);
    }
  });

  it('holds kept scenarios, drops those of genes that it has not, and grows by some bytes only', async () => {
    const sent = sampleSnapshot(8, demoSize);
    const scenarios = [
      {
        name: 'Erythroid block',
        sliders: [
          { gene: 3, value: 0 },
          { gene: 1, value: 2.5 },
        ],
        time: null,
      },
      { name: null, sliders: [{ gene: 0, value: 0.35 }], time: 2 },
    ];
    for (const hiddenGenes of [[], [1]]) {
      const view = { ...sent.view, hiddenGenes, scenarios };
      for (const tier of ['network', 'model'] as const)
        expect((await passedOn({ ...sent, view }, tier)).view).toEqual(view);
    }
    const beyond = [...scenarios, { name: 'elsewhere', sliders: [{ gene: 1e6, value: 0 }], time: null }];
    const read = await passedOn({ ...sent, view: { ...sent.view, scenarios: beyond } }, 'network');
    expect(read.view.scenarios).toEqual(scenarios);
    expect(
      (await passedOn({ ...sent, view: { ...sent.view, scenarios } }, 'settings')).view.scenarios,
    ).toEqual([]);
    const long = await lengthOf({ ...sent, view: { ...sent.view, scenarios } }, 'network');
    const short = await lengthOf({ ...sent, view: { ...sent.view, scenarios: [] } }, 'network');
    expect(long - short).toBeLessThan(60);
  });

  it('tells the known network, to the printed digits, and grows by some bytes only', async () => {
    const sent = sampleSnapshot(8, demoSize);
    const knowledge = {
      name: 'TRRUST v2, human',
      asked: 'auto',
      strength: 0.5,
      gain: { mean: 0.0416237918, low: 0.0000123456789, high: 1 / 3 },
      shuffledGain: -12.5,
    } as const;
    const own = { name: null, asked: 1.5, strength: 1.5, gain: null, shuffledGain: null } as const;
    for (const tier of ['settings', 'network', 'model'] as const) {
      const read = (await passedOn({ ...sent, knowledge }, tier)).knowledge;
      expect(read && { ...read, ...printedGains(read) }).toEqual({
        ...knowledge,
        ...printedGains(knowledge),
      });
      expect(read?.gain?.low).toBeGreaterThan(0);
      expect((await passedOn({ ...sent, knowledge: own }, tier)).knowledge).toEqual(own);
      expect((await passedOn({ ...sent, knowledge: null }, tier)).knowledge).toBeNull();
    }
    const short = await lengthOf({ ...sent, knowledge: null }, 'network');
    expect((await lengthOf({ ...sent, knowledge }, 'network')) - short).toBeLessThan(70);
  });

  it('of a run learned with a file has not the name of that file', () => {
    const { view, settings, choices } = sampleSnapshot(1, demoSize);
    const none = { all: 0, covered: 0 };
    const coverage = { regulators: none, genes: none, edges: none, signs: none };
    const measured = { asked: 1, strength: 1, gain: null, shuffledGain: null, wrongGains: [], curve: [] };
    const plain = plainScreen({
      name: 'a',
      genes: ['G'],
      cells: 0,
      values: new Float32Array(),
      conditionOfCell: new Int32Array(),
      conditions: [],
      candidates: new Int32Array(),
    });
    const nameOf = (name: string) =>
      snapshotOf({
        title: '',
        now: 0,
        demo: null,
        dataset: { ...plain, knowledge: { name, edges: [], coverage, ...measured } },
        settings,
        choices,
        view,
        placement: null,
        result: null,
        standing: null,
        judged: null,
      }).knowledge?.name;
    expect([nameOf('patients-of-mine.tsv'), nameOf('TRRUST v2, mouse')]).toEqual([null, 'TRRUST v2, mouse']);
  });

  it('shared again by its reader has the same edges', async () => {
    const once = await passedOn(sampleSnapshot(8, demoSize), 'network');
    const twice = await passedOn(once, 'network');
    expect(printed(twice)).toEqual(printed(once));
    expect({ ...twice, network: null }).toEqual({ ...once, network: null });
  });

  it('drops the weakest edges of a large network and states their number', async () => {
    const network = sampleNetwork(new Random(3), { genes: 60, regulators: 40, modules: 0 });
    const sent = { ...sampleSnapshot(3, demoSize), network, sliderModel: null };
    const read = await passedOn(sent, 'network');
    expect(read.network).toMatchObject({ edges: 500, allEdges: 40 * 59 });
    expect(printed(read)).toEqual(printed(sent, 500));
  });

  it('keeps names distinct that become equal as plain text', async () => {
    const { network, ...rest } = sampleSnapshot(2, { genes: 4, regulators: 1, modules: 0 });
    if (!network) throw new Error('the sample has a network');
    const named = { ...network.network, genes: ['A\tB', 'A B', '', 'C'] };
    const read = await passedOn({ ...rest, network: { ...network, network: named } }, 'network');
    expect(new Set(read.network?.network.genes).size).toBe(4);
    expect(read.network?.network.genes[0]).toBe('A B');
    expect(read.network?.network.genes[3]).toBe('C');
  });

  it('gives the same snapshot with every pair of compressors', async () => {
    const sent = sampleSnapshot(6, demoSize);
    const reads = [];
    for (const writer of [nativeDeflater, scriptedDeflater])
      for (const reader of [nativeDeflater, scriptedDeflater]) {
        const link = await encodeLink(sent, 'model', writer);
        reads.push(link.ok && (await decodeRun(link.value.text, reader)));
      }
    expect(reads[0]).toMatchObject({ ok: true });
    for (const read of reads) expect(read).toEqual(reads[0]);
  });

  it('that would be too long is refused', async () => {
    const network = sampleNetwork(new Random(3), { genes: 2000, regulators: 20, modules: 0 });
    const names = network.network.genes.map((_, g) => `${(g * 7919 + 13) ** 4}${(g * 104729) ** 3}`);
    const huge = { ...network, network: { ...network.network, genes: names } };
    const sent = { ...sampleSnapshot(3, demoSize), network: huge, sliderModel: null };
    expect(await encodeLink(sent, 'network')).toEqual({ ok: false, error: { tag: 'link-too-long' } });
    expect(names.join('').length).toBeGreaterThan(MAX_LINK_LENGTH);
  });

  it('gives a reason if it is missing, truncated, changed or of a newer version', async () => {
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
    expect(await reason(text.replace('#g2.', '#g4.'))).toBe('link-too-new');
    expect(await reason(text.slice(1))).toBe('ok');
    expect(await reason(` ${text}\n`)).toBe('ok');
  });
});

async function reason(hash: string): Promise<string> {
  const read = await decodeRun(hash);
  return read.ok ? 'ok' : read.error.tag;
}

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
const known: fc.Arbitrary<Caveats> = fc
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
    joined: fc.boolean(),
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
    ({ standing, lossesReplaced, shared, joined, resampled }) =>
      standing !== null || lossesReplaced || shared !== null || joined || resampled !== null,
  );

async function lengthOf(snapshot: Snapshot, tier: Tier): Promise<number> {
  const link = await encodeLink(snapshot, tier);
  return link.ok ? link.value.text.length : Infinity;
}

async function flagged(caveats: Caveats | null): Promise<boolean> {
  const link = await encodeLink(withCaveats(sampleSnapshot(1, size), caveats), 'network');
  const [flags = 0] = (link.ok && fromBase64Url(link.value.text.slice('#g1.'.length))) || [];
  return flags >= 128;
}

async function reservationsPassedOn(snapshot: Snapshot, tier: Tier): Promise<Caveats | null> {
  const { network } = await passedOn(snapshot, tier);
  if (!network) throw new Error('it has a network');
  return network.verdict.caveats;
}

it('knows the demo of measured proteins by its data', async () => {
  const main = new File([readFileSync('public/demo/sachs.h5ad')], 'sachs.h5ad');
  const source = await openFile(alone(main), () => {});
  const fingerprint = shortFingerprint(source.opened.fingerprint);
  source.close();
  const sent = { ...sampleSnapshot(1, size), demo: 'sachs' as const };
  for (const tier of ['settings', 'network', 'model'] as const) {
    expect((await passedOn({ ...sent, fingerprint }, tier)).demo).toBe('sachs');
    expect((await passedOn({ ...sent, demo: null, fingerprint: '0'.repeat(16) }, tier)).demo).toBeNull();
  }
});

it('links of the demo before 0.3.0 open without the demo of today, whose cells are others', async () => {
  const sent = { ...sampleSnapshot(1, size), demo: 'myeloid' as const };
  for (const tier of ['settings', 'network', 'model'] as const) {
    const former = await passedOn({ ...sent, fingerprint: '40212190deea892c' }, tier);
    expect({ demo: former.demo, settings: former.settings }).toEqual({ demo: null, settings: sent.settings });
    expect((await passedOn(sent, tier)).demo).toBe('myeloid');
  }
});

it('restores every combination of caveats, with and without a model', async () => {
  await fc.assert(
    fc.asyncProperty(known, fc.constantFrom('network', 'model'), async (caveats, tier) => {
      const sent = withCaveats(sampleSnapshot(1, size), caveats);
      expect(await reservationsPassedOn(sent, tier)).toEqual(caveats);
    }),
    { numRuns: 100, seed: 5 },
  );
});

it('caveats cost few characters', async () => {
  const plain = sampleSnapshot(1, size);
  const standing = { judged: 11, sure: false, ahead: null };
  const one = { standing, lossesReplaced: false, shared: null, joined: false, resampled: null };
  const without = await lengthOf(plain, 'network');
  expect(await lengthOf(withCaveats(plain, one), 'network')).toBeLessThanOrEqual(without + 6);
  expect(await lengthOf(withCaveats(plain), 'network')).toBeLessThanOrEqual(without + 30);
});

it('a link without caveats has no bytes for them and its flags say so', async () => {
  expect(await flagged(null)).toBe(false);
  expect(
    await flagged({ standing: null, lossesReplaced: false, shared: null, joined: true, resampled: null }),
  ).toBe(true);
  expect(
    await flagged({ standing: null, lossesReplaced: true, shared: null, joined: false, resampled: null }),
  ).toBe(true);
});
