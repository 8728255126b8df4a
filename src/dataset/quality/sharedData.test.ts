/** Files end to end: opened, recognised, selected; public ones against numbers of an independent reader. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset';
import { alone } from '../readers/fileGroup';
import { openFile } from '../readers/open';
import type { Mapping } from '../mapping';
import { recognise } from '../recognise/recognise';
import type { Recognition } from '../recognition';
import { selectDataset } from './select';

const folder = '../shared/data';

async function read(
  path: string,
  change: Partial<Mapping> = {},
): Promise<{ recognition: Recognition; dataset: Dataset }> {
  const main = new File([readFileSync(path)], basename(path));
  const source = await openFile(alone(main), () => {});
  const recognition = recognise(source.opened, change);
  const dataset = await selectDataset(source, recognition, recognition.mapping, () => {});
  source.close();
  return { recognition, dataset };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function summary({ genes, cells, values, conditions, conditionOfCell }: Dataset) {
  const labels = [...new Set(conditions.map(({ label }) => label))].toSorted().slice(0, 3);
  const meanOf = (label: string) => {
    const ofLabel = values.filter(
      (_, index) => conditions[conditionOfCell[Math.floor(index / genes.length)] ?? -1]?.label === label,
    );
    return ofLabel.reduce((sum, value) => sum + value, 0) / ofLabel.length;
  };
  return {
    cells,
    genes: genes.length,
    firstGenes: genes.slice(0, 3),
    sum: round(
      values.reduce((sum, value) => sum + value, 0),
      2,
    ),
    lastGene: round(
      values
        .filter((_, index) => index % genes.length === genes.length - 1)
        .reduce((sum, value) => sum + value, 0),
      2,
    ),
    meanOf: Object.fromEntries(labels.map((label) => [label, round(meanOf(label), 5)])),
  };
}

describe('the bundled demo', () => {
  it('mixes knockouts and overexpressions, stated per cell', async () => {
    const { recognition, dataset } = await read('public/demo/myeloid.h5ad');
    expect(recognition.mapping).toMatchObject({
      perturbationColumn: 'perturbation',
      kind: 'knockout',
      kindColumn: 'perturbation_type',
      control: { mode: 'cells', labels: ['control'] },
    });
    const kinds = dataset.conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind));
    expect(kinds.filter((kind) => kind === 'knockout')).toHaveLength(11 + 2 * 6);
    expect(kinds.filter((kind) => kind === 'overexpression')).toHaveLength(11 + 2 * 6);
    expect(dataset.notes).toEqual([]);
  });

  it('of measured proteins declares inhibitors, whose targets keep their level, and activators', async () => {
    const { recognition, dataset } = await read('public/demo/sachs.h5ad');
    expect(recognition.mapping).toMatchObject({
      kindColumn: 'perturbation_type',
      control: { mode: 'cells', labels: ['control'] },
      values: 'log-normalised',
    });
    const kindsOf = (kind: string) =>
      dataset.conditions.flatMap(({ interventions }) =>
        interventions.filter((one) => one.kind === kind).map(({ gene }) => dataset.genes[gene]),
      );
    expect(new Set(kindsOf('inhibitor'))).toEqual(new Set(['akt', 'mek', 'pip2', 'pkc']));
    expect(new Set(kindsOf('overexpression'))).toEqual(new Set(['pka', 'pkc']));
    expect([dataset.cells, dataset.genes.length]).toEqual([6618, 11]);
  });
});

/** Output of scripts/references/selected_data.py. */
describe.skipIf(!existsSync(folder))('public screens in ../shared/data', () => {
  it('hipsc.h5ad: knockouts on four days, symbols from the index, no control', async () => {
    const { recognition, dataset } = await read(`${folder}/renge-hipsc/hipsc.h5ad`);
    expect(recognition.mapping).toMatchObject({
      perturbationColumn: 'ko',
      kind: 'knockout',
      control: { mode: 'others' },
      timeColumn: 't',
      geneColumn: 'gene',
      values: 'log-normalised',
    });
    expect(dataset.conditions.slice(0, 4).map(({ label, time, cells }) => [label, time, cells])).toEqual([
      ['MYC', 2, 43],
      ['MYC', 3, 73],
      ['MYC', 4, 77],
      ['MYC', 5, 46],
    ]);
    expect(dataset.conditions).toHaveLength(32);
    expect(dataset.notes).toEqual([
      { tag: 'small-condition', label: 'ZIC2 (2 days)', cells: 22 },
      { tag: 'small-condition', label: 'ZIC3 (2 days)', cells: 30 },
    ]);
    expect(summary(dataset)).toEqual({
      cells: 4013,
      genes: 103,
      firstGenes: ['ARID4B', 'CEBPZ', 'CENPK'],
      sum: 322550.9,
      lastGene: 2206.96,
      meanOf: { MYC: 0.81044, NANOG: 0.78936, POU5F1: 0.77319 },
    });
  });

  it('hsc.h5ad: eight knockouts and a control', async () => {
    const { recognition, dataset } = await read(`${folder}/boolode-knockouts/hsc.h5ad`);
    expect(recognition.blocked).toBeNull();
    expect(dataset.control).toEqual({ mode: 'cells', labels: ['control'] });
    expect(dataset.composition).toBeNull();
    expect(summary(dataset)).toEqual({
      cells: 3600,
      genes: 11,
      firstGenes: ['Cebpa', 'EgrNab', 'Eklf'],
      sum: 22593.43,
      lastGene: 2362.21,
      meanOf: { EgrNab: 0.55351, Eklf: 0.58022, Fli1: 0.58383 },
    });
  });

  it('dagKO_1.h5ad: totals vary, so there is no composition to correct', async () => {
    const { dataset } = await read(`${folder}/simulated/dagKO_1.h5ad`);
    expect(dataset.composition).toBeNull();
    expect(summary(dataset)).toEqual({
      cells: 4400,
      genes: 100,
      firstGenes: ['G000', 'G001', 'G002'],
      sum: 751575.51,
      lastGene: 8995.48,
      meanOf: { G003: 1.70966, G005: 1.69781, G008: 1.70128 },
    });
  });

  it('dagTECH_1.h5ad: totals are constant, and the composition is that of numpy', async () => {
    const { dataset } = await read(`${folder}/simulated/dagTECH_1.h5ad`);
    expect(dataset.conditions.slice(0, 6).map(({ label }) => label)).toEqual(
      'control G004 G005 G006 G007 G009'.split(' '),
    );
    expect(Array.from(dataset.composition?.slice(0, 6) ?? [], (shift) => Number(shift.toFixed(5)))).toEqual([
      0, 0.01746, 0.02978, 0.01969, 0.01327, 0.00729,
    ]);
  });

  it('dagOE_1.h5ad: targets rise, so that they were activated; read as knockouts, it warns', async () => {
    const path = `${folder}/simulated/dagOE_1.h5ad`;
    const { recognition, dataset } = await read(path);
    expect([recognition.mapping.kind, dataset.notes]).toEqual(['overexpression', []]);
    const knockouts = await read(path, { kind: 'knockout' });
    expect(knockouts.dataset.notes.map(({ tag }) => tag)).toEqual(['kind-unlike-change']);
  });

  it('insilico_size10_1_knockouts.tsv: each row is read as the knockout of the gene at its position, with a note', async () => {
    const { dataset } = await read(`${folder}/dream4/insilico_size10_1_knockouts.tsv`);
    const genes = Array.from({ length: 10 }, (_, gene) => `G${gene + 1}`);
    expect(dataset.conditions.map(({ label }) => label)).toEqual(genes.toSorted());
    expect(dataset.conditions.map(({ interventions }) => interventions.length)).toEqual(genes.map(() => 1));
    expect(dataset.notes.map(({ tag }) => tag)).toContain('row-is-its-gene');
  });

  it('insilico_size10_1_multifactorial.tsv: unlabelled rows cannot be trained on, with an explanation', async () => {
    await expect(read(`${folder}/dream4/insilico_size10_1_multifactorial.tsv`)).rejects.toMatchObject({
      problem: { tag: 'no-perturbation-column' },
    });
  });
});
