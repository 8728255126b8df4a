/** A run judged: against a reference network, and on perturbations it has not seen. As data; evaluationText.ts has the words. */
import { perturbedInTraining } from '../../dataset/design';
import { compareWithTruth, type TruthComparison, type Universe } from '../../evaluation/compare';
import { networkScores, type NetworkScores } from '../../evaluation/networks/networkScores';
import type { Truth } from '../../evaluation/truth';
import { predictorTable, type PredictorTable } from '../../inference/predictorTable';
import { unseenScores, type UnseenScores } from '../../inference/unseenScores';
import { toTheEnd } from '../../numerics/toTheEnd';
import { cellsCard } from '../../inference/benchmark/cellsCard';
import type { CellsCard } from '../../inference/benchmark/benchmark';
import { predictionCard } from '../../inference/benchmark/predictionCard';
import { geneFinder } from '../../network/geneNames';
import { confidenceSummary, type ConfidenceSentence } from '../../present/text/confidenceSummary';
import { describeDiagnosis, type Answer } from '../../present/text/diagnosis';
import { doubtAbout } from '../../present/text/doubt';
import { evaluationText, noEdgeText } from '../../present/text/evaluation';
import { listOf } from '../../present/text/format';
import { findingBeside } from '../../present/text/reportCard';
import type { FinishedRun } from '../../share/runFile';
import { badUsage } from '../failure';
import type { JudgedByScreen } from './screen';

export interface Evaluation {
  readonly finding: string;
  /** Why the network must not be read as a result; null where it may. */
  readonly doubt: string | null;
  readonly truth: JudgedByTruth | null;
  readonly unseen: PredictorTable | null;
  /** Further ways to judge the same predictors, with 95 % intervals over perturbations; null where `unseen` is. */
  readonly unseenScores: UnseenScores | null;
  /** Predicted cells beside measured ones; null where no unseen perturbation has cells enough. */
  readonly unseenCells: CellsCard | null;
  readonly answers: readonly Answer[];
  /** How sure it is; empty where that was not measured. */
  readonly confidence: readonly ConfidenceSentence[];
  /** null where that was not asked for. */
  readonly screen: JudgedByScreen | null;
}

export interface JudgedByTruth {
  readonly name: string;
  /** Strongest edges taken for found, missed and wrong. */
  readonly edges: number;
  readonly comparison: TruthComparison;
  readonly scores: NetworkScores;
}

/** `truth`: null where none was given. Throws Failure where nothing of it can be compared. */
export function evaluate(
  { dataset, result, settings, view }: FinishedRun,
  truth: Truth | null,
  edges: number,
  universe: Universe,
  screen: JudgedByScreen | null,
): Evaluation {
  return {
    finding: findingBeside(result, predictionCard(dataset, result, settings.seed)),
    doubt: doubtAbout(result),
    truth: truth && {
      name: truth.name,
      edges,
      comparison: compared(result.network, truth, edges, universe),
      scores: networkScores(result.network, truth, edges, universe, perturbedInTraining(dataset)),
    },
    unseen: predictorTable(result),
    unseenScores: unseenScores(result, settings.seed),
    unseenCells: toTheEnd(cellsCard(dataset, result, settings.seed)),
    answers: describeDiagnosis(result),
    confidence: confidenceSummary(result, edges, view.moduleNames),
    screen,
  };
}

function compared(
  network: FinishedRun['result']['network'],
  truth: Truth,
  edges: number,
  universe: Universe,
): TruthComparison {
  const comparison = compareWithTruth(network, truth, edges, universe);
  if (comparison) return comparison;
  const names = [...new Set(truth.edges.flatMap(({ source, target }) => [source, target]))];
  const find = geneFinder(network.genes);
  if (names.every((name) => find(name) === null))
    throw badUsage(
      `${truth.name} and the run have no gene in common`,
      `It names ${listOf(names)}; the run has ${listOf(network.genes)}.`,
      'Give a reference with the same kind of names: symbols or Ensembl ids, of the same species.',
    );
  throw badUsage(
    evaluationText.noEdge,
    universe === 'candidates'
      ? noEdgeText(truth.name)
      : `${truth.name} names no edge between genes of this network.`,
    universe === 'candidates'
      ? 'With --universe all every pair of genes counts; else give another reference.'
      : 'Give another reference.',
  );
}

/** With gene names for numbers, everything else as computed. */
export function evaluationDocument({ result }: FinishedRun, evaluation: Evaluation) {
  const nameOf = (gene: number) => result.network.genes[gene] ?? '';
  const named = (list: TruthComparison['found']) =>
    list.map((edge) => ({ ...edge, source: nameOf(edge.source), target: nameOf(edge.target) }));
  return {
    ...evaluation,
    truth: evaluation.truth && {
      name: evaluation.truth.name,
      edges: evaluation.truth.edges,
      ...evaluation.truth.comparison,
      ...evaluation.truth.scores,
      curve: {
        recall: [...evaluation.truth.comparison.curve.recall],
        precision: [...evaluation.truth.comparison.curve.precision],
      },
      found: named(evaluation.truth.comparison.found),
      missed: named(evaluation.truth.comparison.missed),
      wrong: named(evaluation.truth.comparison.wrong),
    },
    screen: evaluation.screen && {
      ...evaluation.screen,
      identifiability: namedIdentifiability(evaluation.screen.identifiability, nameOf),
    },
    crossValidation: result.crossValidation,
    heldOut: result.heldOut,
  };
}

function namedIdentifiability(known: JudgedByScreen['identifiability'], nameOf: (gene: number) => string) {
  return {
    ...known,
    alone: known.alone.map(nameOf),
    onlyTogether: known.onlyTogether.map(nameOf),
    neverPerturbed: known.neverPerturbed.map(nameOf),
    movingTogether: known.movingTogether.map((group) => group.map(nameOf)),
  };
}
