/** Searches along one axis: where a condition ends, and where a function is smallest. */

/** Within `tolerance` of where a condition that holds at `inside`, and not at `outside`, ceases to hold (bisection); it holds there. */
export function boundary(
  holds: (position: number) => boolean,
  inside: number,
  outside: number,
  tolerance: number,
): number {
  let [within, out] = [inside, outside];
  while (Math.abs(out - within) > tolerance) {
    const middle = (out + within) / 2;
    if (holds(middle)) within = middle;
    else out = middle;
  }
  return within;
}

/** Where a function of one minimum between these ends has it, to the precision of its values (golden section, Kiefer 1953). */
export function minimum(of: (position: number) => number, [from, to]: readonly [number, number]): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  for (let round = 0; round < 60; round++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (of(left) < of(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}
