/** Collects how the values of some cells are distributed over and within genes (`ValueShape`), one value that is not 0 at a time. */
import type { ValueShape } from '../annotation';
import { median, quantileOfSorted } from '../../numerics/statistics';

export interface ShapeCollector {
  /** @param value not 0 */
  add(gene: number, value: number): void;
  /** Of all values added, and zeros for the others of that many cells. */
  of(cells: number): ValueShape;
}

/** Variances are uncertain below, and those of fewer genes may be alike by chance. */
const MIN_CELLS = 6;
const MIN_SHARE_DETECTED = 0.1;
const MIN_DETECTED = 5;
const MIN_GENES = 20;

export function shapeCollector(genes: number): ShapeCollector {
  const [detected, ones, twos] = [new Int32Array(genes), new Int32Array(genes), new Int32Array(genes)];
  const [sums, squares] = [new Float64Array(genes), new Float64Array(genes)];
  let [minimum, maximum, atMinimum, atMaximum] = [Infinity, -Infinity, 0, 0];
  return {
    add(gene, value) {
      detected[gene] = (detected[gene] as number) + 1;
      sums[gene] = (sums[gene] as number) + value;
      squares[gene] = (squares[gene] as number) + value ** 2;
      if (value === 1) ones[gene] = (ones[gene] as number) + 1;
      if (value === 2) twos[gene] = (twos[gene] as number) + 1;
      if (value < minimum) [minimum, atMinimum] = [value, 0];
      if (value === minimum) atMinimum += 1;
      if (value > maximum) [maximum, atMaximum] = [value, 0];
      if (value === maximum) atMaximum += 1;
    },
    of(cells) {
      const values = cells * genes;
      const added = detected.reduce((sum, count) => sum + count, 0);
      const zeros = values - added;
      const varianceOf = (gene: number) =>
        ((squares[gene] as number) - (sums[gene] as number) ** 2 / cells) / (cells - 1);
      const every = [...detected.keys()];
      const least = Math.max(MIN_DETECTED, MIN_SHARE_DETECTED * cells);
      const often = every.filter((gene) => (detected[gene] as number) >= least);
      const high = every.filter((gene) => (sums[gene] as number) > cells);
      const rare = every.filter((gene) => 2 * (detected[gene] as number) < cells);
      const total = (counts: Int32Array) => rare.reduce((sum, gene) => sum + (counts[gene] as number), 0);
      return {
        values,
        zeros: values === 0 ? 0 : zeros / values,
        atMinimum: values === 0 ? 0 : (minimum < 0 || zeros === 0 ? atMinimum : zeros) / values,
        atMaximum,
        variances: cells >= MIN_CELLS && often.length >= MIN_GENES ? quartiles(often.map(varianceOf)) : null,
        dispersion:
          cells >= MIN_CELLS && high.length >= MIN_GENES
            ? median(high.map((gene) => (varianceOf(gene) * cells) / (sums[gene] as number)))
            : null,
        rare: total(detected),
        ones: total(ones),
        twos: total(twos),
      };
    },
  };
}

function quartiles(values: readonly number[]): readonly [number, number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.5), quantileOfSorted(sorted, 0.75)];
}
