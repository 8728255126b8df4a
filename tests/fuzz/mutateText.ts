/** Random damage of text and JSON that keeps their structure: hostile names, impossible numbers, moved and repeated parts. */
import type { Random } from '../../src/numerics/random';
import { mutated } from './mutate';

/** Names that a stranger's file may hold: markup, keys of prototypes, formulas, control and bidi characters, halves of characters. */
export const hostileNames: readonly string[] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'length',
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  '</style><svg onload=alert(1)>',
  '&lt;b&gt;',
  'javascript:alert(1)',
  '=HYPERLINK("http://example.org")',
  '+1+1',
  '-2+3',
  '@SUM(1)',
  '\u202Egnp.1ATAG',
  '\u2066left\u2069',
  'a\u0000b',
  '\u0007\u001B[31m',
  'line\nbreak',
  'tab\tstop',
  '\r',
  '\u2028',
  '\uFEFF',
  '\uD800',
  'e\u0301',
  'İ',
  '𝒢ene',
  '%00',
  '../../etc/passwd',
  'NaN',
  'null',
  '$float32',
  "'",
  '"',
  '$&',
  '\\',
  '{{7*7}}',
];

const NUMBERS = [
  'NaN',
  'Infinity',
  '-inf',
  '1e999',
  '-1',
  '-0',
  '1e-320',
  '2147483648',
  '9007199254740993',
  '0.5',
  '1,5',
  '0x10',
  '٣',
];

/** A long name once in a few hundred: 10 million characters, of which half the names need two bytes each in memory, as patterns treat them otherwise. */
const LONG = 10_000_000;

/** Characters of a text that is made longer by repetition: long names repeated would be longer than a string may be. */
const MAX_REPEATED = 200_000_000;

export function pick<T>(random: Random, among: readonly [T, ...T[]] | readonly T[], fallback: T): T {
  return among[random.integer(Math.max(1, among.length))] ?? fallback;
}

function hostileToken(random: Random): string {
  if (random.integer(400) === 0) return (random.integer(2) === 0 ? 'x' : 'ж').repeat(LONG);
  const token = pick(random, random.integer(3) === 0 ? NUMBERS : hostileNames, '');
  return random.integer(12) === 0 ? token.repeat(1 + random.integer(5000)) : token;
}

const KINDS: readonly ((text: string, random: Random) => string)[] = [
  replacedToken,
  replacedToken,
  repeatedLines,
  withoutLine,
  exchangedLines,
  exchangedMarks,
  withInsertion,
  pumped,
];

/** A text with one to four kinds of damage; one in three is damaged in its bytes too. */
export function mutatedText(text: string, random: Random): string {
  let out = text;
  for (let times = 1 + random.integer(4); times > 0; times--)
    out = pick(random, KINDS, withInsertion)(out, random);
  return random.integer(3) === 0 ? decoded(mutated(encoded(out), random)) : out;
}

