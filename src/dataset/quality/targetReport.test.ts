import { expect, it } from 'vitest';
import { sourceFixture, type Fixture } from '../../../tests/support/dataset/screens';
import type { Mapping } from '../mapping';
import { recognise } from '../recognise/recognise';
import type { Block } from '../source';
import { countScreen } from '../../../tests/support/dataset/countScreen';
import { filterCells } from './filter';
import { keptQuality } from './keptQuality';
import { targetReport } from './targetReport';

async function reportOf(fixture: Fixture, change: Partial<Mapping>, layout: Block['layout'] = 'dense') {
  const source = sourceFixture(fixture, layout);
  const { mapping, labels } = recognise(source.opened, change);
  const { quality, grouped } = await keptQuality(source).measure(labels, mapping, () => {});
  const { passing } = filterCells(quality, mapping.filter ?? {}, source.opened.cells);
  return targetReport(source.opened, quality, grouped, mapping, passing);
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]) => sumOf(values) / values.length;

/** Counts of a gene in the cells that `counts` says, divided to `unit`, by hand. */
function normalised(fixture: Fixture, gene: string, unit: number, counts: (cell: number) => boolean) {
  const at = fixture.genes.indexOf(gene);
  return fixture.rows.flatMap((row, cell) => (counts(cell) ? [((row[at] ?? 0) / sumOf(row)) * unit] : []));
}

const labels = ['control', 'GATA1_g1', 'control', 'GATA1_g2', 'SPI1_g1', 'KLF1+TAL1', 'SPI1_g1', null];

it.each(['dense', 'by-cell', 'by-gene'] as const)(
  'means in perturbed cells, in those of each guide and in controls are those counted by hand, stored %s',
  async (layout) => {
    const fixture = countScreen(labels);
    const { effects, referenceCells, hasControls } = await reportOf(fixture, { kind: 'knockdown' }, layout);
    const isLabelled = (...names: readonly string[]) => {
      return (cell: number) => names.includes(labels[cell % labels.length] ?? '');
    };
    const totals = fixture.rows
      .filter((_, cell) => labels[cell % labels.length] !== null)
      .map(sumOf)
      .toSorted((a, b) => a - b);
    const middle = totals.length / 2;
    const unit =
      totals.length % 2 === 0
        ? meanOf([totals[middle - 1] ?? 0, totals[middle] ?? 0])
        : (totals[Math.floor(middle)] ?? 0);
    expect([referenceCells, hasControls]).toEqual([
      normalised(fixture, 'GATA1', unit, isLabelled('control')).length,
      true,
    ]);
    expect(effects.map(({ perturbation, target }) => [perturbation, target])).toEqual([
      ['GATA1', 'GATA1'],
      ['KLF1+TAL1', 'KLF1'],
      ['KLF1+TAL1', 'TAL1'],
      ['SPI1_g1', 'SPI1'],
    ]);
    const names = [['GATA1_g1', 'GATA1_g2'], ['KLF1+TAL1'], ['KLF1+TAL1'], ['SPI1_g1']];
    effects.forEach((effect, index) => {
      const own = normalised(fixture, effect.target, unit, isLabelled(...(names[index] ?? [])));
      const controls = normalised(fixture, effect.target, unit, isLabelled('control'));
      expect(effect.cells).toBe(own.length);
      expect(effect.mean).toBeCloseTo(meanOf(own), 5);
      expect(effect.reference).toBeCloseTo(meanOf(controls), 5);
      expect(effect.log2FoldChange).toBeCloseTo(
        Math.log2((meanOf(own) + 0.05) / (meanOf(controls) + 0.05)),
        5,
      );
      expect(effect.low).toBeLessThan(effect.log2FoldChange);
    });
    const [gata1, , , spi1] = effects;
    expect(gata1?.guides.map(({ guide }) => guide)).toEqual(['GATA1_g1', 'GATA1_g2']);
    for (const { guide, cells, mean } of gata1?.guides ?? []) {
      const own = normalised(fixture, 'GATA1', unit, isLabelled(guide));
      expect([cells, mean]).toEqual([own.length, expect.closeTo(meanOf(own), 5)]);
    }
    // Of one guide there is nothing to compare.
    expect(spi1?.guides).toEqual([]);
  },
);

it('cells that fail a rule are in no mean', async () => {
  const fixture = countScreen(['control', 'GATA1', 'control', 'GATA1']);
  const totals = fixture.rows.map(sumOf);
  const leastCounts = totals.toSorted((a, b) => a - b)[70] ?? 0;
  const passing = fixture.rows.filter((_, cell) => (totals[cell] ?? 0) >= leastCounts);
  const bare: Fixture = {
    ...fixture,
    rows: passing,
    obs: {
      perturbation: fixture.rows.flatMap((_, cell) =>
        (totals[cell] ?? 0) >= leastCounts ? [cell % 2 === 0 ? 'control' : 'GATA1'] : [],
      ),
    },
  };
  const ruled = await reportOf(fixture, { filter: { leastCounts } });
  expect(ruled).toEqual(await reportOf(bare, {}));
  expect(ruled.effects[0]?.cells).toBeLessThan(70);
});

it('is compared with controls of its time, and without controls with the other perturbations', async () => {
  const rows = [
    [8, 1, 5],
    [2, 1, 5],
    [4, 3, 5],
    [1, 1, 5],
    [6, 9, 5],
    [6, 7, 5],
  ];
  const genes = ['GATA1', 'SPI1', 'ACTB'];
  const ko = ['control', 'control', 'GATA1', 'GATA1', 'SPI1', 'SPI1'];
  const timed = await reportOf(
    { rows, genes, obs: { ko, day: [1, 2, 1, 2, 1, 2] } },
    { values: 'normalised', timeColumn: 'day' },
  );
  expect(
    timed.effects.map(({ perturbation, time, mean, reference }) => [perturbation, time, mean, reference]),
  ).toEqual([
    ['GATA1', 1, 4, 8],
    ['GATA1', 2, 1, 2],
    ['SPI1', 1, 9, 1],
    ['SPI1', 2, 7, 1],
  ]);
  const others = await reportOf(
    { rows: rows.slice(2), genes, obs: { ko: ko.slice(2) } },
    { values: 'normalised' },
  );
  expect(others.hasControls).toBe(false);
  expect(others.effects.map(({ mean, reference }) => [mean, reference])).toEqual([
    [2.5, 6],
    [8, 2],
  ]);
});
