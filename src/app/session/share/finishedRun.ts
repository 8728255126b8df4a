/** The finished run on screen, with everything that brings it back. */
import type { FinishedRun } from '../../../share/finishedRun';
import { curvesNow } from '../run/snapshots';
import { useNextTraining, useRun, useView } from '../stores';
import { placementNow } from '../view/viewBus';

/** null without a result, and for the run of a link, which has no cells. */
export function finishedRun(): FinishedRun | null {
  const { dataset, result, shared, trainedWith, truth, demo, summary, methods } = useRun.getState();
  if (!dataset || !result || shared) return null;
  return {
    dataset,
    settings: trainedWith ?? useNextTraining.getState().settings,
    truth,
    demo,
    result,
    summary,
    curves: curvesNow(),
    view: useView.getState().present,
    placement: placementNow(dataset.genes),
    ...(methods.length > 0 && { methods }),
    savedAt: Date.now(),
  };
}