export const encoded = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function replacedToken(text: string, random: Random): string {
  const tokens = text.split(/([\s,;:"'<>()[\]{}=|]+)/u);
  const at = 2 * random.integer(Math.ceil(tokens.length / 2));
  tokens[at] = hostileToken(random);
  return tokens.join('');
}

function repeatedLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.integer(lines.length);
  const line = lines[at] ?? '';
  const times = random.integer(8) === 0 ? 500 : 1;
  const fitting = Math.floor((MAX_REPEATED - text.length) / (line.length + 1));
  const copies = Array.from({ length: Math.max(0, Math.min(times, fitting)) }, () => line);
  return lines.toSpliced(at, 0, ...copies).join('\n');
}

function withoutLine(text: string, random: Random): string {
  const lines = text.split('\n');
  return lines.toSpliced(random.integer(lines.length), 1).join('\n');
}

function exchangedLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const [a, b] = [random.integer(lines.length), random.integer(lines.length)];
  [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  return lines.join('\n');
}

/** One delimiter for another, everywhere or once. */
function exchangedMarks(text: string, random: Random): string {
  const marks = ['\t', ',', ';', ' ', '\n', '"', '<', ':'];
  const [from, to] = [pick(random, marks, ','), pick(random, marks, '\t')];
  return random.integer(2) === 0 ? text.replace(from, to) : text.replaceAll(from, to);
}

function withInsertion(text: string, random: Random): string {
  const at = random.integer(text.length + 1);
  return text.slice(0, at) + hostileToken(random) + text.slice(at);
}

/** A few characters many times over: a pattern that tries them in many ways takes the square of their number, or has no end. */
function pumped(text: string, random: Random): string {
  const at = random.integer(text.length + 1);
  const end = at + 1 + random.integer(6);
  const times = pick(random, [30, 200, 50_000], 30);
  return text.slice(0, at) + text.slice(at, end).repeat(times) + text.slice(end);
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A place in a document. */
interface Slot {
  readonly holder: Json[] | Record<string, Json>;
  readonly key: string | number;
}

/** Stands for parts that no value can express; replaced in the text. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '@deep@': '['.repeat(200_000) + ']'.repeat(200_000),
  '@deep objects@': '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000),
  '@huge number@': '9'.repeat(400),
  '@twice@': '{"a":1,"a":2}',
};

/** JSON of which one to four values, keys or arrays are other ones; a text that is no JSON is damaged as text. */
export function mutatedJson(text: string, random: Random): string {
  const parsed = random.integer(6) === 0 ? null : jsonOf(text);
  if (parsed === null) return mutatedText(text, random);
  const document: Json[] = [parsed.value];
  for (let times = 1 + random.integer(4); times > 0; times--) {
    const slots = slotsOf(document);
    damage(pick(random, slots, { holder: document, key: 0 }), slots, random);
  }
  let out = JSON.stringify(document[0] ?? null);
  for (const [placeholder, raw] of Object.entries(PLACEHOLDERS))
    out = out.replaceAll(JSON.stringify(placeholder), () => raw);
  return random.integer(8) === 0 ? decoded(mutated(encoded(out), random)) : out;
}

/** null where the text is none, as of a file that is damaged for the second time. */
function jsonOf(text: string): { readonly value: Json } | null {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return null;
  }
}

/** Of a hundred levels of objects and arrays; of long arrays the first few. */
function slotsOf(value: Json, slots: Slot[] = [], levels = 100): Slot[] {
  if (typeof value !== 'object' || value === null || levels === 0) return slots;
  const keys = Array.isArray(value) ? Array.from(value.slice(0, 8).keys()) : Object.keys(value);
  for (const key of keys) {
    slots.push({ holder: value, key });
    slotsOf((value as Record<string | number, Json>)[key] ?? null, slots, levels - 1);
  }
  return slots;
}

function valueAt({ holder, key }: Slot): Json {
  return (holder as Record<string | number, Json>)[key] ?? null;
}

/** Defines the key even where it is __proto__. */
function put({ holder, key }: Slot, value: Json): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function damage(slot: Slot, slots: readonly Slot[], random: Random): void {
  const value = valueAt(slot);
  const array = arrayAt(value);
  if (array !== null && random.integer(3) > 0) return put(slot, { [array.tag]: mutatedArray(array, random) });
  switch (random.integer(7)) {
    case 0:
      return put(slot, hostileValue(random));
    case 1:
      return void Reflect.deleteProperty(slot.holder, slot.key);
    case 2:
      return put(slot, structuredClone(valueAt(pick(random, slots, slot))));
    case 3:
      return put(
        { holder: slot.holder, key: Array.isArray(slot.holder) ? slot.key : hostileToken(random) },
        value,
      );
    case 4:
      if (!Array.isArray(slot.holder)) put({ ...slot, key: '__proto__' }, { polluted: true, length: 3 });
      return;
    case 5:
      if (Array.isArray(value)) put(slot, resizedList(value, random));
      return;
    default:
      return put(slot, nearby(value, random));
  }
}

function hostileValue(random: Random): Json {
  const values: readonly Json[] = [
    null,
    true,
    0,
    -1,
    0.5,
    1e308,
    2 ** 31,
    2 ** 53,
    [],
    {},
    [[]],
    { $number: 'NaN' },
    { $number: 'Infinity' },
    { $number: 'toString' },
    { $float32: '' },
    { $float32: 'AAAA' },
    { $int32: '/////w==' },
    { $float64: 'A'.repeat(4000) },
    { constructor: { prototype: { polluted: true } } },
    ...Object.keys(PLACEHOLDERS),
  ];
  return random.integer(3) === 0 ? hostileToken(random) : pick(random, values, null);
}

/** Of the same type. */
function nearby(value: Json, random: Random): Json {
  if (typeof value === 'number')
    return pick(random, [value + 1, value - 1, -value, value * 1e6, value / 3, value + 2 ** 31], value);
  if (typeof value === 'boolean') return !value;
  return typeof value === 'string' ? hostileToken(random) : hostileValue(random);
}

function resizedList(list: readonly Json[], random: Random): Json[] {
  if (random.integer(2) === 0) return list.slice(0, random.integer(list.length + 1));
  return Array.from(
    { length: random.integer(20) === 0 ? 150_000 : list.length + 1 },
    (_, at) => list[at % list.length] ?? null,
  );
}

interface TypedText {
  readonly tag: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A typed array as run files write it. */
function arrayAt(value: Json): TypedText | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const [[tag, text] = ['', null]] = Object.entries(value);
  return tag.startsWith('$') && typeof text === 'string' && tag !== '$number'
    ? { tag, bytes: Uint8Array.from(Buffer.from(text, 'base64')) }
    : null;
}

/** Some elements are not finite, negative or huge, or their number is another one. */
function mutatedArray({ tag, bytes }: TypedText, random: Random): string {
  const size = tag === '$float64' ? 8 : 4;
  const length = Math.floor(bytes.length / size);
  if (length === 0 || random.integer(3) === 0) {
    const count = random.integer(20) === 0 ? 150_000 : random.integer(2 * length + 3);
    const other = new Uint8Array(size * count);
    other.set(bytes.subarray(0, other.length));
    return Buffer.from(other).toString('base64');
  }
  const view = new DataView(bytes.buffer);
  const numbers = [Number.NaN, Infinity, -Infinity, -1, 1e30, -1e-30, 2 ** 31 - 1, length];
  for (let times = 1 + random.integer(3); times > 0; times--) {
    const at = size * random.integer(length);
    const number = pick(random, numbers, 0);
    if (tag === '$int32') view.setInt32(at, number, true);
    else if (size === 8) view.setFloat64(at, number, true);
    else view.setFloat32(at, number, true);
  }
  return Buffer.from(bytes).toString('base64');
}
