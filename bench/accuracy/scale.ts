/** Screens of the size of the published study: accuracy, time and memory of one run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { simulateGivenScreen } from '../../src/simulation/randomScreen';
import { truthIn } from '../knownSet';
import type { Choice, Job } from './job';
import { measured, type SetRow } from './measure';
import { areaTable, behind, heldOutTable, setTable } from './networkTables';
import { acyclic, knownScreen, simulated } from './screens';

const SEED = 801;
const HELD_OUT = 0.2;
const methods = ['pearson', 'ko-z', 'welch', 'wasserstein', 'linear-on-means', 'cell-ridge'] as const;
/** De-noised_400G: 400 genes, 37 of them regulators. */
const topology = 'De-noised_400G_9T_300cPerT_5_DS2.gt_GRN.csv';

/** Quick: 200 genes, 25 of them overexpressed. */
export function scaleJobs({ form, data, seed }: Choice): readonly Job<SetRow>[] {
  const own = seed + SEED;
  const overexpressed = (genes: number, regulators: number, edges: number): Job<SetRow> => ({
    name: `scale ${genes} genes ${own}`,
    run: async () => {
      const settings = { ...acyclic, genes, regulators, edges, perturbations: regulators, seed: own };
      const known = await simulated(`${genes} genes`, { ...settings, kind: 'overexpression' }, HELD_OUT);
      return measured(known, { group: `${genes} genes`, from: 'here', methods });
    },
  });
  if (form === 'quick') return [overexpressed(200, 25, 500)];
  const file = join(data, 'sergio-networks', topology);
  const published: Job<SetRow> = {
    name: `scale published 400 genes ${own}`,
    run: async () => {
      const { edges } = truthIn(file);
      const settings = {
        kind: 'knockout',
        repressing: acyclic.repressing,
        perturbations: 37,
        controls: acyclic.controls,
        cellsPerPerturbation: acyclic.cellsPerPerturbation,
        seed: own,
      } as const;
      const known = await knownScreen(
        'published 400 genes',
        simulateGivenScreen(edges, settings),
        HELD_OUT,
        settings,
      );
      return measured(known, { group: 'published 400 genes', from: 'shared', methods });
    },
  };
  return [...(existsSync(file) ? [published] : []), overexpressed(800, 100, 2000)];
}

export function scaleTable(rows: readonly SetRow[]): string {
  return [
    'Size: AUPRC, CPU seconds, and the largest memory of the process.',
    areaTable(rows, () => null),
    ...behind(rows),
    '',
    setTable(rows),
    ...rows.map(
      (row) =>
        `  ${row.name}: run ${row.wallSeconds.toFixed(0)} s, largest memory ${row.megabytes.toFixed(0)} MB, ${row.cells} cells`,
    ),
    '',
    heldOutTable(rows),
  ].join('\n');
}
