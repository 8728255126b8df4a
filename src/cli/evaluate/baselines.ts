/** A run beside every other method, as the page's report card has it; computed here, with progress where a terminal shows it. */
import type { Truth } from '../../evaluation/truth';
import { againstTruth } from '../../inference/benchmark/againstTruth';
import { judge } from '../../inference/benchmark/runBenchmark';
import type { BesideOthers, JudgingProgress } from '../../inference/benchmark/benchmark';
import { networkSourceNames } from '../../present/text/methodNames';
import { percent } from '../../present/text/numbers';
import type { FinishedRun } from '../../share/runFile';
import type { Host } from '../host';

export interface Asked {
  readonly truth: Truth | null;
  /** Edges of each network that the cells judge. */
  readonly budget: number;
  /** Methods that would take longer are left out. */
  readonly mostMinutes: number;
}

/** Milliseconds until others are heard. */
const BETWEEN_BREATHS = 50;

/** Ends with what is known where `isStopped` says so, asked now and then. */
export async function besideOthers(
  { dataset, settings, result }: Pick<FinishedRun, 'dataset' | 'settings' | 'result'>,
  { truth, budget, mostMinutes }: Asked,
  host: Pick<Host, 'status' | 'now'>,
  isStopped: () => boolean,
): Promise<BesideOthers> {
  const judging = judge({ dataset, settings, result, budget }, mostMinutes);
  let breathed = host.now();
  for (let step = judging.next(); ; step = judging.next()) {
    if (step.done === true || isStopped()) {
      host.status?.('');
      const { card, networks } = step.value;
      return { card, truthCard: truth && againstTruth(networks, truth, dataset, settings.seed) };
    }
    host.status?.(progressText(step.value.progress));
    if (host.now() - breathed < BETWEEN_BREATHS) continue;
    await new Promise((heard) => setImmediate(heard));
    breathed = host.now();
  }
}

function progressText({ part, share }: JudgingProgress): string {
  if (part === 'predictions') return 'Simpler predictions';
  if (part === 'cells') return `Predicted cells, ${percent(share)}`;
  if (part === 'identifiability') return `What the screen can tell, ${percent(share)}`;
  return `${networkSourceNames[part]}, ${percent(share)}`;
}

/** As plain lists. */
export function besideOthersDocument({ card, truthCard }: BesideOthers) {
  return {
    card,
    truthCard: truthCard && {
      ...truthCard,
      rows: truthCard.rows.map((row) => ({
        ...row,
        curve: { recall: [...row.curve.recall], precision: [...row.curve.precision] },
      })),
    },
  };
}
