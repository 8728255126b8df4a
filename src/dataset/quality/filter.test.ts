import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countScreen } from '../../../tests/support/dataset/countScreen';
import { sourceFixture, type Fixture } from '../../../tests/support/dataset/screens';
import type { Dataset } from '../dataset';
import type { FilterRules, Mapping } from '../mapping';
import { recognise } from '../recognise/recognise';
import type { Block } from '../source';
import { needsValues, rareGenes } from './filter';
import { qualityCache } from './measure';
import { evenBins, logarithmicBins, qualityReport } from './qualityReport';
import { selectDataset } from './select';

const layouts: readonly Block['layout'][] = ['dense', 'by-cell', 'by-gene'];

async function filtered(
  fixture: Fixture,
  filter: FilterRules,
  change: Partial<Mapping> = {},
  layout: Block['layout'] = 'dense',
): Promise<Dataset> {
  const source = sourceFixture(fixture, layout);
  const recognition = recognise(source.opened, { ...change, filter });
  const { mapping, labels } = recognition;
  const measured = needsValues(filter) ? await qualityCache(source).measure(labels, mapping, () => {}) : null;
  return selectDataset(source, recognition, mapping, () => {}, { ...measured });
}

async function report(fixture: Fixture, change: Partial<Mapping> = {}, layout: Block['layout'] = 'dense') {
  const source = sourceFixture(fixture, layout);
  const { mapping, labels } = recognise(source.opened, change);
  const { quality, grouped } = await qualityCache(source).measure(labels, mapping, () => {});
  return qualityReport(source.opened, quality, grouped, mapping);
}

/** Values of the cells that are not SPI1. */
function trained({ genes, values, conditions, conditionOfCell }: Dataset): number[][] {
  return [...conditionOfCell.keys()]
    .filter((row) => conditions[conditionOfCell[row] ?? -1]?.label !== 'SPI1')
    .map((row) => [...values.subarray(row * genes.length, (row + 1) * genes.length)]);
}

const notesOf = ({ notes }: Dataset, tag: string) => notes.filter((note) => note.tag === tag);

/** Four controls and eight cells of two perturbations, with distinct sums, genes and mitochondrial counts. */
const small: Fixture = {
  genes: ['GATA1', 'SPI1', 'MT-CO1', 'mt-Nd1', 'RARE'],
  rows: [
    [5, 5, 0, 0, 0],
    [5, 4, 1, 0, 0],
    [2, 2, 3, 3, 0],
    [1, 0, 0, 0, 0],
    [0, 8, 1, 1, 0],
    [0, 8, 1, 1, 1],
    [0, 8, 0, 2, 0],
    [0, 0, 0, 0, 0],
    [7, 0, 1, 0, 0],
    [7, 0, 0, 0, 1],
    [7, 0, 0, 0, 1],
    [7, 0, 0, 0, 1],
  ],
  obs: {
    perturbation: [...Array(4).fill('control'), ...Array(4).fill('GATA1'), ...Array(4).fill('SPI1')],
  },
};

it.each(layouts)('measures totals, genes and mitochondrial shares of cells stored %s', async (layout) => {
  const source = sourceFixture(small, layout);
  const { mapping, labels } = recognise(source.opened, { values: 'counts', heldOut: ['SPI1'] });
  const { quality } = await qualityCache(source).measure(labels, mapping, () => {});
  expect([...quality.totals]).toEqual([10, 10, 10, 1, 10, 11, 10, 0, 8, 8, 8, 8]);
  expect([...quality.genesOfCell]).toEqual([2, 3, 4, 1, 3, 4, 2, 0, 2, 2, 2, 2]);
  expect([...(quality.mitochondrial ?? [])]).toEqual([0, 0.1, 0.6, 0, 0.2, 2 / 11, 0.2, 0, 0.125, 0, 0, 0]);
  // Genes are counted in the first eight cells only: the last four are held out.
  expect([...quality.cellsOfGene]).toEqual([4, 6, 4, 4, 1]);
});

