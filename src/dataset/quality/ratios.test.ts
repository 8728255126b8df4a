import { describe, expect, it } from 'vitest';
import { genes, select } from '../../../tests/support/dataset/countScreen';
import { perturbed, ratioScreen } from '../../../tests/support/dataset/ratioScreen';
import { openedFixture, sourceFixture } from '../../../tests/support/dataset/screens';
import { Random } from '../../numerics/random';
import { CONTROL_OF_RATIOS, rowsByCondition } from '../dataset';
import { recognise } from '../recognise/recognise';
import { onUsualScale } from './ratios';

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

const ascending = (a: number, b: number) => a - b;

describe('logarithms of less than 1', () => {
  const names = [...genes, ...Array.from({ length: 20 }, (_, gene) => `GENE${gene}`)];
  const samples = ['WT', 'GATA1', 'SPI1', 'KLF1', 'TAL1'].flatMap((label) => [
    label,
    label,
    label,
    label,
    label,
  ]);
  const random = new Random(5);
  const counts = samples.map((label) => {
    const depth = 1 + random.uniform();
    return names.map((name, gene) =>
      gene % 15 === 4
        ? 0
        : Math.ceil((name === label ? 0.1 : 1) * depth * 4 ** (gene % 8) * Math.exp(0.2 * random.normal())),
    );
  });
  const amounts = counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (1e4 * count) / total);
  });
  const screen = (change: (amount: number) => number) => ({
    rows: amounts.map((row) => row.map((amount) => Math.fround(change(amount)))),
    genes: names,
    obs: { perturbation: samples },
  });
  const natural = Math.LN2;

  it.each([
    ['with an offset', screen((amount) => Math.log2(amount + 0.001))],
    [
      'of all counts but one',
      screen((amount) => Math.log2(amount + 0.5 + 0.01 * (amount === 0 ? random.uniform() : 0))),
    ],
  ])('are logarithms to base 2 of samples: %s', (_, fixture) => {
    const { mapping, blocked, notes, guesses } = recognise(openedFixture(fixture));
    expect([mapping.values, blocked]).toEqual(['log2-normalised', null]);
    expect(guesses.find(({ field }) => field === 'values')?.reason.tag).toBe('equal-totals');
    expect(notes.map(({ tag }) => tag)).not.toContain('logarithms-with-offset');
  });

  it.each(['dense', 'by-cell', 'by-gene'] as const)(
    'become those of one more, 0 where nothing was counted (%s)',
    async (layout) => {
      const fixture = screen((amount) => Math.log2(amount + 0.001));
      const dataset = await select(fixture, {}, layout);
      const rows = rowsByCondition(dataset);
      const width = dataset.genes.length;
      dataset.conditions.forEach(({ label }, condition) => {
        for (const [g, gene] of dataset.genes.entries()) {
          const stored = (rows[condition] ?? []).map(
            (cell) => dataset.values[cell * width + g] ?? Number.NaN,
          );
          const own = amounts.filter((_, sample) => samples[sample] === label);
          const expected = own.map((row) => Math.log1p(row[names.indexOf(gene)] ?? 0));
          stored.toSorted(ascending).forEach((value, i) => {
            expect(value).toBeCloseTo(expected.toSorted(ascending)[i] ?? Number.NaN, 3);
          });
        }
      });
    },
  );

  it('are so for effects too, and other matrices stay as they are', async () => {
    const read = async (fixture: ReturnType<typeof screen>) => {
      const source = onUsualScale(sourceFixture(fixture, 'dense'), 'log2-normalised');
      const values: number[] = [];
      for await (const block of source.blocks('X', () => {}))
        if (block.layout === 'dense') values.push(...block.values);
      return values;
    };
    const below = await read(screen((amount) => Math.log2(amount + 0.001)));
    const above = await read(screen((amount) => Math.log2(amount + 1)));
    expect(below).toHaveLength(above.length);
    below.forEach((value, i) => expect(value * natural).toBeCloseTo((above[i] ?? Number.NaN) * natural, 3));
    expect(above).toEqual(screen((amount) => Math.log2(amount + 1)).rows.flat());
  });

  it.each([
    ['scaled by gene', (value: number, middle: number, spread: number) => (value - middle) / spread],
    ['centred', (value: number, middle: number) => value - middle],
    ['less the first sample', (value: number, _: number, __: number, first: number) => value - first],
  ] as const)('are no values %s', (_, change) => {
    const { rows } = screen((amount) => Math.log2(amount + 0.5));
    const changed = rows.map((row) =>
      row.map((value, gene) => {
        const all = rows.map((other) => other[gene] ?? 0);
        const middle = all.reduce((sum, one) => sum + one, 0) / all.length;
        const spread = Math.sqrt(all.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (all.length - 1));
        return change(value, middle, spread || 1, all[0] ?? 0);
      }),
    );
    const found = recognise(openedFixture({ rows: changed, genes: names, obs: { perturbation: samples } }));
    expect(found.blocked).toBe('scaled-values');
  });
});

