/**
 * The read-out of single samples: networks as learned, and joined with measured effects, on screens of this project's simulator with the
 * mean of twenty cells as the sample of each knockout and a few samples without perturbation. Beside the AUPRC, which edges are indirect.
 */
import { directAndIndirect } from '../../src/evaluation/networks/networkScores';
import { averagePrecision } from '../../src/evaluation/networks/metrics';
import { scorePairs } from '../../src/evaluation/networks/scoredPairs';
import { presets } from '../../src/dynamics/settings';
import { createDevice } from '../../src/dynamics/device/createDevice';
import { Inference } from '../../src/inference/run/inference';
import type { Readout } from '../../src/inference/run/result';
import { simulateRandomScreen } from '../../src/simulation/randomScreen';
import { bulkSamples } from './bulkSamples';
import type { Choice, Job } from './job';
import { fixed } from './networkTables';
import { acyclic, knownScreen, loops, uncounted, type KnownScreen } from './screens';
import { textTable } from './textTable';

interface ReadoutScore {
  readonly auprc: number | null;
  /** Shares of as many edges as are true. */
  readonly indirect: number;
  readonly other: number;
}

export interface ReadoutRow {
  readonly name: string;
  readonly learned: ReadoutScore;
  readonly joined: ReadoutScore;
}

const FIRST_SEED = 801;
const single = { replicates: 1, unperturbed: 5, noise: 0.1 } as const;

const designs = {
  acyclic: { ...acyclic, genes: 60, regulators: 40, perturbations: 40, edges: 110 },
  loops: { ...loops, genes: 40, regulators: 40, perturbations: 40, edges: 80 },
} as const;

export function readoutJobs({ form, seed }: Choice): readonly Job<ReadoutRow>[] {
  const seeds = Array.from({ length: form === 'full' ? 3 : 1 }, (_, at) => seed + FIRST_SEED + at);
  return Object.entries(designs).flatMap(([topology, design]) =>
    seeds.map((own) => ({
      name: `readout ${topology} ${own}`,
      run: async () => {
        const settings = {
          ...design,
          ...uncounted,
          kind: 'knockout',
          controls: 100,
          cellsPerPerturbation: 20,
          seed: own,
        } as const;
        const screen = bulkSamples(simulateRandomScreen(settings), single, own);
        const known = await knownScreen(`${topology}-${own}`, screen, 0, settings);
        return {
          name: known.name,
          learned: await scoreOf(known, 'learned'),
          joined: await scoreOf(known, 'joined'),
        };
      },
    })),
  );
}

async function scoreOf({ dataset, truth }: KnownScreen, readout: Readout): Promise<ReadoutScore> {
  const inference = await Inference.create(
    dataset,
    presets.default,
    (problem) => createDevice('wasm', problem),
    { readout },
  );
  try {
    while (!inference.isDone) await inference.advance();
    const scored = scorePairs((await inference.result()).network, truth, 'candidates');
    const edges = scored.positive.reduce((sum, one) => sum + one, 0);
    const { drawn } = directAndIndirect(scored, edges);
    return {
      auprc: averagePrecision(scored.positive, scored.sizes),
      indirect: drawn.indirect / edges,
      other: drawn.other / edges,
    };
  } finally {
    inference.dispose();
  }
}

export function readoutTable(rows: readonly ReadoutRow[]): string {
  return [
    'Single samples: AUPRC (share of indirect, of other wrong edges) as learned, and joined with measured effects.',
    textTable(
      ['', 'learned', 'joined'],
      rows.map(({ name, learned, joined }) => [name, cellOf(learned), cellOf(joined)]),
    ),
  ].join('\n');
}

function cellOf({ auprc, indirect, other }: ReadoutScore): string {
  return `${auprc === null ? '–' : fixed(auprc)} (${fixed(indirect)}, ${fixed(other)})`;
}
