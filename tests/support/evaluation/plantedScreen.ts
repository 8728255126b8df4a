/** Knockout screens of acyclic or cyclic systems with a known answer: z = Σ φ(z) + noise, every gene knocked out once. */
import type { Condition, Dataset } from '../../../src/dataset/dataset';
import { Random } from '../../../src/numerics/random';
import { plainScreen } from '../dataset/plainScreen';

interface Planted {
  readonly genes: number;
  /** Regulation of a gene by the levels of the genes before it, around 0. */
  readonly regulation: (gene: number, levels: Float64Array) => number;
  readonly noise: number | ((gene: number) => number);
  readonly controls: number;
  readonly cellsPerKnockout: number;
  readonly seed: number;
}

/** Knocked-out genes are at −3, which is no expression. Genes are named so that their canonical order differs from the causal one, which is g = 0, 1, …. */
export function plantedScreen({
  genes,
  regulation,
  noise,
  controls,
  cellsPerKnockout,
  seed,
}: Planted): Dataset {
  const noiseOf = typeof noise === 'number' ? () => noise : noise;
  const random = new Random(seed);
  const names = Array.from(random.permutation(genes), (place) => `gene${String(place).padStart(2, '0')}`);
  const conditions: Condition[] = [
    { label: 'control', interventions: [], time: null, cells: controls },
    ...names.map((label, gene): Condition => ({
      label,
      interventions: [{ gene, kind: 'knockout' }],
      time: null,
      cells: cellsPerKnockout,
    })),
  ];
  const conditionOfCell = conditions.flatMap(({ cells }, index) =>
    Array.from({ length: cells }, () => index),
  );
  const values = conditionOfCell.flatMap((condition) => {
    const levels = new Float64Array(genes);
    for (let gene = 0; gene < genes; gene++)
      levels[gene] = condition === gene + 1 ? -3 : regulation(gene, levels) + noiseOf(gene) * random.normal();
    return Array.from(levels, (level) => 3 + level);
  });
  return plainScreen({
    genes: names,
    values: Float32Array.from(values),
    conditionOfCell: Int32Array.from(conditionOfCell),
    conditions,
  });
}
