import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decoded, textDecoder } from './encoding';

const utf8 = (text: string) => [...new TextEncoder().encode(text)];

/** By trial: the shortest run of bytes that the platform accepts as one character of UTF-8, else one byte of Windows-1252. */
function byTrial(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const found = [1, 2, 3, 4].flatMap((length) => {
      const one = characterIn(bytes.slice(at, at + length));
      return one === null ? [] : [{ one, length }];
    })[0];
    text += found?.one ?? decoded(bytes.slice(at, at + 1));
    at += found?.length ?? 1;
  }
  return text;
}

function characterIn(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return String.fromCodePoint(text.codePointAt(0) ?? 0) === text ? text : null;
  } catch {
    return null;
  }
}

/** Letters, characters of two to four bytes, and bytes that are none. */
const mixed = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }).map(utf8),
      fc.array(fc.integer({ min: 0x80, max: 0xff }), { maxLength: 3 }),
      fc.constant(utf8('GATA1,')),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Uint8Array.from([0x67, ...parts.flat(), 0x67, 0x67]))
  .filter((bytes) => !bytes.includes(0));

it('characters of UTF-8 are read as such, other bytes as Windows-1252, however the text is cut', () => {
  fc.assert(
    fc.property(mixed, fc.array(fc.nat(), { maxLength: 4 }), (bytes, places) => {
      const text = byTrial(bytes);
      expect(decoded(bytes)).toBe(text);
      const cuts = [0, ...places.map((place) => place % bytes.length), bytes.length].toSorted(
        (a, b) => a - b,
      );
      const decode = textDecoder(bytes);
      const pieces = cuts.slice(1).map((cut, at) => decode(bytes.subarray(cuts[at], cut)));
      expect(pieces.join('') + decode()).toBe(text);
    }),
  );
});

it('one odd byte leaves the rest of the text as it is, at the end of the text too', () => {
  expect(decoded(Uint8Array.from([...utf8('\u{feff}5 µM, caf'), 0xe9, ...utf8('\nβ')]))).toBe(
    '5 µM, café\nβ',
  );
  expect(decoded(Uint8Array.from([...utf8('µ, caf'), 0xe9]))).toBe('µ, café');
});

it('single bytes are those of Windows-1252', () => {
  const written = { '€': 0x80, Š: 0x8a, '’': 0x92, '–': 0x96, '™': 0x99, Ÿ: 0x9f, µ: 0xb5, é: 0xe9, ÿ: 0xff };
  for (const [character, byte] of Object.entries(written))
    expect(decoded(Uint8Array.of(byte))).toBe(character);
  // Not assigned: control characters.
  expect(decoded(Uint8Array.of(0x81, 0x41))).toBe('\u0081A');
});
