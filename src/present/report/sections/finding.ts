/** The head of the report, its confidence section and its limits: how reliable the run is. */
import { programOf } from '../../../inference/run/program';
import { cellCount, controlCellCount, perturbationLabels } from '../../../dataset/dataset';
import { scorePairs } from '../../../evaluation/networks/scoredPairs';
import { compareScored, trainedEdges } from '../../../evaluation/networks/truthComparison';
import { trainedHint } from '../../text/prior';
import type { PredictionBenchmark } from '../../../inference/benchmark/benchmark';
import { escapeDrawn } from '../../../network/formats/escapeXml';
import { tag } from '../../figure/svg/xml';
import { answersBelowVerdict, doubtAbout, errorScale, unseenError } from '../../text/diagnosis';
import { joined, percent, plural } from '../../text/format';
import { noiseLimit } from '../../../inference/benchmark/noise';
import { runVerdict } from '../../../inference/verdict/runVerdict';
import { levelNames } from '../../text/levels';
import { withPredictor } from '../../text/predictor';
import { describeVerdict } from '../../text/verdict';
import { findingBeside, noiseError } from '../../text/benchmark';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import type { FinishedRun } from '../../../share/finishedRun';
import { type Markup, type Section, facts, list, paragraph, strong, table } from '../markup';
import { stableEdges } from './network';
import { blindSpots } from '../../text/evaluation';
import { rowNoun } from '../../../dataset/rows';
import { describeNotes } from '../../text/notes';
import { adviceOnRun } from '../../text/advice';
import { confidenceSummary, confidenceText, disagreementText, namesOf } from '../../text/confidence';

/** `predictions`: of the benchmark; null if it was not run. */
export function findingHeader(run: FinishedRun, predictions: PredictionBenchmark | null): Markup {
  const verdict = runVerdict(run);
  const doubt = doubtAbout(verdict);
  return tag(
    'header',
    {},
    [
      paragraph(`Modulode ${programOf(run.result)}, report of a run`, 'kicker'),
      doubt === null ? '' : caution(doubt),
      tag('h1', {}, escapeDrawn(findingBeside(run.result, predictions, verdict.predicts.level))),
      paragraph(about(run), 'lead'),
      facts(keyFigures(run), 'keys'),
      list(
        describeVerdict(verdict).map(
          ({ question, level, evidence, advice }) =>
            `${strong(question)}${tag('span', {}, `${tag('b', {}, `${levelNames[level]}.`)} ${escapeDrawn(joined(evidence, advice))}`)}`,
        ),
        'answers',
      ),
      list(
        withPredictor(answersBelowVerdict(run.result), verdict.answering).map(
          ({ question, sentence, attention }) =>
            `${strong(question)}${tag('span', {}, `${attention ? cautionMark : ''}${escapeDrawn(sentence)}`)}`,
        ),
        'answers',
      ),
    ].join('\n'),
  );
}

const cautionMark = `${tag('span', { class: 'mark' }, 'Caution')} `;

function caution(doubt: string): Markup {
  return tag(
    'p',
    { class: 'warning', role: 'note' },
    `${strong('Caution.')} ${escapeDrawn(doubt)}. ${escapeDrawn('The following results are not evidence.')}`,
  );
}

function about({ dataset }: FinishedRun): string {
  const controls = controlCellCount(dataset);
  const labels = perturbationLabels(dataset).length;
  const row = rowNoun(dataset);
  const compared = controls > 0 ? plural(controls, `control ${row}`) : `no control ${row}s`;
  return `${dataset.name}: ${plural(cellCount(dataset), row)}, ${plural(dataset.genes.length, 'gene')}, ${plural(labels, 'perturbation')}, ${compared}.`;
}

function keyFigures(run: FinishedRun): readonly (readonly [string, string])[] {
  const { result, truth, view } = run;
  const { crossValidation, network } = result;
  const error = unseenError(result);
  const noise = noiseLimit(result, run.dataset);
  const stable = doubtAbout(runVerdict(run)) === null ? stableEdges(run) : null;
  const scored = truth && scorePairs(network, truth, 'candidates');
  const compared = scored && compareScored(scored, view.edgeBudget, 'candidates');
  const trained = scored && trainedEdges(scored, run.dataset.knowledge);
  const figures: readonly (readonly [string, string] | null)[] = [
    error && [`${error.name} (${errorScale})`, error.value.toFixed(2)],
    error && noise && ['Error of a perfect prediction', noiseError(noise.perfect)],
    error && noise && ['Error of a repeated measurement', noiseError(noise.replicate)],
    crossValidation && ['Effects scaled to', percent(crossValidation.kappa)],
    stable && ['Stable edges', `${stable.stable} of ${stable.drawn} shown`],
    compared && [
      'AUPRC against known edges',
      `${compared.auprc.toFixed(2)}, ${trained ? trainedHint(trained) : `chance ${compared.density.toFixed(2)}`}`,
    ],
  ];
  return figures.filter((figure) => figure !== null);
}

export function limitsSection({ dataset, result }: FinishedRun): Section {
  const spots = blindSpots(dataset, result).map(({ title, text }) => `${strong(title)} ${escapeDrawn(text)}`);
  const notes = describeNotes(dataset.notes, rowNoun(dataset)).map(({ title, detail, attention }) =>
    remark(title, detail, attention),
  );
  return { id: 'limits', name: 'Limits', title: 'Limits of these data', body: list([...spots, ...notes]) };
}

function remark(title: string, text: string, attention: boolean): Markup {
  return `${strong(`${attention ? 'Caution: ' : ''}${title}.`)} ${escapeDrawn(text)}`;
}

const MAX_NEXT = 10;

/** null without confidence. */
export function confidenceSection({ result, view }: FinishedRun): Section | null {
  if (!result.confidence) return null;
  const sentences = confidenceSummary(result, view.edgeBudget, view.moduleNames).map(
    ({ title, text, attention }) => remark(title, text, attention),
  );
  return { id: 'confidence', name: 'Confidence', title: confidenceText.title, body: list(sentences) };
}

/** null without advice. @param effects null: not measured */
export function nextSection(run: FinishedRun, effects: EffectsSnapshot | null): Section | null {
  const advice = adviceOnRun(run, effects);
  if (!advice) return null;
  const { from, rests, sentences } = advice;
  const texts = paragraph(rests) + list(sentences.map(escapeDrawn));
  const body = from === 'model' ? texts + rankedTable(run) : texts;
  return { id: 'next', name: 'Next', title: confidenceText.next, body };
}

function rankedTable({ dataset, result: { confidence } }: FinishedRun): Markup {
  const rows = (confidence?.nextPerturbations ?? [])
    .slice(0, MAX_NEXT)
    .map((one) => [
      dataset.genes[one.gene] ?? '',
      one.kind,
      one.measured ? 'yes' : 'no',
      disagreementText(one),
      namesOf(one, dataset.genes),
    ]);
  return table(
    confidenceText.next,
    ['Gene', 'Kind', 'Perturbed here', 'Disagreement', 'Uncertain genes'],
    rows,
    ['Disagreement'],
  );
}
