/** A run is set beside other methods by itself when it has ended; a person may cancel that, or ask for it again. */
import type { RunState } from '../state';
import { judgingShortage } from '../../../inference/training/judgingMemory';
import { memoryOfBrowser } from '../../../inference/training/memoryHere';
import { runSizeOf } from '../../../inference/training/runSize';
import {
  cancelJudging,
  compareAgain,
  compareAgainst,
  forgetJudging,
  judge,
  refuseJudging,
} from '../evaluation';
import { useEvaluation, useRun, useView } from '../stores';

/** Follows runs as they end, are replaced and are given a truth. Returns what ends it. */
export function followEndedRuns(): () => void {
  const endRuns = useRun.subscribe((run, before) => {
    const known = useEvaluation.getState().run === run.id;
    if (hasCells(run) && !(known && hasCells(before))) judgeRun(run);
    else if (!hasCells(run) && hasCells(before)) forgetJudging();
    else if (run.truth !== before.truth && run.id === before.id) compareAgainst(run.truth);
  });
  const endCards = useEvaluation.subscribe(({ card }, before) => {
    const { truth } = useRun.getState();
    if (truth && card && card !== before.card) compareAgain(truth);
  });
  return () => {
    endRuns();
    endCards();
  };
}

export function cancelEvaluation(): void {
  cancelJudging();
}

/** From the start: after Cancel, or where the worker was lost. */
export function evaluateAgain(): void {
  const run = useRun.getState();
  if (hasCells(run)) judgeRun(run);
}

/** Of a link only the network came: there is nothing to compare methods on. */
function hasCells({ phase, result, dataset, shared }: RunState): boolean {
  const ended = phase === 'finished' || phase === 'stopped';
  return ended && result !== null && shared === null && dataset !== null && dataset.values.length > 0;
}

function judgeRun({ id, dataset, trainedWith, settings, result, truth }: RunState): void {
  if (!dataset || !result) return;
  const shortage = judgingShortage(runSizeOf(dataset), memoryOfBrowser(navigator));
  if (shortage) {
    refuseJudging(id, shortage);
    return;
  }
  const { edgeBudget } = useView.getState().present;
  judge(id, { dataset, settings: trainedWith ?? settings, result, budget: edgeBudget }, truth);
}
