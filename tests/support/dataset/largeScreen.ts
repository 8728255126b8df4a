/** A screen of counts with more cells than are kept one by one: two batches, perturbations of very different sizes. */
import { Random } from '../../../src/numerics/random';
import { median } from '../../../src/numerics/statistics';
import type { Dataset } from '../../../src/dataset/dataset';
import type { Fixture } from './screens';

export const largeGenes = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];

/** Cells per label. */
export const largeSizes: Readonly<Record<string, number>> = {
  A: 14_000,
  B: 9000,
  C: 40,
  D: 700,
  E: 3,
  'F+G': 2500,
  control: 4000,
};

/** About 30,000 cells × 10 genes, in an order without blocks of labels. */
export function largeScreen(seed = 3): Fixture {
  const random = new Random(seed);
  const labels = Object.entries(largeSizes).flatMap(([label, cells]) =>
    Array.from({ length: cells }, () => label),
  );
  const order = random.permutation(labels.length);
  const perturbation = Array.from(order, (place) => labels[place] ?? '');
  const batch = perturbation.map(() => (random.uniform() < 0.3 ? 'early' : 'late'));
  const rows = perturbation.map((label, cell) => {
    const depth = 0.5 + random.uniform();
    const own = label.split('+');
    return largeGenes.map((gene, index) => {
      const usual = 4 + 2 * index + (batch[cell] === 'early' ? index % 3 : 0);
      const effect = own.includes(gene) ? 0.2 : own[0] === 'A' && index > 5 ? 1.6 : 1;
      return 1 + Math.floor(depth * usual * effect * 2 * random.uniform());
    });
  });
  return { rows, genes: largeGenes, obs: { perturbation, batch } };
}

/** The mapping that reads it. */
export const largeMapping = {
  batchColumn: 'batch',
  values: 'counts' as const,
  control: { mode: 'cells' as const, labels: ['control'] },
};

/** log1p of counts over totals, times the median total: [cells][genes] in the order of the file. */
export function largeExpression({ rows }: Fixture): readonly (readonly number[])[] {
  const totals = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
  const typical = median(Float64Array.from(totals));
  return rows.map((row, cell) =>
    row.map((value) => Math.log1p((value * typical) / Math.max(1, totals[cell] ?? 1))),
  );
}

/** The data set selected from the screen as if every cell had been kept. */
export function withEveryCell(dataset: Dataset, screen: Fixture): Dataset {
  const labels = (screen.obs['perturbation'] ?? []) as readonly string[];
  const batches = (screen.obs['batch'] ?? []) as readonly string[];
  const expression = largeExpression(screen);
  const places = dataset.genes.map((gene) => largeGenes.indexOf(gene));
  const conditionOf = new Map(dataset.conditions.map(({ label }, condition) => [label, condition]));
  return {
    ...dataset,
    moments: null,
    cells: labels.length,
    values: Float32Array.from(expression.flatMap((row) => places.map((place) => row[place] ?? 0))),
    conditionOfCell: Int32Array.from(labels, (label) => conditionOf.get(label) ?? -1),
    conditions: dataset.conditions.map((condition) => ({
      ...condition,
      cells: labels.filter((label) => label === condition.label).length,
    })),
    batchOfCell: Int32Array.from(batches, (batch) => dataset.batches.indexOf(batch)),
  };
}
