/** The effects of a screen as one HTML page without scripts or requests, byte-identical for the same effects. */
import type { DatasetNote } from '../../dataset/notes';
import { changesOf } from '../../effects/changes';
import type { MeasuredEffects } from '../../effects/measure';
import type { MeasuredContexts } from '../../effects/contexts';
import type { DoseCurve } from '../../effects/doses';
import { typicalTests } from '../../effects/power';
import { program } from '../../inference/run/program';
import { escapeDrawn } from '../../network/formats/escapeXml';
import { contextsChart, contextScatter, shownInContexts } from '../chart/contexts';
import { doseChart } from '../chart/doses';
import { effectsMap } from '../chart/effects';
import { volcanoPlot } from '../chart/volcano';
import { effectsMapChart, placedPerturbations } from '../chart/effectsMap';
import { pairMatrix } from '../chart/pairs';
import { responseNetwork, responseNetworkChart } from '../chart/responseNetwork';
import { tag } from '../figure/svg/xml';
import {
  alikeGroups,
  believedText,
  calibrationSentence,
  comparedSentences,
  effectsHeadline,
  effectsQuestions,
  missedSentence,
  modelSentence,
  targetsText,
} from '../text/effects';
import { count, listOf, toldText } from '../text/format';
import { respondingTexts, respondsInPart, sideBySide } from '../text/responding';
import { contextsHeadline, contextVerdict, genesInContext, pairNames, pairOfContextsText } from './contexts';
import { dosesHeadline, halfDoseText } from './doses';
import type { ToldPerturbations } from './effects';
import {
  chartFigure,
  charts,
  htmlPage,
  list,
  paragraph,
  scrolling,
  sectionMarkup,
  table,
  type Markup,
  type Section,
} from './markup';
import { largerSentence, pairKindText, pairsHeadline, type PairLine } from './pairs';
import { heatMapFigure, MOST_LINES, perturbationsTable } from './sections/effects';
import { reportStyle } from './style';

/** Perturbations with a volcano plot. */
const MOST_DRAWN = 6;
const MAP_WIDTH = 900;

export interface Reported extends ToldPerturbations {
  /** Name of the file. */
  readonly file: string;
  /** The control first. */
  readonly labels: readonly string[];
  readonly pairs: readonly PairLine[];
  /** Notes that limit what can be believed. */
  readonly limits: readonly DatasetNote[];
  /** Of perturbations with several doses. */
  readonly doses: readonly DoseCurve[];
  /** null: not told apart. */
  readonly contexts: MeasuredContexts | null;
  /** Combinations of more than two. */
  readonly combined: number;
  /** False discovery rate of the genes that are counted. */
  readonly rate: number;
}

export function effectsReport(effects: MeasuredEffects, reported: Reported): string {
  const { file, lines, rate } = reported;
  const headline = effectsHeadline(lines, effects.isTested);
  const controls = { cells: effects.cells[0] ?? 0, guides: effects.guides[0] ?? 0 };
  const header = [
    paragraph(`Modulode ${program}, effects of ${file}`, 'kicker'),
    tag('h1', {}, escapeDrawn(headline)),
    paragraph(comparedSentences({ ...effects, lines, controls }, rate), 'lead'),
  ];
  const sections = [
    heatMapSection(effects, reported),
    responsesSection(effects, reported),
    perturbationsSection(effects, reported),
    respondingSection(effects, reported),
    alikeSection(effects, reported),
    pairsSection(reported),
    dosesSection(reported),
    contextsSection(reported),
    strongestSection(effects, reported),
    questionsSection(effects, reported),
  ];
  const main = sections.filter((one) => one !== null).map(sectionMarkup);
  const body = [tag('header', {}, header.join('\n')), tag('main', {}, main.join('\n'))].join('\n');
  return htmlPage({ title: `${file}: ${headline}`, style: reportStyle, body });
}

function section(id: string, title: string, parts: readonly Markup[]): Section {
  return { id, name: title, title, body: parts.join('\n') };
}

function heatMapSection(effects: MeasuredEffects, { lines, labels, rate }: Reported): Section | null {
  const figure = heatMapFigure(effectsMap(effects, lines, labels, rate), rate);
  return figure === '' ? null : section('genes', 'Which genes change', [figure]);
}

function responsesSection(effects: MeasuredEffects, { lines, labels, rate }: Reported): Section | null {
  if (!effects.isTested) return null;
  const network = responseNetwork(effects, lines, labels, rate);
  if (network.lines.length === 0) return null;
  return section('responses', 'Which genes respond to which perturbations', [
    chartFigure(responseNetworkChart(network, MAP_WIDTH, null)),
  ]);
}

function perturbationsSection(effects: MeasuredEffects, { lines }: Reported): Section {
  return section('perturbations', 'Perturbations', [perturbationsTable({ ...effects, lines }, inTable)]);
}

/** All cells and responding cells, of perturbations of which some do not respond. */
function respondingSection(effects: MeasuredEffects, { lines, labels, rate }: Reported): Section | null {
  const told = lines.filter((line) => line.typical !== null && respondsInPart(line));
  const rows = told.slice(0, MOST_LINES).flatMap((line) => {
    const changes = changesOf(effects, labels.indexOf(line.label));
    return sideBySide(line, changes, effects.genes, rate).map(({ what, all, responding }) => [
      line.label,
      what,
      all,
      responding,
    ]);
  });
  if (rows.length === 0) return null;
  const { title, note, what, all, responding } = respondingTexts;
  return section('responding', title, [
    paragraph(note),
    table('Table of responding cells', ['Perturbation', what, all, responding], rows, [all, responding]),
    ...(told.length > MOST_LINES ? [paragraph(inTable(told.length - MOST_LINES))] : []),
  ]);
}

