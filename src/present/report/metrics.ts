/** metrics.json: everything a run measured, numbers as they are. Keys are documented in docs/command-line.md, "The run folder". */
import { controlCellCount, perturbationLabels, perturbedConditions, timePoints } from '../../dataset/design';
import { compareWithTruth } from '../../evaluation/compare';
import { beatsNoChange } from '../../evaluation/predictors';
import { countPairs } from '../../network/ranking';
import { isStable, isStableIn } from '../../network/stability';
import { strengthsShown } from '../text/confidence';
import { describeDiagnosis, doubtAbout } from '../text/diagnosis';
import { findingBeside, verdictOf } from '../text/benchmark';
import type { BesideOthers } from '../../inference/benchmark/benchmark';
import type { FinishedRun } from '../../share/runFile';
import { judgedPerturbations } from './judged';

/** No clock: how long the run took is in its log. */
export function metricsJson(run: FinishedRun, beside: BesideOthers | null): string {
  const { result } = run;
  return `${JSON.stringify(
    {
      finding: findingBeside(result, beside?.card.predictions ?? null),
      doubt: doubtAbout(result),
      data: dataOf(run),
      settings: { ...run.settings, stepsKept: result.model.stepsKept },
      network: networkOf(run),
      kappa: result.crossValidation ? result.crossValidation.kappa : null,
      mu: result.crossValidation ? (result.model.shared?.weight ?? 0) : null,
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
      confidence: confidenceOf(run),
      members: result.members.map(({ preset, horizon }) => ({ preset, horizon })),
      truth: truthOf(run),
      reportCard: beside && reportCardOf(run, beside),
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
    edges: countPairs(network),
    shown: view.edgeBudget,
    hiddenUnits: model.shape.modules,
    modules: modules.length,
    genesInModules: new Set(modules.flatMap(({ genes }) => genes)).size,
    leaveOutFits: model.leaveOut.length,
  };
}

/** Per edge it is in edges.tsv and in the run file; how many of the edges shown hold in half of the fits, and in nine of ten. */
function confidenceOf({ dataset, result, view }: FinishedRun) {
  const { confidence, modules } = result;
  if (!confidence) return null;
  const shares = strengthsShown(result.network, confidence, view.edgeBudget);
  const nameOf = (gene: number) => dataset.genes[gene] ?? '';
  return {
    fits: confidence.fits,
    shown: shares.length,
    holdInHalf: shares.filter((share) => isStable(share)).length,
    holdInNineOfTen: shares.filter((share) => isStableIn(share, 0.9)).length,
    shuffled: confidence.shuffled,
    modules: modules.map(({ name }, module) => ({ name, likeness: confidence.modules[module] ?? null })),
    nextPerturbations: confidence.nextPerturbations.map((one) => ({
      ...one,
      gene: nameOf(one.gene),
      genes: one.genes.map(nameOf),
    })),
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

/** Beside other methods: the sentence and every table, curves left out. */
function reportCardOf(run: FinishedRun, beside: BesideOthers) {
  const { card, truthCard } = beside;
  const { predictions, networks, leftOut } = card;
  return {
    ...verdictOf(run, beside),
    predictions,
    networks,
    leftOut,
    truth: truthCard && { ...truthCard, rows: truthCard.rows.map((row) => ({ ...row, curve: undefined })) },
  };
}
