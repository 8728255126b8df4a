/** Two guides of a vector in two columns. */
import { expect, it } from 'vitest';
import { openedFixture, type Fixture } from '../../../tests/support/dataset/screens';
import { withGuidePairs } from './guidePairs';
import { distinctPerturbations } from '../quality/perturbations';
import { recognise } from './recognise';

const CELLS = 240;
const genes = ['GATA1', 'SPI1', 'KLF1', 'AARS'];
const rows = Array.from({ length: CELLS }, (_, cell) => genes.map((__, gene) => ((cell + gene) % 7) / 3));
const inTurn = (values: readonly (string | null)[]) =>
  Array.from({ length: CELLS }, (_, cell) => values[cell % values.length] ?? null);

const labelsIn = (obs: Fixture['obs']) => {
  const { mapping, labels } = recognise(withGuidePairs(openedFixture({ rows, genes, obs })));
  const read = labels.map(({ label, role, targets }) => [
    label,
    role === 'control' ? role : targets.join(' '),
  ]);
  return { column: mapping.perturbationColumn, read: Object.fromEntries(read) as Record<string, string> };
};

it.each([
  ['gene_A', 'gene_B'],
  ['gene_1', 'gene_2'],
  ['position_1', 'position_2'],
  ['target_A', 'target_B'],
  ['guide1', 'guide2'],
  ['sgRNA_A', 'sgRNA_B'],
  ['sgRNA_A_target', 'sgRNA_B_target'],
])('%s and %s are one label: a gene beside a control is perturbed alone', (first, second) => {
  const obs = {
    [first]: inTurn(['NTC', 'NTC', 'GATA1', 'SPI1', null]),
    [second]: inTurn(['NTC', 'KLF1', 'NTC', 'KLF1', 'NTC']),
  };
  expect(labelsIn(obs)).toEqual({
    column: `${first} + ${second}`,
    read: { NTC: 'control', 'NTC|KLF1': 'KLF1', 'GATA1|NTC': 'GATA1', 'SPI1|KLF1': 'SPI1 KLF1' },
  });
});

it('two guides of one gene, and a second column of other things, stay as they are', () => {
  const first = inTurn(['NTC_1', 'GATA1_1', 'SPI1_1']);
  expect(labelsIn({ sgRNA_A: first, sgRNA_B: inTurn(['NTC_2', 'GATA1_2', 'SPI1_2']) }).column).toBe(
    'sgRNA_A',
  );
  expect(labelsIn({ guide_1: first, guide_2: inTurn(['control', 'stimulated']) }).column).toBe('guide_1');
});

it('a column of targets comes before a pair of guides', () => {
  const obs = {
    sgRNA_1: inTurn(['NTC', 'GATA1_1', 'SPI1_1']),
    sgRNA_2: inTurn(['NTC', 'NTC', 'KLF1_1']),
    target_gene: inTurn(['NTC', 'GATA1', 'SPI1|KLF1']),
  };
  expect(labelsIn(obs).column).toBe('target_gene');
});

it.each([
  ['drug1', 'dose1', 'drug2', 'dose2'],
  ['compound_A', 'conc_A', 'compound_B', 'conc_B'],
  ['product_name', 'dose', 'product_name_2', 'dose_2'],
])('two compounds with doses of their own are a combination: %s, %s', (first, dose, second, other) => {
  const obs = {
    [first]: inTurn(['DMSO', 'JQ1', 'JQ1', 'DMSO', 'JQ1', 'TSA']),
    [dose]: Array.from({ length: CELLS }, (_, cell) => [0, 10, 100, 0, 100, 5][cell % 6] ?? 0),
    [second]: inTurn(['DMSO', 'DMSO', 'Dex', 'Dex', 'DMSO', 'JQ1']),
    [other]: Array.from({ length: CELLS }, (_, cell) => [0, 0, 20, 50, 0, 10][cell % 6] ?? 0),
  };
  const fixture = openedFixture({ rows, genes, obs });
  const tables = { genes: new Set<string>(), areSymbols: true };
  const axis = { index: genes, columns: [], tables };
  const opened = withGuidePairs({ ...fixture, genes: { X: axis } });
  const { mapping, labels, perturbationColumns, notes } = recognise(opened);
  expect(mapping).toMatchObject({
    perturbationColumn: `${first} + ${second} (without dose)`,
    doseColumn: `dose (in ${first} + ${second})`,
    control: { labels: ['DMSO'] },
  });
  expect(perturbationColumns).toEqual([mapping.perturbationColumn]);
  expect(notes.map(({ tag }) => tag)).not.toContain('contexts');
  const { list } = distinctPerturbations(opened, labels, mapping);
  expect(list.map(({ label }) => label).toSorted()).toEqual([
    'DMSO',
    'Dex 50',
    'JQ1 10',
    'JQ1 100',
    'JQ1+Dex 100+20',
    'TSA+JQ1 5+10',
  ]);
});

it('a second treatment without doses of its own is a context', () => {
  const obs = {
    treatment_1: inTurn(['DMSO', 'JQ1', 'JQ1', 'DMSO']),
    dose: Array.from({ length: CELLS }, (_, cell) => [0, 10, 100, 0][cell % 4] ?? 0),
    treatment_2: inTurn(['DMSO', 'DMSO', 'Dex', 'Dex']),
  };
  expect(withGuidePairs(openedFixture({ rows, genes, obs })).obs).toHaveLength(3);
});

it('a protein that was added, in a column of second perturbations, is a context', () => {
  const measured = [...genes, 'TNF'];
  const obs = {
    perturbation: inTurn(['control', 'GATA1', 'SPI1']),
    perturbation_2: inTurn(['control', 'TNFa', 'TNFa', 'control']),
  };
  const values = rows.map((row) => [...row, 1]);
  const opened = withGuidePairs(openedFixture({ rows: values, genes: measured, obs }));
  const { perturbationColumn, contextColumn } = recognise(opened).mapping;
  expect([perturbationColumn, contextColumn]).toEqual(['perturbation', 'perturbation_2']);
});
