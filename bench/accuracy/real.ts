/**
 * Real cells: knockouts of human pluripotent stem cells (Ishikawa et al. 2023) against a ChIP reference, and each knockout left
 * out in turn, with κ from the others.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { perturbationLabels, type Dataset } from '../../src/dataset/dataset';
import { presets } from '../../src/dynamics/settings';
import type { Truth } from '../../src/evaluation/networks/truth';
import { methodNames } from '../../src/evaluation/methods/methods';
import { loadDataset } from '../knownSet';
import { fitted, heldOutLosses, scored, learned, type Loss, type SetRow } from './measure';
import type { Choice, Job } from './job';
import { behind, fixed, heldOutPredictors, pooledError, withInterval } from './networkTables';
import { textTable } from './textTable';

/** As in the file, so that names of jobs do not depend on it. */
const knockouts = ['MYC', 'NANOG', 'POU5F1', 'PRDM14', 'RUNX1T1', 'SOX2', 'ZIC2', 'ZIC3'] as const;

export interface RealRow {
  /** Over all factors of the reference and over the perturbed ones; null in a row of a left-out knockout. */
  readonly networks: { readonly all: SetRow; readonly perturbed: SetRow } | null;
  readonly losses: readonly Loss[];
}

/** Quick: the network only. */
export function realJobs({ form, data }: Choice): readonly Job<RealRow>[] {
  const folder = join(data, 'renge-hipsc');
  if (!existsSync(folder)) return [];
  const network: Job<RealRow> = {
    name: 'real network',
    run: async () => {
      const dataset = await cellsIn(folder);
      const { truth, factors } = chipIn(folder);
      const perturbed = perturbationLabels(dataset).filter((label) => factors.includes(label));
      const measuring = {
        group: 'hiPSC',
        from: 'shared',
        methods: methodNames.filter((method) => method !== 'density'),
      } as const;
      const found = await learned(dataset, measuring);
      const rowOf = (name: string, sources: readonly string[]) =>
        scored(found, { name, truth }, measuring, new Set(sources));
      const all = rowOf('all factors', factors);
      const some = rowOf('perturbed factors', perturbed);
      return { networks: { all, perturbed: some }, losses: [] };
    },
  };
  const leftOut = knockouts.map((label): Job<RealRow> => ({
    name: `real without ${label}`,
    run: async () => {
      const dataset = { ...(await cellsIn(folder)), heldOut: [label] };
      const result = await fitted(dataset, presets.default);
      return { networks: null, losses: heldOutLosses(dataset, result) };
    },
  }));
  return form === 'full' ? [network, ...leftOut] : [network];
}

function cellsIn(folder: string): Promise<Dataset> {
  return loadDataset(join(folder, 'hipsc.h5ad'), {});
}

/** A table of 0 and 1 with one factor per row, including factors bound to none of these genes. */
function chipIn(folder: string): { readonly truth: Truth; readonly factors: readonly string[] } {
  const [head = [], ...rows] = readFileSync(join(folder, 'A_ref_thresh_0.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  const edges = rows.flatMap(([source = '', ...marks]) =>
    marks.flatMap((mark, at) =>
      Number(mark) === 1 ? { source, target: head[at + 1] ?? '', sign: 0 as const } : [],
    ),
  );
  return { truth: { name: 'ChIP', edges }, factors: rows.map(([source = '']) => source) };
}

export function realTable(rows: readonly RealRow[]): string {
  const areas = rows.flatMap(({ networks }) => (networks ? [networks.all, networks.perturbed] : []));
  const unseen = rows.flatMap((row) => row.losses);
  const error = pooledError(unseen, 'modulode');
  return [
    'Real cells: knockouts of pluripotent stem cells against ChIP.',
    ...areas.flatMap((row) => [
      `${row.name}: ${row.regulators}, density ${fixed(row.density)}; AUPRC [over regulators]`,
      textTable(
        ['', 'AUPRC'],
        row.networks.map(({ source, auprc }) => [source, withInterval(auprc)]),
      ),
      ...behind([row]),
    ]),
    ...(error === null
      ? []
      : [
          'Each knockout left out in turn: error relative to no change',
          textTable(
            ['', 'error'],
            heldOutPredictors.map((predictor) => [
              predictor,
              withInterval(pooledError(unseen, predictor), 2),
            ]),
          ),
        ]),
  ].join('\n');
}
