import * as fc from 'fast-check';
import { deflateSync } from 'fflate';
import { expect, it } from 'vitest';
import { predictChange } from '../dynamics/predict';
import { fromBase64Url } from './typedJson';
import { scriptedDeflater, nativeDeflater, frameText, readFrame, withCheck } from './link/frame';
import { decodeLink, encodeLink } from './link';
import { sampleSnapshot, withCaveats, withJudged } from '../../tests/support/share/sampleSnapshot';
import type { Snapshot } from './snapshot';
import type { Placement } from './view';

const size = { genes: 9, regulators: 7, modules: 5 };
const mutations = 2000;

function withTable(snapshot: Snapshot): Snapshot {
  const responses = {
    regulators: Int32Array.from({ length: 7 }, (_, r) => r),
    answered: Int32Array.of(0, 2, 8),
    out: Float32Array.from({ length: 63 }, (_, i) => (i % 7) / 3 - 1),
    doubled: Float32Array.from({ length: 63 }, (_, i) => (i % 5) / 2 - 1),
    kappa: 0.5,
    measured: { kappa: 0.75, lowered: Int32Array.of(0, 2), raised: Int32Array.of(8) },
  };
  return { ...snapshot, sliderModel: { kind: 'responses', responses } };
}

const links = await Promise.all(
  (
    [
      [sampleSnapshot(1, size), 'settings'],
      [sampleSnapshot(2, size), 'network'],
      [sampleSnapshot(3, size), 'model'],
      [withCaveats(sampleSnapshot(5, size)), 'network'],
      [withJudged(withCaveats(sampleSnapshot(6, size))), 'network'],
      [withTable(sampleSnapshot(4, size)), 'model'],
    ] as const
  ).map(async ([snapshot, tier]) => {
    const link = await encodeLink(snapshot, tier);
    if (!link.ok) throw new Error('the sample fits');
    const frame = await readFrame(link.value.text, () => true, scriptedDeflater);
    if (!frame.ok) throw new Error('the sample is whole');
    return { text: link.value.text, ...frame.value };
  }),
);

/** A place in something and what to do there, both drawn. */
interface Cut {
  readonly at: number;
  readonly length: number;
  readonly put: Uint8Array;
}

function cutBytes(bytes: Uint8Array, { at, length, put }: Cut): Uint8Array<ArrayBuffer> {
  const start = at % (bytes.length + 1);
  return Uint8Array.from([...bytes.subarray(0, start), ...put, ...bytes.subarray(start + length)]);
}

const cut = fc.record({
  at: fc.nat(5000),
  length: fc.integer({ min: 0, max: 12 }),
  put: fc.uint8Array({ maxLength: 12 }),
});
const link = fc.constantFrom(...links);

/** In the characters; in the bytes, with a check that fits; in what is inside the sections, with all around it in order. */
const mutated = fc.oneof(
  fc.tuple(link, cut).map(([{ text }, { at, length, put }]) => {
    const start = at % text.length;
    return text.slice(0, start) + String.fromCharCode(...put) + text.slice(start + length);
  }),
  fc
    .tuple(link, link, fc.nat(5000), fc.nat(5000))
    .map(([a, b, i, j]) => [a.text.slice(0, i % a.text.length), b.text.slice(j % b.text.length)].join('')),
  fc.tuple(link, cut).map(([{ text }, change]) => {
    const bytes = fromBase64Url(text.slice(4)) ?? new Uint8Array();
    return withCheck(cutBytes(bytes.subarray(0, -4), change));
  }),
  fc.tuple(link, fc.nat(7), fc.array(cut, { minLength: 1, maxLength: 3 })).map(([one, which, changes]) => {
    const sections = one.sections.map((section, i) => ({
      bytes: i === which % one.sections.length ? changes.reduce(cutBytes, section) : section,
      inflated: null,
    }));
    return frameText(one.flags, sections);
  }),
  fc.tuple(link, fc.nat(5000), fc.nat(7), fc.nat(7)).map(([one, at, bit, which]) => {
    const sections = one.sections.map((section, i) => {
      const bytes = Uint8Array.from(section);
      const place = at % Math.max(1, bytes.length);
      if (i === which % one.sections.length) bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
      return { bytes, inflated: null };
    });
    return frameText(one.flags, sections);
  }),
);

/** Every number finite, every text one plain line, every key an own one, and not more of it than a page can hold. */
function whole(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  // oxlint-disable-next-line no-control-regex -- exactly these must not be in a plain line
  if (typeof value === 'string') return !/[\u0000-\u001f\u007f\u2028\u2029\u202e]/u.test(value);
  if (ArrayBuffer.isView(value)) {
    const numbers = value as Float32Array;
    return numbers.byteLength < 1e6 && numbers.every((number) => Number.isFinite(number));
  }
  if (typeof value !== 'object' || value === null) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isOrdinary = prototype === Object.prototype || prototype === Array.prototype;
  return isOrdinary && Object.entries(value).every(([key, inner]) => key !== '__proto__' && whole(inner));
}

