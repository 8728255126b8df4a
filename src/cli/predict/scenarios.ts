/** The scenarios kept in a run file, predicted as the page's download has them. */
import { limitsOf } from '../../inference/run/support';
import { type Change, predictEnd } from '../../dynamics/predict';
import { scenarioName, settingText } from '../../present/text/scenarios';
import {
  type PredictedScenario,
  predictedAnnData,
  predictedTable,
} from '../../share/exports/predictedValues';
import type { FinishedRun } from '../../share/finishedRun';
import { deliver, writeWhole } from '../files';
import { badUsage } from '../failure';
import type { Host } from '../host';

interface Asked {
  readonly changes: readonly Change[];
  readonly time: number | null;
}

/** `own`: of --perturb. Throws Failure where there is none, and no kept scenario. */
export function scenariosOf(
  run: FinishedRun,
  own: Asked | null,
  withKept: boolean,
): readonly PredictedScenario[] {
  const { dataset, view } = run;
  const predicted = (name: string, { changes, time }: Asked): PredictedScenario => {
    const prediction = predictEnd(run.result.model, changes, time);
    const limits = limitsOf(
      { dataset, model: run.result.model, isShared: false },
      changes,
      prediction.beyondData,
    );
    return { name, changes, time, prediction, limits };
  };
  const kept = withKept
    ? view.scenarios.map((one) =>
        predicted(scenarioName(one, dataset), { changes: one.sliders, time: one.time }),
      )
    : [];
  const asked = own
    ? [predicted(settingText({ sliders: own.changes, time: own.time }, dataset), own), ...kept]
    : kept;
  if (asked.length > 0) return asked;
  throw badUsage(
    'The run file has no scenarios',
    'Scenarios are kept on the page, on Perturb, and saved with the run.',
    'Give a perturbation with --perturb.',
  );
}

/** As a table, or as AnnData where the file is to end in .h5ad. */
export async function deliverScenarios(
  host: Host,
  run: FinishedRun,
  scenarios: readonly PredictedScenario[],
  file: string | undefined,
): Promise<void> {
  if (file === undefined || !isAnnData(file)) return deliver(host, predictedTable(run, scenarios), file);
  await writeWhole(file, await predictedAnnData(run, scenarios));
  host.message(`Written to ${file}`);
}

export function isAnnData(file: string | undefined): boolean {
  return file?.toLowerCase().endsWith('.h5ad') ?? false;
}