it('reports what each rule excludes by itself and what all exclude together', async () => {
  const rules = { leastCounts: 9, leastGenes: 2, mostMitochondrial: 0.2 };
  const { cells } = await report(small, { values: 'counts', filter: rules });
  expect(cells.all).toBe(12);
  expect(cells.rules).toEqual([
    { rule: 'counts', limit: 9, cells: 6 },
    { rule: 'genes', limit: 2, cells: 2 },
    { rule: 'mitochondrial', limit: 0.2, cells: 1 },
  ]);
  expect(cells.leftOut).toBe(7);
  expect(cells.totals.median).toBe(9);
  expect(cells.genes.median).toBe(2);
  expect(cells.totals.counts.reduce((sum, count) => sum + count)).toBe(12);
});

it('computes shares of log values before the logarithm, and has no mitochondrial rule without mitochondrial genes', async () => {
  const logarithms = { ...small, rows: small.rows.map((row) => row.map((count) => Math.log1p(count * 3.7))) };
  const filter = { mostMitochondrial: 0.19 };
  const { cells } = await report(logarithms, { values: 'log-normalised', filter });
  expect(cells.rules).toEqual([{ rule: 'mitochondrial', limit: 0.19, cells: 3 }]);
  const without = { ...small, genes: ['GATA1', 'SPI1', 'MTOR', 'NMT-1', 'RARE'] };
  const { cells: all } = await report(without, { values: 'counts', filter });
  expect(all.rules).toEqual([]);
  expect(all.leftOut).toBe(0);
  expect(all.mitochondrial).toBeNull();
});

it.each(layouts)('trains on exactly the cells that pass, stored %s', async (layout) => {
  const fixture = countScreen();
  const totals = fixture.rows.map((row) => row.reduce((sum, count) => sum + count));
  const leastCounts = totals.toSorted((a, b) => a - b)[40] ?? 0;
  const passing = totals.map((total) => total >= leastCounts);
  const bare: Fixture = {
    ...fixture,
    rows: fixture.rows.filter((_, cell) => passing[cell]),
    obs: { perturbation: (fixture.obs['perturbation'] ?? []).filter((_, cell) => passing[cell]) as string[] },
  };
  const { notes, ...dataset } = await filtered(fixture, { leastCounts }, {}, layout);
  const { notes: bareNotes, ...expected } = await filtered(bare, {}, {}, layout);
  expect(dataset).toEqual(expected);
  const ruleNotes = ['rules-set', 'cells-filtered', 'cells-without-label'];
  const others = (list: Dataset['notes']) => list.filter(({ tag }) => !ruleNotes.includes(tag));
  expect(others(notes)).toEqual(others(bareNotes));
  const usable = fixture.rows.map((_, cell) => ![5, 6].includes(cell % 7));
  const leftOut = usable.filter((isUsable, cell) => isUsable && !passing[cell]).length;
  expect(notes).toContainEqual({
    tag: 'cells-filtered',
    cells: 100,
    leftOut,
    rules: [{ rule: 'counts', limit: leastCounts, cells: leftOut }],
  });
});

it('gives the same bits without rules, with an empty set, and with rules that everything passes', async () => {
  const source = sourceFixture(countScreen(), 'dense');
  const recognition = recognise(source.opened);
  const plain = await selectDataset(source, recognition, recognition.mapping, () => {});
  expect(recognition.mapping).not.toHaveProperty('filter');
  expect(await filtered(countScreen(), {})).toEqual(plain);
  const idle = {
    leastCounts: 1,
    leastGenes: 1,
    mostMitochondrial: 1,
    leastCellsOfGene: 1,
    fewestCells: 1,
    mostGuides: 2,
  };
  const notes = [{ tag: 'rules-set', rules: idle }, ...plain.notes];
  expect(await filtered(countScreen(), idle)).toEqual({ ...plain, notes });
});

