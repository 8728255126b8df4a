/** Whether the diagonal of a square matrix stands out: its sum beside that of other one-to-one assignments of rows to columns. */

export interface DiagonalScore {
  /** The sum over the diagonal less its mean over all permutations of the columns, over their standard deviation. */
  readonly score: number;
  /** That standard deviation. */
  readonly deviation: number;
}

/**
 * Mean ΣΣ m/n and variance Σ m̃²/(n − 1), m̃ centred by rows and columns, over all n! permutations (Hoeffding 1951, Annals of
 * Mathematical Statistics 22: 558). `matrix` [n × n], n ≥ 2; score 0 where every permutation gives the same.
 */
export function permutedDiagonal(matrix: Float64Array, n: number): DiagonalScore {
  const rows = new Float64Array(n);
  const columns = new Float64Array(n);
  let all = 0;
  let diagonal = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const value = matrix[i * n + j] as number;
      rows[i] = (rows[i] as number) + value / n;
      columns[j] = (columns[j] as number) + value / n;
      all += value;
      if (i === j) diagonal += value;
    }
  let squares = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      squares +=
        ((matrix[i * n + j] as number) - (rows[i] as number) - (columns[j] as number) + all / n ** 2) ** 2;
  const deviation = Math.sqrt(squares / (n - 1));
  return { score: deviation > 1e-12 ? (diagonal - all / n) / deviation : 0, deviation };
}
