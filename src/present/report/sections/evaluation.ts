/** How well perturbations the model had not seen are predicted: together, one by one, gene by gene. */
import { meanIsBetter, predictorTable } from '../../../inference/benchmark/predictorTable';
import { untested } from '../../text/diagnosis';
import { evaluationText, foundText, noEdgeText, shownText, signsText } from '../../text/evaluation';
import { plural, listOf, count, decimal, orDash, percent } from '../../text/format';
import type { FinishedRun } from '../../../share/finishedRun';
import type { Chart } from '../../chart/chart';
import { errorBars } from '../../chart/errorBars';
import { reachOf, scatterOfAll, scatterOfOne } from '../../chart/scatter';
import { judgedPerturbations, type JudgedPerturbation } from '../judged';
import {
  charts,
  paragraph,
  type Markup,
  type Section,
  chartFigure,
  facts,
  list,
  strong,
  table,
} from '../markup';
import { compareWithTruth } from '../../../evaluation/networks/truthComparison';
import { methodCurves, precisionRecallChart } from '../../chart/precisionRecall';
import type {
  TruthCard,
  BesideOthers,
  CellsCard,
  PredictionCard,
} from '../../../inference/benchmark/benchmark';
import { tag } from '../../figure/svg/xml';
import { escapeXml } from '../../../network/formats/escapeXml';
import { perturbationNoun } from '../../text/names';
import {
  cellsOfEachTable,
  predictedCellsTable,
  predictedCellsText,
  cellTable,
  leftOutTexts,
  predictionTable,
  truthTable,
  type CardTable,
} from '../../text/benchmarkTables';
import { besideOthersTitle, verdictOf } from '../../text/benchmark';
import { calibrationChart } from '../../chart/calibration';

export function predictionsSection(run: FinishedRun): Section {
  const judged = judgedPerturbations(run.result);
  const comparisons = judged.flatMap((one) => one.comparisons);
  return {
    id: 'predictions',
    name: 'Predictions',
    title: 'How well are unseen perturbations predicted?',
    body:
      judged.length === 0
        ? paragraph(`${untested}: too few perturbations to leave any out.`)
        : inAll(run) + figures(errorBars(judged), scatterOfAll(comparisons), extremes(judged, run)),
  };
}

/** Bars and cloud side by side, three perturbations below; or two of everything where the bars are two figures. */
function figures(bars: readonly Chart[], all: Chart | null, some: readonly Chart[]): Markup {
  return bars.length === 1
    ? charts([...bars, all]) + charts(some, 'triple')
    : charts(bars) + charts([all, ...some]);
}

/** With other methods beside it, their table has its errors (sections/beside.ts). */
function inAll({ result }: FinishedRun): Markup {
  const judged = predictorTable(result);
  if (!judged) return '';
  return paragraph(
    [
      `${plural(judged.perturbations, 'perturbation')}, ${judged.what}.`,
      evaluationText.errors,
      ...(meanIsBetter(judged) ? [evaluationText.meanIsBetter, evaluationText.meanIsBetterWhy] : []),
    ].join(' '),
  );
}

/** The best, the middle and the worst, each at its latest time; fewer where there are fewer. */
function extremes(judged: readonly JudgedPerturbation[], { dataset, result }: FinishedRun) {
  // Shrunk to nothing, every prediction is the same line.
  if (result.model.kappa === 0) return [];
  const ranks = [
    { rank: 'Best', place: 0 },
    { rank: 'Median', place: Math.floor((judged.length - 1) / 2) },
    { rank: 'Worst', place: judged.length - 1 },
  ].filter(({ place }, i, all) => all.findIndex((other) => other.place === place) === i);
  const shown = ranks.flatMap(({ rank, place }) => {
    const one = judged[place];
    const comparison = one?.comparisons.toSorted((a, b) => (b.time ?? 0) - (a.time ?? 0))[0];
    return one && comparison ? [{ rank, error: one.error, comparison }] : [];
  });
  const reach = reachOf(shown.map(({ comparison }) => comparison));
  return shown.map(({ rank, error, comparison }) =>
    scatterOfOne(rank, error, comparison, dataset.genes, dataset.timeUnit, reach),
  );
}

