import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTypedJson, readTypedJson, TypedJsonReader, typedJsonPieces, wholeText } from './typedJson';

const numbers = fc.array(fc.float(), { maxLength: 9 });
const typed = fc.oneof(
  numbers.map((all) => Float32Array.from(all)),
  numbers.map((all) => Float64Array.from(all)),
  numbers.map((all) => Int32Array.from(all)),
  // A part of a larger memory.
  numbers.map((all) => Float32Array.from([1, ...all, 2]).subarray(1, all.length + 1)),
);
/** Texts that look like arrays are among them. */
const texts = fc.oneof(fc.string(), fc.constantFrom('{"$float32":"', '{"$int32":""}', '#0', '"}'));
const values = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    typed,
    texts,
    fc.double(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(texts, tie('any'), { maxKeys: 4 }),
  ),
})).any;

/** The same text by Node's own base64. */
function expected(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) return { $number: String(inner) };
    if (!ArrayBuffer.isView(inner)) return inner;
    const tag = inner.constructor.name.toLowerCase().replace('array', '');
    return { [`$${tag}`]: Buffer.from(inner.buffer, inner.byteOffset, inner.byteLength).toString('base64') };
  });
}

function readIn(pieces: readonly string[]): unknown {
  const reader = new TypedJsonReader();
  for (const piece of pieces) reader.push(piece);
  return reader.end();
}

it('writes every array as base64 in its place, and reads it from text cut anywhere', () => {
  fc.assert(
    fc.property(values, fc.array(fc.nat(60)), (value, cuts) => {
      const text = wholeText(typedJsonPieces(value));
      expect(text).toBe(expected(value));
      const pieces: string[] = [];
      let rest = text;
      for (const cut of cuts) {
        pieces.push(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      const read = readIn([...pieces, rest]);
      expect(expected(read)).toBe(text);
      expect(read).toEqual(readIn([text]));
    }),
  );
});

it('writes no piece much longer than a million characters, and reads them as bytes', async () => {
  const long = Float32Array.from({ length: 300_000 }, (_, i) => Math.sin(i));
  const value = { before: 'ä', long, pair: [Int32Array.of(1, -2), long.subarray(7)] };
  const pieces = [...typedJsonPieces(value)];
  expect(pieces.length).toBeGreaterThan(3);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(1.1e6);
  const bytes = Buffer.from(pieces.join(''));
  async function* inPieces() {
    for (let at = 0; at < bytes.length; at += 100_003) yield bytes.subarray(at, at + 100_003);
  }
  const { content } = await parseTypedJson(inPieces());
  expect(expected(content)).toBe(expected(value));
});

it('leaves what is no array as it is, wherever it is cut', () => {
  const wrong = [
    '{"$float32":"AAAA"}',
    '{"$float32":"AA==AAAA"}',
    '{"$float32":"AAAAA==="}',
    '{"$float32":"#0"}',
    '{"$float32":"AA A"}',
    '{"$float32":"AAAAAA==","more":1}',
    '{"$float64":"AAAAAA=="}',
    '{"$float16":"AAAAAA=="}',
    '{"$float32":7}',
  ];
  for (const text of wrong)
    for (let cut = 0; cut <= text.length; cut++) {
      const read = Object.values(Object(readIn([`[${text.slice(0, cut)}`, `${text.slice(cut)}]`])))[0];
      expect(read).not.toBeInstanceOf(Float32Array);
      expect(Object.keys(Object(read))).toEqual(Object.keys(Object(JSON.parse(text))));
    }
  expect(readIn(['[{"$float32" : "AAAAAA=="}, {"$float32":"AAAAAA"}]'])).toEqual([
    Float32Array.of(0),
    Float32Array.of(0),
  ]);
});

it('tells damaged text', async () => {
  const header = { format: 'a', version: 1 };
  for (const text of [
    '',
    '{"format":"a"',
    '{"$float32":"AAAA',
    '{"$float32":"AA\\"AA"}',
    '['.repeat(200_000),
  ]) {
    async function* bytes() {
      yield Buffer.from(text);
    }
    const never = { safeParse: () => expect.unreachable() };
    const refused = { ok: false, error: { tag: 'damaged' } };
    expect(readTypedJson(text, header, Object(never), () => true)).toEqual(refused);
    expect(readTypedJson(await parseTypedJson(bytes()), header, Object(never), () => true)).toEqual(refused);
  }
});
