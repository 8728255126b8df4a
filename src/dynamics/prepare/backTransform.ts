/**
 * The way back from composition-corrected shifts to shifts as they are measured (docs/method.md, "Predictions go back"):
 * the predicted expression is rescaled to the total it was normalised to, then every gene gets one factor that makes
 * the training shifts, sent the same way, fit what was measured.
 */
export interface BackTransform {
  /** [G] ȳ_0, mean of expm1 over the controls. */
  readonly controlPseudobulk: Float64Array;
  /** [G] s, log1p units per z. */
  readonly scale: Float64Array;
  /** Whether the modelled genes are all that was normalised to the total; a part of them keeps no total. */
  readonly wholeTotal: boolean;
  /** [G] r_g. */
  readonly geneScale: Float64Array;
}

/** Prior weight, in mean squared training shifts, of the factor all genes share. */
const SHARED_FACTOR_WEIGHT = 3;

/** Predicted z shift [G] as trained on → z shift [G] as measured. A copy where nothing was corrected. */
export function backTransform(back: BackTransform | null, shift: ArrayLike<number>): Float64Array {
  if (back === null) return Float64Array.from(shift);
  const measured = atTotal(back, shift);
  for (let g = 0; g < measured.length; g++)
    measured[g] = (measured[g] as number) * (back.geneScale[g] as number);
  return measured;
}

/** One training shift: as trained on, as measured, and the genes left out of the fit. */
export interface ShiftPair {
  readonly shift: Float64Array;
  readonly rawShift: Float64Array;
  readonly targets: readonly number[];
}

/** r_g = (Σ_k R T + a r̄)/(Σ_k R² + a), R the training shifts sent to their total, T those measured, a = 3·mean_g Σ_k R². */
export function fitBackTransform(
  fixed: Omit<BackTransform, 'geneScale'>,
  training: readonly ShiftPair[],
): BackTransform {
  const genes = fixed.scale.length;
  const products = new Float64Array(genes);
  const squares = new Float64Array(genes);
  for (const { shift, rawShift, targets } of training) {
    const sent = atTotal(fixed, shift);
    for (let g = 0; g < genes; g++) {
      if (targets.includes(g)) continue;
      products[g] = (products[g] as number) + (sent[g] as number) * (rawShift[g] as number);
      squares[g] = (squares[g] as number) + (sent[g] as number) ** 2;
    }
  }
  const allSquares = squares.reduce((sum, value) => sum + value, 0);
  if (!(allSquares > 0)) return { ...fixed, geneScale: new Float64Array(genes).fill(1) };
  const shared = products.reduce((sum, value) => sum + value, 0) / allSquares;
  const weight = (SHARED_FACTOR_WEIGHT * allSquares) / genes;
  return {
    ...fixed,
    geneScale: products.map((product, g) => (product + weight * shared) / ((squares[g] as number) + weight)),
  };
}

/** (log1p ŷ − log1p ȳ_0)/s with ŷ = expm1(log1p ȳ_0 + s·Δ) rescaled to Σŷ = Σȳ_0. */
function atTotal(
  { controlPseudobulk, scale, wholeTotal }: Omit<BackTransform, 'geneScale'>,
  shift: ArrayLike<number>,
): Float64Array {
  let controlTotal = 0;
  let total = 0;
  const amount = controlPseudobulk.map((control, g) => {
    const value = Math.max(0, Math.expm1(Math.log1p(control) + (scale[g] as number) * (shift[g] as number)));
    controlTotal += control;
    total += value;
    return value;
  });
  const factor = wholeTotal && total > 0 ? controlTotal / total : 1;
  return amount.map(
    (value, g) =>
      (Math.log1p(value * factor) - Math.log1p(controlPseudobulk[g] as number)) / (scale[g] as number),
  );
}
