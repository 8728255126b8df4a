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
