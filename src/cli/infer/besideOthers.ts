/** A trained run beside other methods, for the report: whatever takes no longer than training usually does. */
import type { BesideOthers } from '../../inference/benchmark/benchmark';
import { duration } from '../../present/text/numbers';
import type { FinishedRun } from '../../share/runFile';
import { besideOthers } from '../evaluate/baselines';
import type { Learning } from './learn';

/** Estimated minutes of one method; `modulode evaluate --baselines` waits longer. */
const MOST_MINUTES = 0.25;

/** Never throws: a run that was trained is written, without the others where they fail (null), and the log says so. Ctrl-C ends it early. */
export async function besideOthersOf(
  { host, quiet, log, interruption }: Learning,
  run: FinishedRun,
): Promise<BesideOthers | null> {
  const started = host.now();
  const asked = { truth: run.truth, budget: run.view.edgeBudget, mostMinutes: MOST_MINUTES };
  const told = { now: host.now, status: quiet ? null : host.status };
  try {
    const beside = await besideOthers(run, asked, told, () => interruption.heard);
    if (interruption.heard) log.say('Stopped before every other method was computed from the same cells.');
    log.note(`Beside other methods in ${duration((host.now() - started) / 1000)}.`);
    return beside;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.say(`Other methods could not be computed from the same cells: ${why}.`);
    return null;
  }
}
