/** What labels are taken for: by what is measured, by their spelling and their columns; the table of them is read back as it was. */
import { expect, it } from 'vitest';
import { createImport } from '../import';
import { alone } from '../readers/fileGroup';
import { targetsTsv } from './taken';

const genes = ['EGFR', 'FOS', 'JUN', 'EGR1', 'MYC', 'TP53'];
const labels = ['DMSO', 'EGFR', 'STAT3', 'JUN+STAT3', 'erlotinib_1uM', 'erlotinib_10uM'];

async function read(targets?: string) {
  const lines = labels.flatMap((label, k) =>
    Array.from({ length: 10 }, (_, cell) =>
      [`c${k}_${cell}`, label, ...genes.map((_gene, g) => (k * 3 + cell * 5 + g * 7) % 9)].join('\t'),
    ),
  );
  const text = [['cell', 'perturbation', ...genes].join('\t'), ...lines].join('\n');
  const own = createImport();
  const outcome = await own.open(
    {
      ...alone(new File([text], 'screen.tsv')),
      ...(targets !== undefined && { targets: new File([targets], 'targets.tsv') }),
    },
    () => undefined,
  );
  if (!outcome.ok) throw new Error(outcome.error.tag);
  const taken = await own.takenLabels(outcome.value.recognition.mapping);
  if (!taken.ok) throw new Error(taken.error.tag);
  return taken.value;
}

it('names measured genes, genes that are not measured, others and doses', async () => {
  const taken = await read();
  expect(taken.map(({ label, role, taken: kinds }) => [label, role, ...kinds])).toEqual([
    ['DMSO', 'control'],
    ['EGFR', 'perturbation', 'measured gene'],
    ['STAT3', 'perturbation', 'gene not measured'],
    ['JUN+STAT3', 'perturbation', 'measured gene', 'gene not measured'],
    ['erlotinib', 'perturbation', 'compound'],
  ]);
  expect(taken.map(({ doses }) => doses.join())).toEqual(['', '', '', '', '1 µM,10 µM']);
  expect(taken.map(({ cells }) => cells)).toEqual([10, 10, 10, 10, 20]);
});

it('its table says the same when it is read back', async () => {
  const taken = await read('label\ttarget\tclass\nerlotinib\tEGFR\tinhibitor\n');
  const erlotinib = taken.find(({ label }) => label === 'erlotinib');
  expect(erlotinib).toMatchObject({ taken: ['measured gene'], targets: ['EGFR'], ofKind: 'inhibitor' });
  const again = await read(targetsTsv(taken, [{ label: 'erlotinib', targets: ['EGFR'], kind: 'inhibitor' }]));
  expect(again.map(({ targets, ofKind }) => [targets, ofKind])).toEqual(
    taken.map(({ targets, ofKind }) => [targets, ofKind]),
  );
});