it('excludes small perturbations from training, reports them, and keeps held-out ones', async () => {
  const labels = [...Array(5).fill('control'), ...Array(5).fill('GATA1'), 'SPI1', 'KLF1', 'KLF1', null];
  const fixture = countScreen(labels);
  const dataset = await filtered(fixture, { fewestCells: 21 }, { heldOut: ['SPI1'] });
  expect(dataset.conditions.map(({ label, cells }) => [label, cells])).toEqual([
    ['control', 50],
    ['GATA1', 50],
    ['SPI1', 10],
  ]);
  expect(dataset.heldOut).toEqual(['SPI1']);
  expect(notesOf(dataset, 'perturbations-too-small')).toEqual([
    { tag: 'perturbations-too-small', fewest: 21, perturbations: [{ name: 'KLF1', count: 20 }] },
  ]);
});

it('selects genes detected in enough training cells, and keeps perturbed and requested ones', async () => {
  const fixture = countScreen();
  // EGR1 and FLI1 are detected in few training cells, EGR1 in all held-out ones.
  const heldOut = (fixture.obs['perturbation'] ?? []).map((label) => label === 'SPI1');
  const rows = fixture.rows.map((row, cell) =>
    row.map((count, gene) => {
      if (gene === 1) return heldOut[cell] ? 4 : Number(cell % 35 === 0);
      if (gene === 2) return Number(cell % 35 === 1);
      return gene === 3 && cell % 35 !== 0 ? 0 : count;
    }),
  );
  const change = { heldOut: ['SPI1'], genes: { total: 200, pasted: ['FLI1'] } };
  const dataset = await filtered({ ...fixture, rows }, { leastCellsOfGene: 10 }, change);
  expect(dataset.genes).toEqual(['CEBPA', 'FLI1', 'GATA1', 'GFI1', 'IRF8', 'KLF1', 'RUNX1', 'SPI1', 'TAL1']);
  expect(notesOf(dataset, 'genes-filtered')).toEqual([
    { tag: 'genes-filtered', genes: 10, leftOut: 1, least: 10, kept: ['FLI1', 'GATA1'] },
  ]);
  const { genes } = await report({ ...fixture, rows }, { ...change, filter: { leastCellsOfGene: 10 } });
  expect([genes.leftOut, genes.kept]).toEqual([1, ['FLI1', 'GATA1']]);
});

it('selects the same genes and controls for any values of the held-out cells', async () => {
  const fixture = countScreen();
  const heldOut = (fixture.obs['perturbation'] ?? []).map((label) => label === 'SPI1');
  const other = fixture.rows.map((row, cell) =>
    heldOut[cell] ? row.map((count, gene) => (gene % 3 ? 40 + count : 0)) : row,
  );
  const rules = { leastCounts: 30, leastGenes: 6, leastCellsOfGene: 60, fewestCells: 5 };
  const change = { heldOut: ['SPI1'], genes: { total: 7, pasted: [] } };
  const before = await filtered(fixture, rules, change);
  const after = await filtered({ ...fixture, rows: other }, rules, change);
  expect(after.genes).toEqual(before.genes);
  expect(trained(after)).toEqual(trained(before));
  expect(trained(after).length).toBeLessThan(80);
});

it('reports the rules if they leave too little, and the data if they lack it themselves', async () => {
  const problem = { tag: 'rules-leave-too-little', cells: 12, left: 0 };
  const change = { values: 'counts' as const };
  await expect(filtered(small, { leastCounts: 1000 }, change)).rejects.toMatchObject({ problem });
  const all = { problem: { tag: 'rules-leave-too-little', left: 40 } };
  await expect(filtered(countScreen(), { fewestCells: 1000 })).rejects.toMatchObject(all);
  const few = {
    ...small,
    rows: small.rows.slice(0, 9),
    obs: { perturbation: [...Array(4).fill('control'), ...Array(5).fill('GATA1')] },
  };
  await expect(filtered(few, { leastCounts: 0 }, change)).rejects.toMatchObject({
    problem: { tag: 'too-few-cells' },
  });
});

