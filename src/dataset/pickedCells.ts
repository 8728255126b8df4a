/**
 * A group of cells that a person has picked, against the rest: counts by perturbation and column, and the genes that differ most. One
 * number for each cell from many genes: the level of a module, and the place along a change.
 */
import type { AnnotationColumn } from './annotation';
import { type Dataset, nameOfCondition } from './dataset';

export interface GeneContrast {
  readonly gene: number;
  /** Mean log1p expression. */
  readonly picked: number;
  readonly rest: number;
  /** Difference in standard deviations of the gene over all cells; 0 where the gene does not vary. */
  readonly difference: number;
}

/** [G] the largest difference first. `isPicked` [cells]. Empty where one of the groups is. */
export function contrastOf(
  { values, genes: { length: genes }, cells }: Pick<Dataset, 'values' | 'genes' | 'cells'>,
  isPicked: Uint8Array,
): readonly GeneContrast[] {
  const size = isPicked.reduce((sum, one) => sum + one, 0);
  if (size === 0 || size === cells) return [];
  const sums = [new Float64Array(genes), new Float64Array(genes)] as const;
  const squares = new Float64Array(genes);
  for (let cell = 0; cell < cells; cell++) {
    const own = isPicked[cell] === 1 ? sums[0] : sums[1];
    for (let g = 0; g < genes; g++) {
      const value = values[cell * genes + g] as number;
      own[g] = (own[g] as number) + value;
      squares[g] = (squares[g] as number) + value * value;
    }
  }
  return Array.from({ length: genes }, (_, gene) => {
    const [inside, outside] = [sums[0][gene] as number, sums[1][gene] as number];
    const mean = (inside + outside) / cells;
    const spread = Math.sqrt(Math.max(0, (squares[gene] as number) / cells - mean * mean));
    const [picked, rest] = [inside / size, outside / (cells - size)];
    return { gene, picked, rest, difference: spread < 1e-6 ? 0 : (picked - rest) / spread };
  }).toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

export interface GroupCount {
  readonly name: string;
  /** Cells of the group, and those of them that are picked. */
  readonly cells: number;
  readonly picked: number;
}

/** Groups with picked cells, the most picked first; cells without a value are in no group. */
export function countsOf(
  codes: Int32Array,
  names: readonly string[],
  isPicked: Uint8Array,
): readonly GroupCount[] {
  const cells = names.map(() => 0);
  const picked = names.map(() => 0);
  codes.forEach((code, cell) => {
    if (code < 0) return;
    cells[code] = (cells[code] as number) + 1;
    picked[code] = (picked[code] as number) + (isPicked[cell] as number);
  });
  return names
    .map((name, code) => ({ name, cells: cells[code] as number, picked: picked[code] as number }))
    .filter((group) => group.picked > 0)
    .toSorted((a, b) => b.picked - a.picked);
}

/** Mean of a column of numbers over the picked cells and over the rest, without missing values; NaN without any. */
export function meansOf(
  { values }: Extract<AnnotationColumn, { kind: 'number' }>,
  isPicked: Uint8Array,
): { readonly picked: number; readonly rest: number } {
  const meanOf = (side: 0 | 1) => {
    let [sum, count] = [0, 0];
    values.forEach((value, cell) => {
      if (isPicked[cell] !== side || !Number.isFinite(value)) return;
      sum += value;
      count += 1;
    });
    return sum / count;
  };
  return { picked: meanOf(1), rest: meanOf(0) };
}

type CategoryColumn = Extract<AnnotationColumn, { kind: 'category' }>;

/** The perturbation of each cell, whatever its time; controls first. */
export function perturbationColumn({
  conditions,
  conditionOfCell,
}: Pick<Dataset, 'conditions' | 'conditionOfCell'>): CategoryColumn {
  const categories = [...new Set(conditions.map(({ label }) => label))];
  const codes = conditionOfCell.map((condition) => categories.indexOf(conditions[condition]?.label ?? ''));
  return { kind: 'category', name: 'Perturbation', categories, codes };
}

/** Perturbations at their time points: 'GATA1 (2 days)'. */
export function conditionColumn({
  conditions,
  conditionOfCell,
  timeUnit,
}: Pick<Dataset, 'conditions' | 'conditionOfCell' | 'timeUnit'>): CategoryColumn {
  const categories = conditions.map(({ label, time }) => nameOfCondition(label, time, timeUnit));
  return { kind: 'category', name: 'Perturbation and time', categories, codes: conditionOfCell };
}

/** The columns of the file, without those that say the same as the perturbation. */
export function columnsBeside(
  dataset: Pick<Dataset, 'conditions' | 'conditionOfCell' | 'details'>,
): readonly AnnotationColumn[] {
  const { codes } = perturbationColumn(dataset);
  return (dataset.details?.columns ?? []).filter(
    (column) => column.kind === 'number' || !areSameGroups(column.codes, codes),
  );
}

/** Whether two columns part the cells into the same groups. */
function areSameGroups(a: Int32Array, b: Int32Array): boolean {
  const [toB, toA] = [new Map<number, number>(), new Map<number, number>()];
  return a.every((code, cell) => {
    const other = b[cell] ?? -1;
    if (!toB.has(code)) toB.set(code, other);
    if (!toA.has(other)) toA.set(other, code);
    return toB.get(code) === other && toA.get(other) === code;
  });
}

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
