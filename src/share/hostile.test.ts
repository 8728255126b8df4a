import { deflateSync } from 'fflate';
import { expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { judged } from '../../tests/fuzz/case';
import { linkFormat, mutatedLink, wholeLinks } from '../../tests/fuzz/links';
import { ByteReader, ByteWriter, Damaged } from './link/bytes';
import { scriptedDeflater, nativeDeflater, frameText, readFrame } from './link/frame';
import { readNetwork } from './link/networkCodec';
import { decodeLink, encodeLink } from './link';
import { encodeEffects } from './effectsLink';
import { printedEffects } from '../../tests/support/share/printedEffects';
import { decodeRun } from '../../tests/support/share/decodeRun';

/** A snapshot whose numbers are finite, texts plain and indices inside, or a reason: tests/fuzz/links.ts. */
it('gives a whole snapshot or a reason for 1500 mutated links with both decompressors, and never throws', async () => {
  const met = new Map<string, number>();
  for (let seed = 0; seed < 1500; seed++) {
    const { end, fault } = await judged(await linkFormat.draw(new Random(seed)));
    met.set(end, (met.get(end) ?? 0) + 1);
    expect({ seed, fault }).toEqual({ seed, fault: null });
  }
  // Mutations that reach the numbers themselves give other numbers, all others a reason: every end is met.
  expect([...met.keys()].toSorted()).toEqual(['link-damaged', 'link-empty', 'link-too-new', 'read']);
  expect(met.get('read')).toBeGreaterThan(150);
  expect(met.get('link-damaged')).toBeGreaterThan(750);
});

it('can share the snapshot of a mutated link again, unchanged', async () => {
  let shared = 0;
  for (let seed = 0; seed < 300; seed++) {
    const read = await decodeLink(mutatedLink(new Random(seed)), scriptedDeflater);
    if (!read.ok || read.value.kind !== 'run' || !read.value.snapshot.network) continue;
    const { snapshot } = read.value;
    const again = await encodeLink(snapshot, 'network', scriptedDeflater);
    if (!again.ok) continue;
    const twice = await decodeRun(again.value.text, scriptedDeflater);
    expect(twice).toEqual({ ok: true, value: { ...snapshot, sliderModel: null, effects: null } });
    shared++;
  }
  expect(shared).toBeGreaterThan(20);
});

it('can share the effects of a mutated link again, and they print the same', async () => {
  const shared = { effects: 0, run: 0 };
  for (let seed = 0; seed < 1300; seed++) {
    const read = await decodeLink(mutatedLink(new Random(seed)), scriptedDeflater);
    if (!read.ok) continue;
    const { kind } = read.value;
    const effects = kind === 'effects' ? read.value.effects : read.value.snapshot.effects;
    if (!effects) continue;
    const again = await encodeEffects(effects, Infinity, scriptedDeflater);
    const twice = again.ok && (await decodeLink(again.value.text, scriptedDeflater));
    if (!again.ok || !twice || !twice.ok || twice.value.kind !== 'effects') throw new Error(`seed ${seed}`);
    expect(printedEffects(twice.value.effects)).toEqual(printedEffects(again.value.carried));
    shared[kind]++;
  }
  expect(shared.effects).toBeGreaterThan(30);
  expect(shared.run).toBeGreaterThan(15);
});

function zeros(length: number): Uint8Array {
  return deflateSync(new Uint8Array(length));
}

it('refuses a section that inflates beyond its stated size or the limit', async () => {
  const [first] = wholeLinks;
  if (!first) throw new Error('there are samples');
  const bomb = zeros(10_000_000);
  const bombs = [
    { bytes: bomb, inflated: 10_000_000 },
    { bytes: bomb, inflated: 100 },
    { bytes: zeros(1000), inflated: 2000 },
  ];
  for (const section of bombs)
    for (const deflater of [nativeDeflater, scriptedDeflater])
      expect(await decodeRun(frameText(first.flags, [section]), deflater)).toEqual({
        ok: false,
        error: { tag: 'link-damaged' },
      });
});

const plainSections = (...sections: readonly (readonly number[])[]) =>
  sections.map((bytes) => ({ bytes: Uint8Array.from(bytes), inflated: null }));

it('refuses a text with another byte than its checksum says', async () => {
  const whole = frameText(1, plainSections([1, 2, 3, 4, 5, 6, 7, 8, 9]));
  expect(await readFrame(whole, () => true, scriptedDeflater)).toMatchObject({ ok: true });
  const head = whole.indexOf('.') + 1;
  for (let at = head; at < whole.length - 1; at++) {
    const other = whole[at] === 'A' ? 'B' : 'A';
    const changed = `${whole.slice(0, at)}${other}${whole.slice(at + 1)}`;
    expect(await readFrame(changed, () => true, scriptedDeflater)).toEqual({
      ok: false,
      error: { tag: 'link-damaged' },
    });
  }
});

it('refuses sections that inflate beyond the limit together, though none does alone', async () => {
  const section = { bytes: zeros(2_500_000), inflated: 2_500_000 };
  const of = (sections: readonly (typeof section)[]) =>
    readFrame(frameText(1, sections), () => true, scriptedDeflater);
  expect(await of([section])).toMatchObject({ ok: true });
  expect(await of([section, section])).toEqual({ ok: false, error: { tag: 'link-damaged' } });
});

/** Reads two genes with one edge of the first, as far as the verdict. */
function readEdgeTo(target: number): void {
  const [structure, levels, fine] = [new ByteWriter(), new ByteWriter(), new ByteWriter()];
  structure.ascending([0]);
  structure.ascending([target]);
  // Averaged fits and modules.
  structure.whole(1);
  structure.whole(0);
  levels.whole(2);
  levels.byte(0);
  fine.byte(7);
  const parts = {
    structure: new ByteReader(structure.bytes()),
    levels: new ByteReader(levels.bytes()),
    fine: new ByteReader(fine.bytes()),
  };
  readNetwork(parts, ['A', 'B'], () => {
    throw new Error('the verdict is next');
  });
}

it('refuses a network in which a gene regulates itself', () => {
  expect(() => {
    readEdgeTo(1);
  }).toThrow('the verdict is next');
  expect(() => {
    readEdgeTo(0);
  }).toThrow(Damaged);
});

it('reports unknown flags as a newer version', async () => {
  const [first] = wholeLinks;
  for (const flags of [7, 8, 32, 128, 255])
    expect(
      await decodeRun(
        frameText(
          flags,
          (first?.sections ?? []).map((bytes) => ({ bytes, inflated: null })),
        ),
      ),
    ).toEqual({ ok: false, error: { tag: 'link-too-new' } });
});