it('reads the values once for any number of rules, again for other cells, and can be cancelled', async () => {
  const source = sourceFixture(countScreen(), 'dense');
  let passes = 0;
  const counting = {
    ...source,
    blocks: (...given: Parameters<typeof source.blocks>) => {
      passes += 1;
      return source.blocks(...given);
    },
  };
  const kept = qualityCache(counting);
  const measure = (change: Partial<Mapping>) => {
    const { labels, mapping } = recognise(source.opened, change);
    return kept.measure(labels, mapping, () => {});
  };
  const first = await measure({});
  const second = await measure({ filter: { leastCounts: 20, fewestCells: 3 }, kind: 'knockdown' });
  expect(second.quality).toBe(first.quality);
  expect(passes).toBe(1);
  await measure({ heldOut: ['SPI1'] });
  expect(passes).toBe(2);
  const broken = measure({});
  kept.cancel();
  await expect(broken).rejects.toMatchObject({ problem: { tag: 'cancelled' } });
});

const shapeOf = ({ conditions }: Dataset) => conditions.map(({ label, cells }) => [label, cells]);

it('excludes cells with more guides than the rule allows, controls too; without it they are combinations', async () => {
  const fixture = countScreen(['control', 'GATA1_g1', 'GATA1_g1|GATA1_g2', 'GATA1_g1|SPI1_g1', 'NTg1|NTg2']);
  expect(shapeOf(await filtered(fixture, {}))).toEqual([
    ['control', 56],
    ['GATA1', 56],
    ['GATA1_g1|SPI1_g1', 28],
  ]);
  const single = await filtered(fixture, { mostGuides: 1 });
  expect(shapeOf(single)).toEqual([
    ['control', 28],
    ['GATA1_g1', 28],
  ]);
  expect(notesOf(single, 'guides-filtered')).toEqual([{ tag: 'guides-filtered', most: 1, cells: 84 }]);
  expect(notesOf(single, 'several-guides')).toEqual([]);
  const { takingPart } = await report(fixture, { filter: { mostGuides: 1, leastCounts: 1e6 } });
  expect(takingPart).toMatchObject({ perturbations: 0, cells: 0 });
});

it('histograms count every value once, in the bin whose edges contain it', () => {
  const values = fc.array(fc.oneof(fc.nat(60_000), fc.double({ min: 0, max: 1e5, noNaN: true })), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(values, fc.constantFrom(logarithmicBins, evenBins), (given, binsOf) => {
      const { edges, counts, most } = binsOf(given);
      expect(most).toBe(Math.max(...given));
      expect(edges.length).toBe(counts.length + 1);
      expect(edges).toEqual(edges.toSorted((a, b) => a - b));
      const last = counts.length - 1;
      counts.forEach((count, bin) => {
        const [low = 0, high = 0] = [edges[bin], edges[bin + 1]];
        const held = given.filter((value) => value >= low && (value < high || bin === last));
        expect(count).toBe(held.length);
      });
    }),
  );
});

it('histograms of integers have integer edges, so that no narrow bin stays empty', () => {
  const { edges, counts } = logarithmicBins([0, 1, 2, 3, 4, 5]);
  expect(edges).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(counts).toEqual([1, 1, 1, 1, 1, 1]);
});

it('histograms of equal values have one bin', () => {
  expect(logarithmicBins([0.5, 0.5])).toEqual({ edges: [0.5, 1.5], counts: [2], most: 0.5 });
  expect(evenBins([0, 0, 0])).toEqual({ edges: [0, 1], counts: [3], most: 0 });
  expect(logarithmicBins([0.07641494274139395])).toMatchObject({ counts: [1], most: 0.07641494274139395 });
  expect(logarithmicBins([])).toEqual({ edges: [0, 1], counts: [0], most: 0 });
});

it('a gene is rare in fewer cells than the rule asks for, not in exactly as many', () => {
  const found = rareGenes(
    { cellsOfGene: Int32Array.of(2, 3, 4) },
    { leastCellsOfGene: 3 },
    Int32Array.of(2, 1, 0),
  );
  expect(found).toEqual({ least: 3, isRare: Uint8Array.of(0, 0, 1), count: 1 });
});