describe('shares of a total', () => {
  const names = [...genes, ...Array.from({ length: 20 }, (_, gene) => `GENE${gene}`)];
  const labels = ['WT', 'GATA1', 'SPI1', 'KLF1', 'TAL1'].flatMap((label) => Array<string>(5).fill(label));
  const random = new Random(7);
  const amounts = labels.map((label) => {
    const row = names.map((name, gene) =>
      gene % 15 === 4 ? 0 : (name === label ? 0.1 : 1) * 4 ** (gene % 6) * Math.exp(0.2 * random.normal()),
    );
    const total = row.reduce((sum, amount) => sum + amount, 0);
    return row.map((amount) => (1e4 * amount) / total);
  });
  const screen = (change: (amount: number) => number) => ({
    rows: amounts.map((row) => row.map(change)),
    genes: names,
    obs: { perturbation: labels },
  });
  const forms = [
    ['of 1', 'normalised', (amount: number) => amount / 1e4],
    ['in percent', 'normalised', (amount: number) => amount / 100],
    ['as logarithms', 'log-normalised', (amount: number) => Math.log1p(amount / 1e4)],
    ['as logarithms to base 2', 'log2-normalised', (amount: number) => Math.log2(1 + amount / 1e4)],
  ] as const;

  it.each(
    forms.flatMap((form) =>
      (['dense', 'by-cell', 'by-gene'] as const).map((layout) => [...form, layout] as const),
    ),
  )('are parts of 10,000: %s, %s (%s, %s)', async (_, values, change, layout) => {
    const found = await select(screen(change), { values }, layout);
    const expected = await select(
      screen((amount) => amount),
      { values: 'normalised' },
      layout,
    );
    expect(found.genes).toEqual(expected.genes);
    const width = found.genes.length;
    const column = (all: ArrayLike<number>, gene: number) =>
      Array.from(all)
        .filter((__, at) => at % width === gene)
        .toSorted(ascending);
    for (const gene of found.genes.keys()) {
      const levels = column(expected.values, gene);
      column(found.values, gene).forEach((value, i) => expect(value).toBeCloseTo(levels[i] ?? Number.NaN, 3));
    }
  });

  it('amounts of a larger total, or of no one total, stay as they are', async () => {
    const read = async (fixture: ReturnType<typeof screen>) => {
      const source = onUsualScale(sourceFixture(fixture, 'dense'), 'normalised');
      const values: number[] = [];
      for await (const block of source.blocks('X', () => {}))
        if (block.layout === 'dense') values.push(...block.values);
      return values;
    };
    const large = screen((amount) => Math.fround(100 * amount));
    expect(await read(large)).toEqual(large.rows.flat());
    const uneven = screen((amount) => Math.fround((amount / 1e4) * (1 + random.uniform())));
    expect(await read(uneven)).toEqual(uneven.rows.flat());
  });
});
