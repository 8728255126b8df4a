/** Targets of guides in uns, as CELLxGENE keeps them, from a file written by anndata (scripts/references/readers_cellxgene.py). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { columnsOf, fixture, open } from '../../../tests/fixtures/readers/fixture';
import { recognise } from '../recognise/recognise';

const { targets } = z
  .object({ targets: z.array(z.string()) })
  .parse(
    JSON.parse(
      readFileSync(
        new URL('../../../tests/fixtures/readers/expected-cellxgene.json', import.meta.url),
        'utf8',
      ),
    ),
  );

it('a screen of CELLxGENE has the targets that it lists for its guides as labels', async () => {
  const { opened } = await open(fixture('cellxgene.h5ad'));
  expect(columnsOf(opened.obs)['perturbed_genes']).toEqual(targets);
  expect(opened.notes).toEqual([
    { tag: 'targets-of-guides', column: 'genetic_perturbation_id', guides: 5, known: 5 },
  ]);
  const { mapping, labels, blocked } = recognise(opened);
  expect([blocked, mapping.perturbationColumn, mapping.control, mapping.kind]).toEqual([
    null,
    'perturbed_genes',
    { mode: 'cells', labels: ['control'] },
    'knockdown',
  ]);
  expect(Object.fromEntries(labels.map(({ label, role, targets: own }) => [label, [role, ...own]]))).toEqual({
    GATA1: ['perturbation', 'GATA1'],
    SPI1: ['perturbation', 'SPI1'],
    'SPI1+GATA1': ['perturbation', 'GATA1', 'SPI1'],
    'KLF1+TAL1': ['perturbation', 'KLF1', 'TAL1'],
    control: ['control'],
  });
});
