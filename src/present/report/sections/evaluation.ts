/** Evaluation in the report: predictions of unseen perturbations, the reference network, other methods. */
import type { Dataset } from '../../../dataset/dataset';
import { meanIsBetter } from '../../../inference/benchmark/plainMeans';
import { predictorTable } from '../../../inference/benchmark/predictorTable';
import { fieldBenchmark } from '../../../inference/benchmark/field';
import { noiseLimit } from '../../../inference/benchmark/noise';
import { besideOthersTitle, noiseText, referenceText, verdictOf } from '../../text/benchmark';
import { comparedWithNothing, directionsText, untested } from '../../text/diagnosis';
import { fieldCautions, fieldTable } from '../../text/field';
import { evaluationText, foundText, noEdgeText, shownText, signsText } from '../../text/evaluation';
import {
  capital,
  conditionName,
  count,
  decimal,
  joined,
  listOf,
  orDash,
  percent,
  plural,
} from '../../text/format';
import type { FinishedRun } from '../../../share/finishedRun';
import { agreement } from '../../../inference/run/comparisons';
import { type Chart, symmetricView } from '../../chart/chart';
import { type UnseenPerturbation, errorBars, unseenPerturbations } from '../../chart/errorBars';
import { reachOf, scatterOfAll, scatterOfOne } from '../../chart/scatter';
import {
  type Cell,
  type Markup,
  type Section,
  chartFigure,
  charts,
  facts,
  list,
  paragraph,
  strong,
  table,
} from '../markup';
import { confirmedByRun } from '../../../inference/benchmark/knowledge';
import type { Truth } from '../../../evaluation/networks/truth';
import { confirmationText, contradictedText } from '../../text/knowledge';
import { scorePairs } from '../../../evaluation/networks/scoredPairs';
import { compareScored, trainedEdges } from '../../../evaluation/networks/truthComparison';
import { trainedEdgesText } from '../../text/prior';
import { methodCurves, precisionRecallChart } from '../../chart/precisionRecall';
import type {
  CellBenchmark,
  FullBenchmark,
  HeldOutCellsBenchmark,
  PredictionBenchmark,
  TruthBenchmark,
} from '../../../inference/benchmark/benchmark';
import { tag } from '../../figure/svg/xml';
import { escapeDrawn } from '../../../network/formats/escapeXml';
import { perturbationNoun } from '../../text/names';
import { rowNoun } from '../../../dataset/rows';
import {
  type BenchmarkTable,
  causalBenchAbout,
  causalBenchTables,
  causalBenchTitle,
  cellTable,
  cellsOfEachTable,
  leftOutTexts,
  noHeldOutCells,
  predictedCellsTable,
  predictedCellsText,
  predictionTable,
  truthTable,
} from '../../text/benchmarkTables';
import { calibrationChart } from '../../chart/calibration';

export function predictionsSection(run: FinishedRun): Section {
  const judged = unseenPerturbations(run.result);
  const comparisons = judged.flatMap((one) => one.comparisons);
  return {
    id: 'predictions',
    name: 'Predictions',
    title: 'Prediction of unseen perturbations',
    body:
      judged.length === 0
        ? paragraph(`${untested}: too few perturbations.`)
        : inAll(run) +
          figures(errorBars(judged), scatterOfAll(comparisons), extremes(judged, run)) +
          inFieldsTerms(run),
  };
}

function muted(text: string): Cell {
  return { markup: tag('span', { class: 'muted' }, escapeDrawn(text)) };
}

/** Metrics that say nothing here are muted, with the reason below. */
function inFieldsTerms({ dataset, result }: FinishedRun): Markup {
  const field = fieldBenchmark(dataset, result);
  if (field === null) return '';
  const card = fieldTable(field);
  const { title, aside, columns, rows, about, terms } = card;
  const printed = rows.map(({ name, cells, caution }) =>
    [name, ...cells].map((text) => (caution === null ? text : muted(text))),
  );
  return [
    tag('h3', {}, escapeDrawn(`${title} (${aside})`)),
    table(title, columns, printed, columns.slice(1)),
    paragraph(about),
    ...fieldCautions(card).map((caution) => paragraph(caution, 'muted')),
    termsOf({ terms }),
  ].join('\n');
}

/** Bars beside the scatter plot, three perturbations below; with two figures of bars, two columns throughout. */
function figures(bars: readonly Chart[], all: Chart | null, some: readonly Chart[]): Markup {
  return bars.length === 1
    ? charts([...bars, all]) + charts(some, 'triple')
    : charts(bars) + charts([all, ...some]);
}

function inAll({ result, dataset }: FinishedRun): Markup {
  const judged = predictorTable(result);
  if (!judged) return '';
  const better = meanIsBetter(result) && `${evaluationText.meanIsBetter} ${evaluationText.meanIsBetterWhy}`;
  const found = `${plural(judged.perturbations, 'perturbation')}, ${judged.what}.`;
  const noise = noiseLimit(result, dataset);
  return paragraph(
    joined(found, evaluationText.errors, noise && `${noiseText(noise)} ${referenceText(noise)}`, better),
  );
}

/** Best, median and worst perturbation, each at its last time point. */
function extremes(judged: readonly UnseenPerturbation[], { dataset, result }: FinishedRun) {
  // With κ = 0 every prediction is 0.
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
  const view = symmetricView(reachOf(shown.map(({ comparison }) => comparison)));
  return shown.map(({ rank, error, comparison }) => {
    const name = conditionName(comparison.label, comparison.time, dataset.timeUnit);
    const cells = plural(comparison.cells, rowNoun(dataset));
    return scatterOfOne(comparison, dataset.genes, {
      title: `${rank}: ${name}, ${comparedWithNothing(error)}`,
      note: `${capital(directionsText(agreement(comparison)))}; ${cells}.`,
      named: 6,
      view,
    });
  });
}

