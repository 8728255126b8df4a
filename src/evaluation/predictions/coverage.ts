/** Whether intervals hold what they promise. */

/** Ranges predicted for the genes of one perturbation beside what was measured. [G], in any one unit. */
export interface PredictedRanges {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly measured: ArrayLike<number>;
  /** Genes set by the experimenter: left out. */
  readonly targets: readonly number[];
}

export interface Coverage {
  readonly genes: number;
  /** Share of measured changes within their range, ends included. */
  readonly share: number;
  /** Mean of high − low: of two that cover as much, the narrower says more. */
  readonly width: number;
}

/** Over all genes of all perturbations together; null where there are none. */
export function coverage(ranges: readonly PredictedRanges[]): Coverage | null {
  let genes = 0;
  let within = 0;
  let width = 0;
  for (const { low, high, measured, targets } of ranges)
    for (let gene = 0; gene < measured.length; gene++) {
      if (targets.includes(gene)) continue;
      const [from, to, value] = [low[gene] as number, high[gene] as number, measured[gene] as number];
      genes += 1;
      width += to - from;
      if (from <= value && value <= to) within += 1;
    }
  return genes === 0 ? null : { genes, share: within / genes, width: width / genes };
}