function pointsInside({ view, placement, network, sliderModel }: Snapshot): boolean {
  if (!network)
    return (
      placement === null && view.sliders.length === 0 && view.selectedGene === null && sliderModel === null
    );
  const { genes, regulators, weights, stability } = network.network;
  const pairs = genes.length * regulators.length;
  const isGene = (gene: number) => Number.isInteger(gene) && gene >= 0 && gene < genes.length;
  const members = network.modules.flatMap((module) => [...module.genes, ...module.regulators]);
  const set = [
    ...[...view.sliders, ...view.scenarios.flatMap(({ sliders }) => sliders)].map(({ gene }) => gene),
    ...view.hiddenGenes,
    ...view.hiddenEdges.flatMap(({ source, target }) => [source, target]),
  ];
  const selected = view.selectedGene === null ? [] : [view.selectedGene];
  const modules = [view.moduleNames, view.namedAfter].flatMap((names) => Object.keys(names).map(Number));
  return (
    weights.length === pairs &&
    (placement === null || isWithinRoom(placement, genes.length)) &&
    (stability === null ||
      (stability.length === pairs && stability.every((share) => share >= 0 && share <= 1))) &&
    [...regulators, ...members, ...set, ...selected, ...network.data.perturbed].every(isGene) &&
    modules.every((module) => module >= 0 && module < network.modules.length) &&
    new Set(genes).size === genes.length &&
    genes.every((name) => name !== '')
  );
}

/** A place for every gene, and nothing further away than any layout goes. */
function isWithinRoom({ positions, room }: Placement, genes: number): boolean {
  const { width, height } = room;
  return (
    positions.length === 2 * genes &&
    [...positions].every((value) => Math.abs(value) <= 1e5) &&
    [width, height].every((length) => length > 0 && length <= 1e5)
  );
}

/** What the furthest sliders of every gene answer. */
function answersOf({ sliderModel }: Snapshot): unknown {
  if (sliderModel?.kind !== 'model') return null;
  const { model } = sliderModel;
  // A hostile number of small steps is only slow.
  if (model.settings.solverSteps > 200) return null;
  return [0, 3].map((value) => {
    const changes = model.genes.map((_, gene) => ({ gene, value }));
    return Object.values(predictChange(model, changes, null));
  });
}

it(`gives a snapshot or a reason for ${mutations} mutated links with both decompressors, and never throws`, async () => {
  const met = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(mutated, fc.boolean(), async (text, isNative) => {
      const read = await decodeLink(text, isNative ? nativeDeflater : scriptedDeflater);
      const outcome = read.ok ? 'snapshot' : read.error.tag;
      met.set(outcome, (met.get(outcome) ?? 0) + 1);
      expect(!read.ok || (whole(read.value) && pointsInside(read.value))).toBe(true);
      expect(!read.ok || whole(answersOf(read.value))).toBe(true);
    }),
    { numRuns: mutations, seed: 20_261_120 },
  );
  // Mutations that reach the numbers themselves give other numbers, all others a reason: every end is met.
  expect([...met.keys()].toSorted()).toEqual(['link-damaged', 'link-empty', 'link-too-new', 'snapshot']);
  expect(met.get('snapshot')).toBeGreaterThan(100);
  expect(met.get('link-damaged')).toBeGreaterThan(1000);
});

it('can share the snapshot of a mutated link again, unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async (text) => {
      const read = await decodeLink(text, scriptedDeflater);
      if (!read.ok || !read.value.network) return;
      const again = await encodeLink(read.value, 'network', scriptedDeflater);
      if (!again.ok) return;
      const twice = await decodeLink(again.value.text, scriptedDeflater);
      expect(twice).toEqual({ ok: true, value: { ...read.value, sliderModel: null } });
    }),
    { numRuns: 300, seed: 7 },
  );
});

function zeros(length: number): Uint8Array {
  return deflateSync(new Uint8Array(length));
}

it('refuses a section that inflates beyond its stated size or the limit', async () => {
  const [first] = links;
  if (!first) throw new Error('there are samples');
  const bomb = zeros(10_000_000);
  const bombs = [
    { bytes: bomb, inflated: 10_000_000 },
    { bytes: bomb, inflated: 100 },
    { bytes: zeros(1000), inflated: 2000 },
  ];
  for (const section of bombs)
    for (const deflater of [nativeDeflater, scriptedDeflater])
      expect(await decodeLink(frameText(first.flags, [section]), deflater)).toEqual({
        ok: false,
        error: { tag: 'link-damaged' },
      });
});

it('reports unknown flags as a newer version', async () => {
  const [first] = links;
  for (const flags of [3, 8, 32, 128, 255])
    expect(
      await decodeLink(
        frameText(
          flags,
          (first?.sections ?? []).map((bytes) => ({ bytes, inflated: null })),
        ),
      ),
    ).toEqual({ ok: false, error: { tag: 'link-too-new' } });
});
