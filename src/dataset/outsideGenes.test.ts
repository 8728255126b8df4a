import { describe, expect, it } from 'vitest';
import { countScreen, genes, select } from '../../tests/support/dataset/countScreen';
import type { Fixture } from '../../tests/support/dataset/screens';
import { median } from '../numerics/statistics';
import { rowsByCondition, type Dataset } from './dataset';

const three = { genes: { total: 3, pasted: [] } };
const batch = Array.from({ length: 140 }, (_, cell) => (cell % 3 === 0 ? 'b' : 'a'));
const labelled = ['control', 'control', 'GATA1', 'SPI1'];
const plain = countScreen(labelled);
const screen = countScreen(labelled, { batch });

/** Mean of log1p of normalised counts over the cells for which `holds`, from the definition. */
function meanOf(gene: string, { rows }: Fixture, holds: (cell: number) => boolean): number {
  const totals = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
  const typical = median(Float64Array.from(totals));
  const levels = rows.flatMap((row, cell) =>
    holds(cell) ? [Math.log1p(((row[genes.indexOf(gene)] ?? 0) * typical) / (totals[cell] ?? 1))] : [],
  );
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}

function outsideOf({ outside }: Dataset) {
  if (!outside) throw new Error('no genes outside');
  return outside;
}

describe('genes outside the model', () => {
  it.each(['dense', 'by-cell', 'by-gene'] as const)(
    'have the means of all cells of their condition, read %s',
    async (layout) => {
      const dataset = await select(plain, { ...three, values: 'counts' }, layout);
      const outside = outsideOf(dataset);
      expect([...dataset.genes, ...outside.names].toSorted()).toEqual(genes.toSorted());
      expect(outside.names).toEqual(outside.names.toSorted());
      const labels = plain.obs['perturbation'] ?? [];
      outside.condition.forEach((condition, group) => {
        const { label } = dataset.conditions[condition] ?? {};
        outside.names.forEach((name, gene) => {
          const mean = meanOf(name, plain, (cell) => labels[cell] === label);
          expect(outside.mean[group * outside.names.length + gene]).toBeCloseTo(mean, 5);
        });
      });
    },
  );

  it('are apart by batch in controls, and counted by batch in perturbed cells', async () => {
    const dataset = await select(screen, { ...three, values: 'counts', batchColumn: 'batch' });
    const outside = outsideOf(dataset);
    const labels = screen.obs['perturbation'] ?? [];
    const [gene = ''] = outside.names;
    const groups = Array.from(outside.condition, (condition, group) => ({
      label: dataset.conditions[condition]?.label,
      batch: dataset.batches[outside.batch[group] ?? -1],
      inBatches: [...(outside.cellsInBatch?.subarray(2 * group, 2 * group + 2) ?? [])],
      mean: outside.mean[group * outside.names.length],
    }));
    expect(groups.map((one) => [one.label, one.batch])).toEqual([
      ['control', 'a'],
      ['control', 'b'],
      ['GATA1', undefined],
      ['SPI1', undefined],
    ]);
    for (const { label, batch: own, inBatches, mean } of groups) {
      const holds = (cell: number) => labels[cell] === label && (own === undefined || batch[cell] === own);
      const cells = [...labels.keys()].filter(holds);
      expect(inBatches).toEqual(
        ['a', 'b'].map((name) => cells.filter((cell) => batch[cell] === name).length),
      );
      expect(mean).toBeCloseTo(meanOf(gene, screen, holds), 5);
    }
  });

  it('have the same bits in any order of genes and cells', async () => {
    const order = screen.rows.map((_, cell) => (cell * 37) % 140);
    const shuffled: Fixture = {
      rows: order.map((cell) => (screen.rows[cell] ?? []).toReversed()),
      genes: genes.toReversed(),
      obs: {
        perturbation: order.map((cell) => (screen.obs['perturbation'] ?? [])[cell] as string),
        batch: order.map((cell) => batch[cell] ?? ''),
      },
    };
    const change = { ...three, values: 'counts' as const, batchColumn: 'batch' };
    const [one, other] = [await select(screen, change), await select(shuffled, change)];
    expect(other.outside).toEqual(one.outside);
  });

  it('have the variance of cells within conditions', async () => {
    // Every gene is outside at some size: the values of a modelled gene give its variance.
    const [small, whole] = [await select(plain, three), await select(plain)];
    const outside = outsideOf(small);
    const rows = rowsByCondition(whole);
    outside.names.forEach((name, gene) => {
      const g = whole.genes.indexOf(name);
      const squares = rows.map((cells) => {
        const levels = cells.map((cell) => whole.values[cell * whole.genes.length + g] ?? 0);
        const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
        return levels.reduce((sum, level) => sum + (level - mean) ** 2, 0);
      });
      const expected = squares.reduce((sum, one) => sum + one, 0) / whole.cells;
      expect(outside.variance[gene]).toBeCloseTo(expected, 5);
    });
    expect(whole.outside).toBeUndefined();
  });
});
