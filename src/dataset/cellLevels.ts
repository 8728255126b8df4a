/** One number for each cell from many genes: the level of a module, and the place along a change. */

/** [cells] mean over the genes of each gene's deviation from its mean, in its standard deviations. `values` [cells × width]. */
export function moduleLevels(values: Float32Array, width: number, genes: readonly number[]): Float32Array {
  const cells = values.length / width;
  const levels = new Float32Array(cells);
  for (const gene of genes) {
    let [sum, squares] = [0, 0];
    for (let at = gene; at < values.length; at += width) {
      sum += values[at] as number;
      squares += (values[at] as number) ** 2;
    }
    const mean = sum / cells;
    const spread = Math.sqrt(Math.max(0, squares / cells - mean * mean));
    if (spread < 1e-6) continue;
    for (let cell = 0; cell < cells; cell++)
      levels[cell] =
        (levels[cell] as number) + ((values[cell * width + gene] as number) - mean) / spread / genes.length;
  }
  return levels;
}

/** [cells] place along the change `delta` [width] of the mean: 0 at `mean`, 1 at the mean after it; genes that were set are left out. */
export function alongChange(
  values: Float32Array,
  mean: ArrayLike<number>,
  delta: ArrayLike<number>,
  set: readonly number[],
): Float32Array {
  const width = mean.length;
  const direction = Float64Array.from(delta, (change, gene) => (set.includes(gene) ? 0 : change));
  const length = direction.reduce((sum, change) => sum + change * change, 0);
  const levels = new Float32Array(values.length / width);
  for (let cell = 0; cell < levels.length; cell++) {
    let sum = 0;
    for (let g = 0; g < width; g++)
      sum += (direction[g] as number) * ((values[cell * width + g] as number) - (mean[g] as number));
    levels[cell] = length === 0 ? NaN : sum / length;
  }
  return levels;
}
