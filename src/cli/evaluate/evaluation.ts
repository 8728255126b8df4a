/** A run judged: against a reference network, and on perturbations it has not seen. As data; evaluationText.ts has the words. */
import { perturbedInTraining } from '../../dataset/dataset';
import { compareWithTruth, type TruthComparison } from '../../evaluation/networks/truthComparison';
import type { Universe } from '../../evaluation/networks/scoredPairs';
import { networkScores, type NetworkScores } from '../../evaluation/networks/networkScores';
import type { Truth } from '../../evaluation/networks/truth';
import {
  predictorTable,
  type PredictorTable,
  unseenScores,
  type UnseenScores,
} from '../../inference/benchmark/predictorTable';
import { drain } from '../../numerics/lazy';
import { benchmarkCells } from '../../inference/benchmark/cells';
import type { CellBenchmark } from '../../inference/benchmark/benchmark';
import { benchmarkPredictions } from '../../inference/benchmark/predictions';
import { geneFinder } from '../../network/network';
import { confidenceSummary, type ConfidenceSentence } from '../../present/text/confidence';
import { describeDiagnosis, type Answer, doubtAbout } from '../../present/text/diagnosis';
import { evaluationText, noEdgeText } from '../../present/text/evaluation';
import { listOf, plural, count, percent } from '../../present/text/format';
import { findingBeside } from '../../present/text/benchmark';
import type { FinishedRun } from '../../share/finishedRun';
import { badUsage } from '../failure';
import { identifiability, type Identifiability } from '../../evaluation/referenceFree/identifiability';
import { heldOutPerturbations } from '../../evaluation/splits';
import {
  effectsWithShuffled,
  scoreWithShuffled,
  type ScoresWithShuffled,
  type ReferenceFreeScores,
} from '../../evaluation/referenceFree/causalBench';

export interface Evaluation {
  readonly finding: string;
  /** Why the network must not be read as a result; null where it may. */
  readonly doubt: string | null;
  readonly truth: JudgedByTruth | null;
  readonly unseen: PredictorTable | null;
  /** Further ways to judge the same predictors, with 95 % intervals over perturbations; null where `unseen` is. */
  readonly unseenScores: UnseenScores | null;
  /** Predicted cells beside measured ones; null where no unseen perturbation has cells enough. */
  readonly unseenCells: CellBenchmark | null;
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
    finding: findingBeside(result, benchmarkPredictions(dataset, result, settings.seed)),
    doubt: doubtAbout(result),
    truth: truth && {
      name: truth.name,
      edges,
      comparison: compared(result.network, truth, edges, universe),
      scores: networkScores(result.network, truth, edges, universe, perturbedInTraining(dataset)),
    },
    unseen: predictorTable(result),
    unseenScores: unseenScores(result, settings.seed),
    unseenCells: drain(benchmarkCells(dataset, result, settings.seed)),
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

/** A run judged by its own cells, without any reference: what the screen can tell at all, and whether targets answer. */

interface JudgedByScreen extends ScoresWithShuffled {
  /** Whether the perturbations that judge were held out; else the network was learned from them. */
  readonly unseen: boolean;
  /** Of the training perturbations. */
  readonly identifiability: Identifiability;
}

export function judgeByScreen({ dataset, result, settings }: FinishedRun, edges: number): JudgedByScreen {
  const { train, test } = heldOutPerturbations(dataset, dataset.heldOut);
  const unseen = dataset.heldOut.length > 0;
  return {
    unseen,
    identifiability: identifiability(train),
    ...scoreWithShuffled(
      result.network,
      drain(effectsWithShuffled(unseen ? test : train, settings.seed)),
      edges,
    ),
  };
}

/** `genes`: names. */
export function screenRows(
  { unseen, identifiability: known, screen, shuffled }: JudgedByScreen,
  genes: readonly string[],
): readonly (readonly [string, string])[] {
  const nameOf = (gene: number) => genes[gene] ?? '';
  const regulators = known.alone.length + known.onlyTogether.length + known.neverPerturbed.length;
  const shuffledMean = (of: (one: ReferenceFreeScores) => number | null) => {
    const values = shuffled.map(of).filter((value) => value !== null);
    return values.reduce((sum, value) => sum + value / values.length, 0);
  };
  return [
    [
      'Regulators perturbed alone',
      `${count(known.alone.length)} of ${count(regulators)}; ${count(known.onlyTogether.length)} only with others, ${count(known.neverPerturbed.length)} never`,
    ] as const,
    [
      'Without an effect on other genes',
      known.withoutEffect.length === 0 ? 'no perturbation' : listOf(known.withoutEffect),
    ] as const,
    [
      'Genes that move together',
      known.movingTogether.length === 0
        ? 'none'
        : known.movingTogether.map((group) => listOf(group.map(nameOf))).join('; '),
    ] as const,
    [
      'Different things they do',
      `${known.effectiveRank.toFixed(1)} of ${plural(known.perturbations, 'perturbed condition')} (effective rank)`,
    ] as const,
    ...(screen.answering === null
      ? []
      : [
          [
            'Targets that answer',
            `${percent(screen.answering)} of ${plural(screen.edges, 'edge')} (shuffled labels: ${percent(shuffledMean(({ answering }) => answering))})${unseen ? '' : ', perturbations seen in training'}`,
          ] as const,
        ]),
    ...(screen.omissionRate === null
      ? []
      : [
          [
            'Answers left out',
            `${percent(screen.omissionRate)} of ${plural(screen.withoutPath, 'pair')} without a path (shuffled labels: ${percent(shuffledMean(({ omissionRate }) => omissionRate))})`,
          ] as const,
        ]),
  ];
}
