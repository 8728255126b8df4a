/** How the run learned. */
import type { FinishedRun } from '../../../share/runFile';
import { heldOutChart, lossChart } from '../figures/learning';
import { charts, paragraph, type Section } from '../markup';

export function learningSection({ curves, result, settings }: FinishedRun): Section {
  const drawn = charts([
    lossChart(curves.loss),
    heldOutChart(curves.heldOut, result.model.stepsKept, settings.steps),
  ]);
  return {
    id: 'learning',
    name: 'Learning',
    title: 'How it learned',
    body: drawn === '' ? paragraph('The run kept no curves.') : drawn,
  };
}
