/** metrics.json: every measurement of a run. Keys are documented in docs/command-line.md, "The run folder". */
import {
  cellCount,
  controlCellCount,
  type Dataset,
  type Intervention,
  isControl,
  perturbationLabels,
  perturbedConditions,
  timePoints,
} from '../../dataset/dataset';
import type { PerturbationKind } from '../../dataset/mapping';
import { scorePairs } from '../../evaluation/networks/scoredPairs';
import { compareScored, trainedEdges } from '../../evaluation/networks/truthComparison';
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import { countPairs } from '../../network/ranking';
import { isStable, isStableIn } from '../../network/stability';
import { candidateCounts } from '../text/candidates';
import { strengthsShown } from '../text/confidence';
import { fieldBenchmark } from '../../inference/benchmark/field';
import { noiseLimit } from '../../inference/benchmark/noise';
import { runVerdict } from '../../inference/verdict/runVerdict';
import { describeDiagnosis, doubtAbout } from '../text/diagnosis';
import { fieldDocument } from '../text/field';
import { knowledgeText } from '../text/prior';
import { describeVerdict } from '../text/verdict';
import { findingBeside, verdictOf } from '../text/benchmark';
import type { FullBenchmark } from '../../inference/benchmark/benchmark';
import type { FinishedRun } from '../../share/finishedRun';
import { unseenPerturbations } from '../chart/errorBars';

/** Text of `metricsDocument`. */
export function metricsJson(run: FinishedRun, beside: FullBenchmark | null): string {
  return `${JSON.stringify(metricsDocument(run, beside), null, 2)}\n`;
}

/** Without times, which are in the log. */
export function metricsDocument(run: FinishedRun, beside: FullBenchmark | null) {
  const { result } = run;
  const field = fieldBenchmark(run.dataset, result);
  return {
    finding: findingBeside(result, beside?.card.predictions ?? null, runVerdict(run).predicts.level),
    ...verdictDocument(run),
    data: dataOf(run),
    perturbations: perturbationsOf(run),
    prior: priorOf(run),
    settings: { ...run.settings, stepsKept: result.model.stepsKept },
    network: networkOf(run),
    kappa: result.crossValidation ? result.crossValidation.kappa : null,
    kappaMeasured: result.model.measured?.kappa ?? null,
    mu: result.crossValidation ? (result.model.shared?.weight ?? 0) : null,
    predictor: predictorOf(run),
    crossValidation: result.crossValidation && {
      ...result.crossValidation,
      beatsNoChange: beatsNoChange(result.crossValidation.shrunkError),
    },
    heldOut: result.heldOut && {
      ...result.heldOut,
      beatsNoChange: beatsNoChange(result.heldOut.shrunkError),
      perPerturbation: unseenPerturbations(result)
        .filter(({ role }) => role === 'held-out')
        .map(({ label, error }) => ({ label, error })),
    },
    field: field && fieldDocument(field),
    diagnosis: { ...result.diagnosis, answers: describeDiagnosis(result) },
    confidence: confidenceOf(run),
    truth: truthOf(run),
    reportCard: beside && benchmarkOf(run, beside),
  };
}

/** What answers for a change that was not measured: a weighted sum, whose weights are of perturbations left out. */
function predictorOf({ result: { crossValidation, model } }: FinishedRun) {
  if (crossValidation === null) return null;
  const { kappa, kappaInterval, error, shrunkError } = crossValidation;
  return {
    parts: ['model', 'sharedResponse'],
    weights: [kappa, model.shared?.weight ?? 0],
    scale: kappa,
    interval: kappaInterval ?? null,
    errorOfModel: error,
    error: shrunkError,
  };
}

/** Keys that metrics.json and `evaluate --json` share. */
export function verdictDocument(run: FinishedRun) {
  const verdict = runVerdict(run);
  const noise = noiseLimit(run.result, run.dataset);
  const [predicts = '', edges = ''] = describeVerdict(verdict).map(({ evidence }) => evidence);
  return {
    doubt: doubtAbout(verdict),
    verdict: { predicts: verdict.predicts.level, edges: verdict.edges.level },
    evidence: {
      predicts: { sentence: predicts, reasons: verdict.predicts.reasons },
      edges: { sentence: edges, reasons: verdict.edges.reasons },
    },
    enough: verdict.enough ?? null,
    sharedGenes: verdict.shared ?? null,
    effects: run.result.diagnosis.effects,
    noise: noise && noise.perfect,
    replicateError: noise && noise.replicate,
    errorReference: noise && noise.reference,
  };
}