/** null without a reference. `beside`: other methods against the same reference; null if they were not run. */
export function truthSection(run: FinishedRun, beside: TruthBenchmark | null): Section | null {
  const { truth, dataset, result, view } = run;
  if (!truth) return null;
  const scored = scorePairs(result.network, truth, 'candidates');
  const compared = compareScored(scored, view.edgeBudget, 'candidates');
  const section = { id: 'truth', name: 'Truth', title: `Against ${truth.name}` };
  if (!compared) return { ...section, body: paragraph(noEdgeText(truth.name)) };
  const { auprc, auroc, density, earlyPrecision, pairs, trueEdges, found, wrong } = compared;
  const rows: (readonly [string, string])[] = [
    ['Pairs compared', `${count(pairs)}, regulator → other gene`],
    ['True edges', `${count(trueEdges)} (${percent(density)})`],
    [evaluationText.area, `${auprc.toFixed(3)}; chance ${density.toFixed(3)}`],
    ['Area under ROC', orDash(auroc, (area) => decimal(area, 3))],
    ['Early precision', `${earlyPrecision.toFixed(3)} among the ${count(trueEdges)} strongest edges`],
    [shownText(found.length + wrong.length), foundText(compared)],
    [evaluationText.signs, signsText(compared)],
  ];
  if (compared.outside > 0)
    rows.push([
      'Not compared',
      `${plural(compared.outside, 'true edge')}: the source is no candidate regulator, or self-regulation`,
    ]);
  if (compared.renamed.length > 0)
    rows.push([
      'Matched by another name',
      listOf(compared.renamed.map((one) => `${one.written} (${one.gene})`)),
    ]);
  if (compared.unmatched.length > 0) rows.push(['Names without a gene here', listOf(compared.unmatched)]);
  const chart = chartFigure(precisionRecallChart(compared, methodCurves(beside)));
  const pair = tag('div', { class: 'pair' }, chart + facts(rows, 'rows'));
  const trained = trainedEdges(scored, dataset.knowledge);
  return {
    ...section,
    body: [
      ...(trained ? [warning(trainedEdgesText(trained))] : []),
      pair,
      ...responseTexts(run, truth).map((text) => paragraph(text)),
    ].join('\n'),
  };
}

function warning({ title, text }: ReturnType<typeof trainedEdgesText>): Markup {
  return tag('p', {}, `${strong(`Caution. ${title}.`)} ${escapeDrawn(text)}`);
}

/** Known edges against the measured responses, those contradicted by name. */
function responseTexts(run: FinishedRun, truth: Truth): string[] {
  const confirmed = confirmedByRun(run, truth);
  if (!confirmed) return [];
  const { confirmation, judged } = confirmed;
  const contradicted = judged.filter(({ finding }) => finding === 'contradicted');
  return [
    confirmationText(confirmation),
    ...(contradicted.length > 0 ? [contradictedText(contradicted, run.dataset)] : []),
  ];
}

export function besideSection(run: FinishedRun, beside: FullBenchmark): Section {
  const { title, line } = verdictOf(run, beside);
  const { card, truthCard, heldOutCells } = beside;
  const { predictions, networks } = card;
  return {
    id: 'beside',
    name: 'Other methods',
    title: besideOthersTitle,
    body: [
      tag('p', {}, `${strong(title)} ${escapeDrawn(line)}`),
      ...(predictions ? [predicted(predictions, perturbationNoun(run.dataset), run.dataset.scale)] : []),
      ...(card.cells ? [predictedCells(card.cells)] : []),
      ...(networks.length > 0 ? [written(cellTable(card))] : []),
      ...(truthCard ? [written(truthTable(truthCard))] : []),
      ...leftOutTexts(card).map((text) => paragraph(text)),
      ...(heldOutCells === undefined ? [] : [onHeldOutCells(heldOutCells)]),
    ].join('\n'),
  };
}

/** The calibration chart beside the explanations of the columns. */
function predicted(predictions: PredictionBenchmark, noun: string, scale: Dataset['scale']): Markup {
  const card = predictionTable(predictions, noun);
  const chart = calibrationChart(predictions.calibration, scale);
  const why = paragraph(evaluationText.errors) + termsOf(card);
  return (
    tableOf(card) + (chart ? tag('div', { class: 'pair' }, chartFigure(chart) + tag('div', {}, why)) : why)
  );
}

/** Averages, then each perturbation. */
function predictedCells(card: CellBenchmark): Markup {
  return (
    tableOf(predictedCellsTable(card)) +
    paragraph(predictedCellsText.about) +
    termsOf(predictedCellsTable(card)) +
    tableOf(cellsOfEachTable(card))
  );
}

/** The two statistics of CausalBench. */
function onHeldOutCells(found: HeldOutCellsBenchmark | null): Markup {
  if (found === null) return tag('h3', {}, causalBenchTitle) + paragraph(noHeldOutCells);
  return [
    ...causalBenchTables(found).map((one) => written(one)),
    ...[causalBenchAbout(found), ...leftOutTexts(found)].map((text) => paragraph(text)),
  ].join('\n');
}

function written(card: BenchmarkTable): Markup {
  return tableOf(card) + termsOf(card);
}

function tableOf({ title, columns, rows }: BenchmarkTable): Markup {
  return tag('h3', {}, escapeDrawn(title)) + table(title, columns, rows, columns.slice(1));
}

function termsOf({ terms }: Pick<BenchmarkTable, 'terms'>): Markup {
  return list(
    terms.map(({ name, why }) => `${strong(name)} ${escapeDrawn(why)}`),
    'terms',
  );
}
