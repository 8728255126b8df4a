/**
 * Identifies the content of a file by SHA-256 (FIPS 180-4) over shapes, gene names and sampled values. Implemented here because
 * browsers offer `crypto.subtle` only to pages on a secure connection.
 */
import type { GeneAxis, MatrixInfo } from '../annotation';
import { joined } from './bytes';

export function fingerprintOf(
  cells: number,
  matrices: readonly MatrixInfo[],
  genes: Readonly<Record<string, GeneAxis>>,
): string {
  const header = matrices.map(({ path, encoding }) => ({ path, encoding, genes: genes[path]?.index }));
  const parts = [
    new TextEncoder().encode(JSON.stringify({ cells, header })),
    ...matrices.map(({ sample }) => new Uint8Array(sample.buffer, sample.byteOffset, sample.byteLength)),
  ];
  return sha256(joined(parts));
}

const PRIMES = firstPrimes(64);
const ROUND_CONSTANTS = Uint32Array.from(PRIMES, (prime) => fractionBits(Math.cbrt(prime)));

/** SHA-256 of the value as JSON. */
export function hashOf(value: unknown): string {
  return sha256(new TextEncoder().encode(JSON.stringify(value)));
}

/** In lower-case hexadecimal digits. */
export function sha256(message: Uint8Array): string {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  const state = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fractionBits(Math.sqrt(prime)));
  for (let start = 0; start < padded.length; start += 64) compress(state, view, start);
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

function compress(state: Uint32Array, view: DataView, start: number): void {
  const schedule = new Uint32Array(64);
  for (let t = 0; t < 16; t++) schedule[t] = view.getUint32(start + 4 * t);
  const w = (t: number) => schedule[t] ?? 0;
  for (let t = 16; t < 64; t++) {
    const small0 = rotate(w(t - 15), 7) ^ rotate(w(t - 15), 18) ^ (w(t - 15) >>> 3);
    const small1 = rotate(w(t - 2), 17) ^ rotate(w(t - 2), 19) ^ (w(t - 2) >>> 10);
    schedule[t] = small1 + w(t - 7) + small0 + w(t - 16);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + (ROUND_CONSTANTS[t] ?? 0) + w(t)) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] ?? 0) + word));
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The first 32 bits of the fractional part. */
function fractionBits(value: number): number {
  return Math.floor((value - Math.floor(value)) * 2 ** 32);
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}
