import { describe, expect, it } from 'vitest';
import { genes, select } from '../../../tests/support/dataset/countScreen';
import { perturbed, ratioScreen } from '../../../tests/support/dataset/ratioScreen';
import { openedFixture } from '../../../tests/support/dataset/screens';
import { CONTROL_OF_RATIOS, rowsByCondition } from '../dataset';
import { recognise } from '../recognise/recognise';

describe('log ratios to control', () => {
  it('are refused as scaled values until they are said to be ratios, which needs no control', () => {
    const opened = openedFixture(ratioScreen(perturbed, 3));
    const scaled = recognise(opened);
    expect(scaled.blocked).toBe('scaled-values');
    const ratios = recognise(opened, { values: 'log-ratio' });
    expect(ratios.blocked).toBeNull();
    expect(ratios.guesses.find(({ field }) => field === 'control')?.certainty).toBe('sure');
  });

  it.each(['dense', 'by-cell', 'by-gene'] as const)(
    'are stored as logarithms above the control level (%s)',
    async (layout) => {
      const fixture = ratioScreen(perturbed, 3);
      const dataset = await select(fixture, { values: 'log-ratio' }, layout);
      expect(dataset).toMatchObject({ scale: 'log-ratio', composition: null });
      // GFI1 never deviates from control; EGR1 does by the same in all, which is an effect.
      expect(dataset.genes).toEqual(genes.filter((gene) => gene !== 'GFI1'));
      const width = dataset.genes.length;
      const rows = rowsByCondition(dataset);
      dataset.conditions.forEach(({ label }, condition) => {
        const measured = fixture.rows.filter((_, cell) => fixture.obs['perturbation']?.[cell] === label);
        for (const [g, gene] of dataset.genes.entries()) {
          const stored = (rows[condition] ?? []).map(
            (cell) => dataset.values[cell * width + g] ?? Number.NaN,
          );
          const sorted = measured
            .map((row) => CONTROL_OF_RATIOS + Math.LN2 * (row[genes.indexOf(gene)] ?? 0))
            .toSorted((a, b) => a - b);
          stored
            .toSorted((a, b) => a - b)
            .forEach((value, i) => expect(value).toBeCloseTo(sorted[i] ?? Number.NaN, 5));
        }
      });
      const natural = await select(fixture, { values: 'ln-ratio' }, layout);
      const egr1 = genes.indexOf('EGR1');
      expect(natural.values[egr1]).toBeCloseTo(CONTROL_OF_RATIOS + 2, 5);
    },
  );
});
