/**
 * Many sums at a time whose value does not depend on the order of the terms: what rounding takes from each addition is
 * kept in a second number (the error-free addition of Knuth 1969, compensated as by Ogita, Rump & Oishi 2005). n terms of
 * one sign leave a relative error of about n 2⁻¹⁰⁶ before the last rounding, so that two orders differ in a bit for about one
 * sum in 2⁵³/n.
 */
export class CompensatedSums {
  readonly #sums: Float64Array;
  readonly #rests: Float64Array;

  constructor(length: number) {
    this.#sums = new Float64Array(length);
    this.#rests = new Float64Array(length);
  }

  add(at: number, term: number): void {
    const before = this.#sums[at] as number;
    const after = before + term;
    const added = after - before;
    this.#rests[at] = (this.#rests[at] as number) + (before - (after - added)) + (term - added);
    this.#sums[at] = after;
  }

  /** One of them so far. */
  at(index: number): number {
    return (this.#sums[index] as number) + (this.#rests[index] as number);
  }

  /** [length]; ends the sums, whose memory it takes over. */
  totals(): Float64Array {
    const sums = this.#sums;
    for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] as number) + (this.#rests[at] as number);
    return sums;
  }
}
