/** A synthetic screen of counts, and the data set selected from it. */
import { Random } from '../../../src/numerics/random';
import type { Dataset } from '../../../src/dataset/dataset';
import { sourceFixture, type Fixture } from './screens';
import type { Mapping } from '../../../src/dataset/mapping';
import { recognise } from '../../../src/dataset/recognise/recognise';
import type { Block } from '../../../src/dataset/source';
import { selectDataset } from '../../../src/dataset/quality/select';

export const genes = ['CEBPA', 'EGR1', 'FLI1', 'GATA1', 'GFI1', 'IRF8', 'KLF1', 'RUNX1', 'SPI1', 'TAL1'];
/** Labels of the cells, in a repeating sequence. */
export const pattern: readonly (string | null)[] = [
  'control',
  'control',
  'GATA1',
  'SPI1',
  'KLF1+TAL1',
  '1-Mar',
  null,
];

/** 140 cells of counts; the perturbed gene is 0, the others vary with the depth of the cell. */
export function countScreen(labels: readonly (string | null)[] = pattern, obs: Fixture['obs'] = {}): Fixture {
  const random = new Random(7);
  const perturbation = Array.from({ length: 140 }, (_, cell) => labels[cell % labels.length] ?? null);
  const rows = perturbation.map((label) => {
    const depth = 1 + 3 * random.uniform();
    return genes.map((gene, index) =>
      label?.split('+').includes(gene) ? 0 : Math.floor(depth * (2 + index) * random.uniform() ** 2 * 3),
    );
  });
  return { rows, genes, obs: { perturbation, ...obs } };
}

/** @param change fields that replace those of the recognised mapping */
export async function select(
  fixture: Fixture,
  change: Partial<Mapping> = {},
  layout: Block['layout'] = 'dense',
): Promise<Dataset> {
  const source = sourceFixture(fixture, layout);
  const recognition = recognise(source.opened, change);
  return selectDataset(source, recognition, recognition.mapping, () => {});
}
