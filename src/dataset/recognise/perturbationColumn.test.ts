import { expect, it } from 'vitest';
import { geneLookup } from './geneNames';
import { rankPerturbationColumns } from './perturbationColumn';

const CELLS = 27_000;
const genes = Array.from({ length: 9000 }, (_, gene) => `GENE${gene}`);
const column = (name: string, categories: readonly string[]) => ({
  kind: 'category' as const,
  name,
  categories,
  codes: Int32Array.from({ length: CELLS }, (_, cell) => cell % categories.length),
});

it('has the labels of a screen of 9,000 perturbations, of three cells each; names of cells are none', () => {
  const barcodes = Array.from({ length: CELLS }, (_, cell) => `GENE${cell % 9000}`.padEnd(12, `${cell}`));
  const lookup = geneLookup([genes]);
  const ranked = rankPerturbationColumns([column('target_barcode', barcodes), column('gene', genes)], lookup);
  expect(ranked.map(({ name }) => name)).toEqual(['gene']);
  expect(ranked[0]?.parsed.every(({ role }) => role === 'perturbation')).toBe(true);
});

it('labels of a whole screen, of which a part has a few, do not make its column one of names', () => {
  const few = { ...column('gene', genes), codes: Int32Array.from({ length: 60 }, (_, cell) => cell % 3) };
  const [ranked] = rankPerturbationColumns([few], geneLookup([genes]));
  expect(ranked?.values.labels).toEqual(['GENE0', 'GENE1', 'GENE2']);
});

it('wells of a plate are labels only where nothing else is one', () => {
  const lookup = geneLookup([['C2', 'C3', 'F2', 'F7', 'GATA1']]);
  const wells = column('well', ['C2', 'C3', 'F2', 'F7']);
  const ranked = rankPerturbationColumns([wells, column('treatment', ['DMSO', 'JQ1', 'SAHA'])], lookup);
  expect(ranked.map(({ name }) => name)).toEqual(['treatment']);
  expect(rankPerturbationColumns([wells], lookup).map(({ name }) => name)).toEqual(['well']);
});

it('an infection is a perturbation where no gene is', () => {
  const lookup = geneLookup([['GATA1', 'SPI1']]);
  const infection = column('infection', ['Mock', 'SARS-CoV-2']);
  const names = (other: string, labels: readonly string[]) =>
    rankPerturbationColumns([infection, column(other, labels)], lookup).map(({ name }) => name);
  expect(names('cell_type', ['A549', 'Calu-3'])).toEqual(['infection']);
  expect(names('gene', ['NT', 'GATA1'])).toEqual(['gene', 'infection']);
});

it('PC before other genes alone marks positive controls; with labels of its own it is the gene', () => {
  const lookup = geneLookup([['PC', 'GATA1', 'STAT1']]);
  const targetsOf = (labels: readonly string[]) =>
    rankPerturbationColumns([column('gene', labels)], lookup)[0]?.parsed.map((one) =>
      one.role === 'perturbation' ? one.genes : one.role,
    );
  expect(targetsOf(['NT', 'PC_STAT1', 'PC_GATA1', 'GATA1'])).toEqual(['control', [2], [1], [1]]);
  expect(targetsOf(['NT', 'PC_STAT1', 'PC'])).toEqual(['control', [0, 2], [0]]);
  expect(targetsOf(['PC_STAT1', 'GATA1_PC', 'PC_ctrl'])).toEqual([[0, 2], [0, 1], [0]]);
});

it.each([
  ['STAT1_KO', 'STAT1_control', 'GATA1_KO', 'GATA1_control'],
  ['STAT1-/- 1', 'STAT1 WT 1', 'GATA1-/- 2', 'GATA1 WT 2'],
  ['STAT1-KD_rep1', 'STAT1-ctrl_rep1', 'GATA1-KD_rep1', 'GATA1-ctrl_rep1'],
])('%s and %s are a loss and its control, which is left out beside other controls', (...labels) => {
  const read = (others: readonly string[]) => {
    const found = column('sample', [...labels, ...others]);
    const lookup = geneLookup([['GATA1', 'STAT1']]);
    const roles = rankPerturbationColumns([found], lookup)[0]?.parsed.map(({ role }) => role);
    return roles?.map((role) => (role === 'unrecognised' ? 'missing' : role));
  };
  expect(read([])).toEqual(['perturbation', 'control', 'perturbation', 'control']);
  expect(read(['WT'])).toEqual(['perturbation', 'missing', 'perturbation', 'missing', 'control']);
});

it('a control beside a gene that is not lost elsewhere has the place of a second target', () => {
  const labels = ['STAT1_ctrl', 'GATA1_ctrl', 'GATA1_STAT1'];
  const [ranked] = rankPerturbationColumns([column('gene', labels)], geneLookup([['GATA1', 'STAT1']]));
  expect(ranked?.parsed.every(({ role }) => role === 'perturbation')).toBe(true);
});