const inTable = (rest: number) => `${count(rest)} more are in perturbations.tsv.`;

function alikeSection(effects: MeasuredEffects, { lines, labels }: Reported): Section | null {
  const placed = placedPerturbations(effects, lines, labels);
  if (placed.length < 2) return null;
  const groups = alikeGroups(lines).map((members) => escapeDrawn(`${listOf(members)} act alike.`));
  return section('alike', 'Which perturbations act alike', [
    chartFigure(effectsMapChart(placed, MAP_WIDTH, null)),
    ...(groups.length > 0 ? [list(groups)] : []),
  ]);
}

function pairsSection({ pairs, combined }: Reported): Section | null {
  if (pairs.length === 0) return null;
  const matrix = pairMatrix(pairs, null);
  const rows = pairs
    .slice(0, MOST_LINES)
    .map((line) => [
      line.label,
      pairKindText(line),
      count(line.interacting),
      ...[line.together, line.ofFirst, line.ofSecond].map(toldText),
    ]);
  const numbers = ['Differing genes', 'Share of the sum', 'Share of the first', 'Share of the second'];
  return section('pairs', 'Pairs compared with the sum of their single effects', [
    paragraph(combined > 0 ? `${pairsHeadline(pairs)} ${largerSentence(combined)}` : pairsHeadline(pairs)),
    scrolling(matrix.title, chartFigure(matrix)),
    table('Table of pairs', ['Pair', 'Compared with the sum', ...numbers], rows, numbers),
  ]);
}

/** Curves of the first perturbations with several doses, those of which most can be told before the others, and a table of all. */
function dosesSection({ doses }: Reported): Section | null {
  if (doses.length === 0) return null;
  const drawn = doses.toSorted((a, b) => Number(b.fit.verdict === 'told') - Number(a.fit.verdict === 'told'));
  const rows = doses.map((curve) => [curve.of, count(curve.doses.length), halfDoseText(curve)]);
  return section('doses', 'Doses', [
    paragraph(dosesHeadline(doses)),
    charts(drawn.slice(0, MOST_DRAWN).map(doseChart)),
    table('Table of doses', ['Perturbation', 'Doses', 'Dose of half the effect (EC50)'], rows, ['Doses']),
  ]);
}

/** Each two contexts beside each other, with the first perturbations that differ gene by gene, and a table of all that were found. */
function contextsSection({ contexts, labels, rate }: Reported): Section | null {
  if (!contexts) return null;
  const pairs = contexts.pairs.map((pair) => {
    const names = pairNames(contexts, pair);
    const shown = shownInContexts(contexts, pair);
    const rows = shown
      .slice(0, MOST_LINES)
      .map(({ perturbation, verdict, similarity }) => [
        labels[perturbation] ?? '',
        genesInContext(contexts, perturbation, pair.first),
        genesInContext(contexts, perturbation, pair.second),
        toldText(similarity),
        contextVerdict(verdict, names),
      ]);
    const heads = ['Perturbation', ...names, 'Similarity', 'Comparison'];
    return [
      paragraph(pairOfContextsText(contexts, pair, labels)),
      ...(rows.length === 0
        ? []
        : [
            chartFigure(contextsChart(contexts, pair, labels, { selected: null, most: MOST_LINES })),
            charts(
              shown
                .slice(0, MOST_DRAWN)
                .map(({ perturbation }) =>
                  contextScatter(contexts, pair, { perturbation, label: labels[perturbation] ?? '', rate }),
                ),
            ),
            table(`Table of ${names.join(' and ')}`, heads, rows, ['Similarity']),
          ]),
    ].join('\n');
  });
  return section('contexts', 'Contexts', [paragraph(contextsHeadline(contexts)), ...pairs]);
}

/** Volcano plots of those that change most genes. */
function strongestSection(effects: MeasuredEffects, { lines, labels, rate }: Reported): Section | null {
  const acting = lines.filter(({ acts }) => acts && effects.isTested).slice(0, MOST_DRAWN);
  if (acting.length === 0) return null;
  return section('strongest', 'The strongest perturbations', [
    charts(
      acting.map(({ label }) =>
        volcanoPlot(changesOf(effects, labels.indexOf(label)), effects.genes, { label, rate }),
      ),
    ),
  ]);
}

function questionsSection(
  effects: MeasuredEffects,
  { lines, suspects, guides, limits, rate }: Reported,
): Section {
  const missed = typicalTests(effects, rate);
  const targets = targetsText({ lines, suspects, guides });
  const asked: readonly (readonly [question: string, answer: string])[] = [
    ...(targets === '' ? [] : [[effectsQuestions.targets, targets] as const]),
    [effectsQuestions.believed, believedText(limits, calibrationSentence(effects))],
    ...(missed ? [[effectsQuestions.missed, missedSentence(missed)] as const] : []),
    [effectsQuestions.next, modelSentence(lines, effects.isTested)],
  ];
  return section(
    'questions',
    'How reliable these results are',
    asked.map(([question, answer]) => `${tag('h3', {}, question)}\n${paragraph(answer)}`),
  );
}