function dataOf({ dataset }: FinishedRun) {
  return {
    name: dataset.name,
    fingerprint: dataset.fingerprint,
    cells: cellCount(dataset),
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

/** What each label was taken for. */
function perturbationsOf({ dataset }: FinishedRun) {
  const isLatent = new Set(dataset.latent);
  const guides = guidesOfConditions(dataset);
  return dataset.conditions.flatMap((condition, index) => {
    if (isControl(condition)) return [];
    const { label, interventions, time, cells, contexts = [] } = condition;
    return [
      {
        label,
        targets: interventions.map(({ gene }) => dataset.genes[gene]),
        takenFor: interventions.map(({ gene, taken = null }) =>
          isLatent.has(gene) ? taken : ('measured gene' as const),
        ),
        kinds: interventions.map(kindOf),
        isMeasured: interventions.some(({ gene }) => !isLatent.has(gene)),
        doses: interventions.map(({ dose }) => dose?.value ?? null),
        unit: interventions.find(({ dose }) => dose)?.dose?.unit ?? '',
        time,
        cells,
        guides: guides?.[index]?.size ?? null,
        contexts,
      },
    ];
  });
}

/** Compounds and cytokines are added. */
function kindOf({ kind, taken }: Intervention): PerturbationKind | 'added' {
  const isAdded = kind === 'overexpression' && (taken === 'compound' || taken === 'other');
  return isAdded ? 'added' : kind;
}

/** [conditions] guides of their cells; null where they are not known. */
function guidesOfConditions({
  conditions,
  conditionOfCell,
  cellGuides,
}: Dataset): readonly Set<number>[] | null {
  if (!cellGuides) return null;
  const guides = conditions.map(() => new Set<number>());
  cellGuides.ofCell.forEach((guide, cell) => {
    if (guide >= 0) guides[conditionOfCell[cell] ?? -1]?.add(guide);
  });
  return guides;
}

/** The known network that the run was learned with, and what it gave; null without one. */
function priorOf({ dataset: { knowledge } }: FinishedRun) {
  if (!knowledge) return null;
  const { edges: _, likeness: __, ...measured } = knowledge;
  return { ...measured, finding: knowledgeText(knowledge) };
}

function networkOf({ dataset, result, view }: FinishedRun) {
  const { model, modules, network } = result;
  return {
    readout: result.readout,
    candidates: candidateCounts(dataset),
    edges: countPairs(network),
    shown: view.edgeBudget,
    hiddenUnits: model.shape.modules,
    modules: modules.length,
    genesInModules: new Set(modules.flatMap(({ genes }) => genes)).size,
    leaveOutFits: model.leaveOut.length,
  };
}

/** Stable edges among those shown, in half and in 90 % of the fits; edges.tsv has the values per edge. */
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

/** At the edge budget of the view, over candidate regulator → gene. */
function truthOf({ truth, dataset, result, view }: FinishedRun) {
  if (!truth) return null;
  const scored = scorePairs(result.network, truth, 'candidates');
  const compared = compareScored(scored, view.edgeBudget, 'candidates');
  if (!compared) return null;
  const { curve: _, found, missed, wrong, ...scores } = compared;
  return {
    name: truth.name,
    ...scores,
    trained: trainedEdges(scored, dataset.knowledge),
    shown: view.edgeBudget,
    found: found.length,
    missed: missed.length,
    wrong: wrong.length,
  };
}

/** The benchmark: sentence and tables, without curves. */
function benchmarkOf(run: FinishedRun, beside: FullBenchmark) {
  const { card, truthCard, heldOutCells } = beside;
  const { predictions, networks, leftOut } = card;
  return {
    ...verdictOf(run, beside),
    predictions,
    networks,
    leftOut,
    truth: truthCard && { ...truthCard, rows: truthCard.rows.map((row) => ({ ...row, curve: undefined })) },
    ...(heldOutCells !== undefined && { causalBench: heldOutCells }),
  };
}
