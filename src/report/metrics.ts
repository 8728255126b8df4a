/** metrics.json: everything a run measured, numbers as they are. Keys are documented in docs/command-line.md, "The run folder". */
import { controlCellCount, perturbationLabels, perturbedConditions, timePoints } from '../dataset/design';
import { compareWithTruth } from '../evaluation/compare';
import { beatsNoChange } from '../evaluation/predictors';
import { edgePairs } from '../network/ranking';
import { describeDiagnosis, findingTitle } from '../sentences/diagnosis';
import { doubtAbout } from '../sentences/doubt';
import type { FinishedRun } from '../snapshot/runFile';
import { judgedPerturbations } from './judged';

/** No clock: how long the run took is in its log. */
export function metricsJson(run: FinishedRun): string {
  const { result } = run;
  return `${JSON.stringify(
    {
      finding: findingTitle(result),
      doubt: doubtAbout(result),
      data: dataOf(run),
      settings: { ...run.settings, stepsKept: result.model.stepsKept },
      network: networkOf(run),
      kappa: result.crossValidation ? result.crossValidation.kappa : null,
      crossValidation: result.crossValidation && {
        ...result.crossValidation,
        beatsNoChange: beatsNoChange(result.crossValidation.shrunkError),
      },
      heldOut: result.heldOut && {
        ...result.heldOut,
        beatsNoChange: beatsNoChange(result.heldOut.shrunkError),
        perPerturbation: judgedPerturbations(result)
          .filter(({ role }) => role === 'held-out')
          .map(({ label, error }) => ({ label, error })),
      },
      diagnosis: { ...result.diagnosis, answers: describeDiagnosis(result) },
      members: result.members.map(({ preset, horizon }) => ({ preset, horizon })),
      truth: truthOf(run),
    },
    null,
    2,
  )}\n`;
}

function dataOf({ dataset }: FinishedRun) {
  return {
    name: dataset.name,
    fingerprint: dataset.fingerprint,
    cells: dataset.cells,
    controlCells: controlCellCount(dataset),
    control: dataset.control,
    genes: dataset.genes.length,
    candidateRegulators: dataset.candidates.length,
    perturbations: perturbationLabels(dataset).length,
    conditions: perturbedConditions(dataset).length,
    times: timePoints(dataset),
    timeUnit: dataset.timeUnit,
    batches: dataset.batches.length,
    notes: dataset.notes,
  };
}

function networkOf({ result, view }: FinishedRun) {
  const { model, modules, network } = result;
  return {
    edges: edgePairs(network).length,
    shown: view.edgeBudget,
    hiddenUnits: model.shape.modules,
    modules: modules.length,
    genesInModules: new Set(modules.flatMap(({ genes }) => genes)).size,
    leaveOutFits: model.leaveOut.length,
  };
}

/** At the edge budget of the run's view, over candidate regulator → gene. */
function truthOf({ truth, result, view }: FinishedRun) {
  const compared = truth && compareWithTruth(result.network, truth, view.edgeBudget);
  if (!truth || !compared) return null;
  const { curve: _, found, missed, wrong, ...scores } = compared;
  return {
    name: truth.name,
    ...scores,
    shown: view.edgeBudget,
    found: found.length,
    missed: missed.length,
    wrong: wrong.length,
  };
}
