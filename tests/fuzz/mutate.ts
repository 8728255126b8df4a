/** Random damage of files: truncation, flipped bits, exchanged parts, overwritten sizes. */
import type { Random } from '../../src/numerics/random';

type Bytes = Uint8Array<ArrayBuffer>;

/** Implausible lengths, counts, offsets and addresses. */
const SIZES = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  1n << 40n,
  (1n << 63n) - 1n,
  (1n << 64n) - 1n,
];

const KINDS: readonly ((bytes: Bytes, random: Random) => Bytes)[] = [
  cut,
  flipped,
  exchanged,
  resized,
  blanked,
  repeated,
];

/** A copy with one to three kinds of damage. */
export function mutated(bytes: Bytes, random: Random): Bytes {
  let out: Bytes = bytes.slice();
  const times = 1 + random.integer(3);
  for (let i = 0; i < times; i++) {
    const damage = KINDS[random.integer(KINDS.length)] ?? cut;
    // Fewer truncations: they would hide other damage.
    if (out.length > 1 && (damage !== cut || random.integer(3) === 0)) out = damage(out, random);
  }
  return out;
}

function cut(bytes: Bytes, random: Random): Bytes {
  return bytes.slice(0, random.integer(bytes.length));
}

/** One to eight bits, in place. */
export function flipped(bytes: Bytes, random: Random): Bytes {
  const flips = 1 + random.integer(8);
  for (let i = 0; i < flips; i++) {
    const at = random.integer(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
  }
  return bytes;
}

/** Two parts of equal length. */
function exchanged(bytes: Bytes, random: Random): Bytes {
  const length = 1 + random.integer(Math.max(1, bytes.length >> 2));
  const [a, b] = [random.integer(bytes.length - length + 1), random.integer(bytes.length - length + 1)];
  const [one, other] = [bytes.slice(a, a + length), bytes.slice(b, b + length)];
  bytes.set(other, a);
  bytes.set(one, b);
  return bytes;
}

/** A number of one, two, four or eight aligned bytes. */
function resized(bytes: Bytes, random: Random): Bytes {
  const width = [1, 2, 4, 8][random.integer(4)] ?? 8;
  if (bytes.length < width) return bytes;
  const at = random.integer(Math.floor(bytes.length / width)) * width;
  const size = SIZES[random.integer(SIZES.length)] ?? 0n;
  for (let i = 0; i < width; i++) bytes[at + i] = Number((size >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

function blanked(bytes: Bytes, random: Random): Bytes {
  const at = random.integer(bytes.length);
  return bytes.fill(random.integer(2) === 0 ? 0 : 0xff, at, at + 1 + random.integer(64));
}

/** Duplicates a part, which shifts the rest. */
function repeated(bytes: Bytes, random: Random): Bytes {
  const at = random.integer(bytes.length);
  const end = Math.min(bytes.length, at + 1 + random.integer(64));
  const out = new Uint8Array(bytes.length + end - at);
  out.set(bytes.subarray(0, end));
  out.set(bytes.subarray(at), end);
  return out;
}
