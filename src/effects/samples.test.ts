/** What the few rows of each perturbation are taken for, from the counts of a file to its effects. */
import { expect, it } from 'vitest';
import { sourceFixture } from '../../tests/support/dataset/screens';
import { everyGene } from '../dataset/quality/everyGene';
import { selectDataset } from '../dataset/quality/select';
import { recognise } from '../dataset/recognise/recognise';
import { Random } from '../numerics/random';
import { inContext } from './contextCells';
import { measureTests } from './measure';

const genes = Array.from({ length: 60 }, (_, gene) => `GENE${gene + 1}`);
const labels = ['control', ...genes.slice(0, 30)];

/** Six rows of each of thirty knockouts and of controls, of which the knocked-out gene is 0; the counts of the others have an exponential distribution of mean `level`. */
async function measured(level: number) {
  const random = new Random(5);
  const rows = labels.flatMap((label) => Array.from({ length: 6 }, () => label));
  const source = sourceFixture(
    {
      genes,
      rows: rows.map((label) =>
        genes.map((gene) => (gene === label ? 0 : Math.floor(-level * Math.log(random.uniform())))),
      ),
      obs: { perturbation: rows, cell_type: rows.map((_, row) => (row % 2 === 0 ? 'B' : 'T')) },
    },
    'by-cell',
  );
  const recognition = recognise(source.opened, { values: 'counts', contextColumn: 'cell_type' });
  const screen = everyGene(source, recognition, recognition.mapping, null);
  const { notes } = await selectDataset(source, recognition, recognition.mapping, () => undefined);
  return {
    unit: (await measureTests(screen, 'auto')).unit,
    ofContext: (await measureTests(inContext(screen, 0), 'auto')).unit,
    told: notes.filter(({ tag }) => tag === 'few-cells-each'),
  };
}

it('are single cells where most counts are 0, in a context too, and a note says so', async () => {
  expect(await measured(0.4)).toEqual({
    unit: 'cell',
    ofContext: 'cell',
    told: [{ tag: 'few-cells-each', most: 6 }],
  });
});

it('are samples where genes have many counts', async () => {
  expect(await measured(200)).toEqual({ unit: 'sample', ofContext: 'sample', told: [] });
});
