/**
 * The only source of randomness: a seeded generator that is passed in, never global (xoroshiro128+ from pure-rand;
 * the same seed gives the same draws on every machine), and hashes that replace draws where the order of a file must
 * not matter.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

export class Random {
  #generator: ReturnType<typeof xoroshiro128plus>;

  /**
   * Seeds below about a million begin alike, with draws close to 1, as pure-rand fills the state; simulated screens keep that,
   * so that a seed gives the bytes it always gave. Where the first draws matter (initial weights), take `Random.mixed`.
   */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A generator whose first draws are as random as later ones for any seed, neighbouring ones included. */
  static mixed(seed: number): Random {
    return new Random(mixBits(seed ^ 0x9e3779b9));
  }

  /** [4] the two 64-bit words, low halves first, with which kernels draw on. */
  get state(): Int32Array {
    const [s01 = 0, s00 = 0, s11 = 0, s10 = 0] = this.#generator.getState();
    return Int32Array.of(s00, s01, s10, s11);
  }

  set state([s00 = 0, s01 = 0, s10 = 0, s11 = 0]: Int32Array) {
    this.#generator = xoroshiro128plusFromState([s01, s00, s11, s10]);
  }

  /** Integer in [0, count). */
  integer(count: number): number {
    return uniformInt(this.#generator, 0, count - 1);
  }

  /** Number in [0, 1) with 32 random bits. */
  uniform(): number {
    return (this.#generator.next() >>> 0) / 4294967296;
  }

  /** Standard normal, by Box and Muller (1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Gamma variate of this mean and scale 1 (Marsaglia & Tsang 2000, ACM Trans. Math. Softw. 26: 363). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < x ** 2 / 2 + d * (1 - v + Math.log(v))) return d * v;
    }
  }

  /** Random order of 0 … count − 1 (Fisher and Yates). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = swapped;
    }
    return order;
  }
}

/** FNV-1a over the UTF-16 code units of a text, 32 bits. */
export function fnv1a(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** Finaliser of MurmurHash3 (Appleby): a bijection that spreads neighbouring numbers. */
export function mixBits(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
