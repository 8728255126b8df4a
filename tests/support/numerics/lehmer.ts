/**
 * A random generator that the scripts in scripts/references also implement, so that recorded values refer to the same data. The program
 * itself uses random.ts.
 */

/** x → 16807 x mod (2³¹ − 1) (Lehmer; Park & Miller 1988), as a share of the modulus; `seed` in [1, 2³¹ − 1). */
export function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

/** The first `count` draws. */
export function lehmerDraws(seed: number, count: number): number[] {
  return Array.from({ length: count }, lehmer(seed));
}