/** The network beside a reference, where the run has one. */

/** null: the run has none. `beside`: other methods against the same reference; null where they were not computed. */
export function truthSection({ truth, result, view }: FinishedRun, beside: TruthCard | null): Section | null {
  if (!truth) return null;
  const title = `Against ${truth.name}`;
  const compared = compareWithTruth(result.network, truth, view.edgeBudget);
  if (!compared)
    return {
      id: 'truth',
      name: 'Truth',
      title,
      body: paragraph(noEdgeText(truth.name)),
    };
  const { auprc, auroc, density, earlyPrecision, pairs, trueEdges, found, wrong } = compared;
  const rows: (readonly [string, string])[] = [
    ['Pairs compared', `${count(pairs)}, regulator to other gene`],
    ['True edges among them', `${count(trueEdges)} (${percent(density)})`],
    [evaluationText.area, `${auprc.toFixed(3)}; random ${density.toFixed(3)}`],
    ['Area under ROC', orDash(auroc, (area) => decimal(area, 3))],
    ['Early precision', `${earlyPrecision.toFixed(3)}, of as many edges as are true`],
    [shownText(found.length + wrong.length), foundText(compared)],
    [evaluationText.signs, signsText(compared)],
    ...(compared.outside > 0
      ? [
          [
            'Not compared',
            `${plural(compared.outside, 'true edge')} of no candidate regulator, or of a gene with itself`,
          ] as const,
        ]
      : []),
    ...(compared.unmatched.length > 0
      ? [['Names without a gene here', listOf(compared.unmatched)] as const]
      : []),
  ];
  return {
    id: 'truth',
    name: 'Truth',
    title,
    body: tag(
      'div',
      { class: 'pair' },
      chartFigure(precisionRecallChart(compared, methodCurves(beside))) + facts(rows, 'rows'),
    ),
  };
}

/** The report card: the run beside every other method, from the same cells, in the words of the page. */

export function besideSection(run: FinishedRun, beside: BesideOthers): Section {
  const { title, line } = verdictOf(run, beside);
  const { card, truthCard } = beside;
  const { predictions, networks } = card;
  return {
    id: 'beside',
    name: 'Other methods',
    title: besideOthersTitle,
    body: [
      tag('p', {}, `${strong(title)} ${escapeXml(line)}`),
      ...(predictions ? [predicted(predictions, perturbationNoun(run.dataset))] : []),
      ...(card.cells ? [predictedCells(card.cells)] : []),
      ...(networks.length > 0 ? [written(cellTable(card))] : []),
      ...(truthCard ? [written(truthTable(truthCard))] : []),
      ...leftOutTexts(card).map((text) => paragraph(text)),
    ].join('\n'),
  };
}

/** The chart of predicted sizes beside what the columns mean. */
function predicted(predictions: PredictionCard, noun: string): Markup {
  const card = predictionTable(predictions, noun);
  const chart = calibrationChart(predictions.calibration);
  const why = paragraph(evaluationText.errors) + termsOf(card);
  return (
    tableOf(card) + (chart ? tag('div', { class: 'pair' }, chartFigure(chart) + tag('div', {}, why)) : why)
  );
}

/** All together, and one by one. */
function predictedCells(card: CellsCard): Markup {
  return (
    tableOf(predictedCellsTable(card)) +
    paragraph(predictedCellsText.about) +
    termsOf(predictedCellsTable(card)) +
    tableOf(cellsOfEachTable(card))
  );
}

function written(card: CardTable): Markup {
  return tableOf(card) + termsOf(card);
}

function tableOf({ title, columns, rows }: CardTable): Markup {
  const kinds = columns.map((name, i) => ({ name, kind: i === 0 ? ('text' as const) : ('number' as const) }));
  return tag('h3', {}, escapeXml(title)) + table(title, kinds, rows);
}

function termsOf({ terms }: CardTable): Markup {
  return list(
    terms.map(({ name, why }) => `${strong(name)} ${escapeXml(why)}`),
    'terms',
  );
}
