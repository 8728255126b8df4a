/**
 * Networks of other simulators: DREAM4 (Marbach et al. 2009, 2010; Prill et al. 2010) with one sample of each knockout and each
 * knockdown and no wild type, so that each is compared with the mean of the others; and BoolODE.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Condition, Dataset } from '../../src/dataset/dataset';
import type { PerturbationKind } from '../../src/dataset/mapping';
import { closedForms, methodNames } from '../../src/evaluation/methods/methodNames';
import { truthIn, fileOfSet, loadKnownSet } from '../knownSet';
import type { Choice, Job } from './job';
import { measured, type SetRow } from './measure';

/** With both tables, and one with its knockouts alone. */
const dream4Sets = [
  { set: 'size10_1', knockdowns: true },
  { set: 'size10_2', knockdowns: true },
  { set: 'size10_3', knockdowns: true },
  { set: 'size100_1', knockdowns: false },
  { set: 'size100_1', knockdowns: true },
] as const;

/** Quick: networks of ten genes, and the knockouts of 100. */
export function dream4Jobs({ form, data }: Choice): readonly Job<SetRow>[] {
  return dream4Sets
    .filter(({ set, knockdowns }) => form === 'full' || set.startsWith('size10_') || !knockdowns)
    .filter(({ set }) => existsSync(fileOf(data, set, 'knockouts')))
    .map(({ set, knockdowns }) => {
      const name = knockdowns ? set : `${set} knockouts`;
      const group = set.startsWith('size10_') ? '10 genes' : '100 genes';
      return {
        name: `dream4 ${name}`,
        run: () => {
          const truth = truthIn(fileOf(data, set, 'goldstandard'));
          return measured(
            { name, dataset: dream4(data, set, knockdowns), truth },
            {
              group: knockdowns ? group : `${group}, knockouts`,
              from: 'shared',
              methods: closedForms.filter((method) => method !== 'density'),
            },
          );
        },
      };
    });
}

export function fileOf(data: string, set: string, what: string): string {
  return join(data, 'dream4', `insilico_${set}_${what}.tsv`);
}

/** Row i of each table is the sample in which gene i was perturbed. Values are taken as expression. */
export function dream4(data: string, set: string, knockdowns: boolean): Dataset {
  const kinds: readonly (readonly [string, PerturbationKind])[] = [
    ['knockouts', 'knockout'],
    ...(knockdowns ? ([['knockdowns', 'knockdown']] as const) : []),
  ];
  const samples = kinds.flatMap(([what, kind]) => {
    const [head = [], ...rows] = readFileSync(fileOf(data, set, what), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split('\t'));
    const genes = head.map((name) => name.replaceAll('"', ''));
    return rows.map((row, gene) => ({ genes, kind, gene, values: row.map(Number) }));
  });
  const genes = samples[0]?.genes ?? [];
  return {
    name: basename(set),
    fingerprint: set,
    genes,
    cells: samples.length,
    values: Float32Array.from(samples.flatMap(({ values }) => values.map((value) => Math.log1p(value)))),
    conditionOfCell: Int32Array.from(samples.keys()),
    conditions: samples.map(({ kind, gene }): Condition => ({
      label: `${genes[gene] ?? ''} ${kind}`,
      interventions: [{ gene, kind }],
      time: null,
      cells: 1,
    })),
    control: { mode: 'others' },
    batchOfCell: null,
    batches: [],
    candidates: Int32Array.from(genes.keys()),
    heldOut: [],
    composition: null,
    timeUnit: '',
    notes: [],
  };
}

const boolodeSets = ['dyn-BF', 'dyn-CY', 'dyn-FN4', 'hsc'] as const;

/** Knockouts simulated by BoolODE: all ordered pairs, no list of regulators. */
export function foreignJobs({ data }: Choice): readonly Job<SetRow>[] {
  return boolodeSets.flatMap((name) => {
    const file = fileOfSet(data, name);
    if (file === undefined) return [];
    return {
      name: `foreign ${name}`,
      run: async () =>
        measured(await loadKnownSet(file), {
          group: 'BoolODE',
          from: 'shared',
          methods: methodNames.filter((method) => method !== 'density'),
        }),
    };
  });
}
