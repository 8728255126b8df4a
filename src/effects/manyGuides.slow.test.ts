/** Five guides in each cell tell effects as a screen of single guides with as many observations does. */
import { expect, it } from 'vitest';
import { manyGuidesScreen } from '../../tests/support/effects/manyGuidesScreen';
import { mean, median } from '../numerics/statistics';
import { measureTests } from './measure';

const design = { targets: 60, genes: 150, cells: 3600 };

it('errors and effects differ by less than a tenth', async () => {
  const ratios: number[] = [];
  const [beyond, besides]: [number[], number[]] = [[], []];
  for (const seed of [401, 402, 403, 404, 405, 406]) {
    const many = manyGuidesScreen(design, seed);
    const one = manyGuidesScreen({ ...design, perCell: 1, cells: 5 * design.cells }, seed, seed + 50);
    const { guideSets: _, ...single } = one.screen;
    const a = await measureTests(many.screen, 'auto');
    const b = await measureTests(single, 'auto');
    a.genes.forEach((name, at) => {
      const [gene, other] = [Number(name.slice(4)), b.genes.indexOf(name)];
      if (other < 0) return;
      for (let k = 1; k <= design.targets; k++) {
        const [i, j] = [k * a.genes.length + at, k * b.genes.length + other];
        const truth = (many.change[k * design.genes + gene] ?? 0) / Math.LN2;
        ratios.push((a.folds.error[i] ?? NaN) / (b.folds.error[j] ?? NaN));
        if (truth === 0) continue;
        const towards = Math.sign(truth) / (b.folds.error[j] ?? NaN);
        beyond.push(towards * ((a.folds.log2[i] ?? NaN) - truth));
        besides.push(towards * ((b.folds.log2[j] ?? NaN) - truth));
      }
    });
  }
  expect(Math.abs(median(ratios) - 1)).toBeLessThan(0.1);
  expect(Math.abs(mean(beyond) - mean(besides))).toBeLessThan(0.1);
});
