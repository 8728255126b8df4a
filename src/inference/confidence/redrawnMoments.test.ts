import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { shuffledLabels } from '../../evaluation/referenceFree/conditionEffects';
import { resampledDataset } from './fitResampled';
import { ALL_BATCHES } from '../../dataset/cellMoments';
import { isControl, type Dataset } from '../../dataset/dataset';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';

const [SAMPLED, ALL, PERTURBED] = [25, 400, 60];

/** One gene of unit variance around 5, sixty conditions of 400 cells of which 25 are kept, and 100 controls. */
function screen(): Dataset {
  const random = new Random(5);
  const conditions = Array.from({ length: PERTURBED + 1 }, (_, index) => ({
    label: index === 0 ? 'control' : `P${index}`,
    interventions: index === 0 ? [] : [{ gene: 1, kind: 'knockout' as const }],
    time: null,
    cells: index === 0 ? 100 : SAMPLED,
  }));
  const conditionOfCell = Int32Array.from(
    conditions.flatMap(({ cells }, index) => Array.from({ length: cells }, () => index)),
  );
  const groups = conditions.length;
  const mean = Float32Array.from({ length: 2 * groups }, () => 5 + random.normal() / Math.sqrt(ALL));
  return plainScreen({
    genes: ['A', 'B'],
    values: Float32Array.from({ length: 2 * conditionOfCell.length }, () => 5 + random.normal()),
    conditionOfCell,
    conditions,
    candidates: Int32Array.of(0, 1),
    moments: {
      condition: Int32Array.from(conditions.keys()),
      batch: new Int32Array(groups),
      cells: Int32Array.from(conditions, (one) => (isControl(one) ? one.cells : ALL)),
      mean,
      variance: new Float32Array(2 * groups).fill(1),
      amount: mean.map((value) => Math.expm1(value)),
      amountVariance: null,
      composed: null,
    },
  });
}

function spread(values: readonly number[], middle: readonly number[]): number {
  return Math.sqrt(
    values.reduce((sum, value, at) => sum + (value - (middle[at] ?? 0)) ** 2, 0) / values.length,
  );
}

const meansOf = ({ moments }: Dataset): readonly number[] => Array.from(moments?.mean ?? []);

describe('means over all cells of which a sample was kept', () => {
  const dataset = screen();
  const original = meansOf(dataset);

  it('vary under drawing again as means of all cells do, not as those of the sample', () => {
    const draws = Array.from({ length: 40 }, (_, index) => resampledDataset(dataset, 3, index).dataset);
    const changes = draws.flatMap((drawn) =>
      // Copies of a condition are listed after all others.
      meansOf(drawn).slice(2, 2 * (PERTURBED + 1)),
    );
    const middle = draws.flatMap(() => original.slice(2));
    // A perturbation not drawn, 37 % of them, keeps its cells.
    const expected = Math.sqrt((1 - Math.exp(-1)) / ALL);
    expect(spread(changes, middle) / expected).toBeGreaterThan(0.9);
    expect(spread(changes, middle) / expected).toBeLessThan(1.1);
    for (const drawn of draws) expect(drawn.moments?.condition).toHaveLength(drawn.conditions.length);
  });

  it('are those of cells without effects where labels were exchanged', () => {
    const draws = Array.from({ length: 40 }, (_, seed) => shuffledLabels(dataset, seed));
    const means = draws.flatMap((drawn) => meansOf(drawn).slice(2));
    const ratio =
      spread(
        means,
        means.map(() => 5),
      ) / Math.sqrt(1 / ALL);
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.2);
  });

  it('are those of the batches of all cells, where labels were exchanged within batches', () => {
    // Sampled cells are half and half; of all cells of a perturbation a quarter is of the first batch, where values are lower by 3.
    const batchOfCell = dataset.conditionOfCell.map((_, cell) => cell % 2);
    const { moments } = dataset;
    if (!moments) throw new Error('moments expected');
    const inBatches: Dataset = {
      ...dataset,
      values: dataset.values.map((value, at) => value + 3 * (batchOfCell[Math.floor(at / 2)] ?? 0)),
      batches: ['one', 'two'],
      batchOfCell,
      moments: {
        ...moments,
        batch: moments.batch.map(() => ALL_BATCHES),
        cellsInBatch: Int32Array.from([...moments.cells].flatMap((cells) => [cells / 4, (3 * cells) / 4])),
      },
    };
    const means = Array.from({ length: 20 }, (_, seed) => meansOf(shuffledLabels(inBatches, seed)).slice(2));
    const middle = means.flat().reduce((sum, mean) => sum + mean, 0) / means.flat().length;
    expect(middle).toBeGreaterThan(5 + 3 * 0.73);
    expect(middle).toBeLessThan(5 + 3 * 0.77);
  });

  it('are absent where every cell is kept', () => {
    const { moments: _, ...whole } = dataset;
    expect(resampledDataset(whole, 3, 0).dataset.moments).toBeNull();
    expect(shuffledLabels(whole, 1).moments).toBeNull();
  });
});
