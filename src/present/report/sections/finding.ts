/** What comes first: whether to believe the rest, and what was asked of the data. */
import { controlCellCount, perturbationLabels } from '../../../dataset/design';
import { compareWithTruth } from '../../../evaluation/compare';
import type { PredictionCard } from '../../../inference/benchmark/benchmark';
import { escapeXml } from '../../../network/formats/escapeXml';
import { tag } from '../../figure/svg/xml';
import { describeDiagnosis, doubtAbout } from '../../text/diagnosis';
import { plural, percent } from '../../text/format';
import { findingBeside } from '../../text/benchmark';
import type { FinishedRun } from '../../../share/runFile';
import { facts, list, paragraph, strong, type Markup, type Section, table } from '../markup';
import { stableEdges } from './network';
import { blindSpots } from '../../text/limits';
import { describeNote } from '../../text/notes';
import { confidenceText, disagreementText, namesOf, confidenceSummary } from '../../text/confidence';

/** `predictions`: of the report card; null where it was not computed. */
export function findingHeader(run: FinishedRun, version: string, predictions: PredictionCard | null): Markup {
  const doubt = doubtAbout(run.result);
  return tag(
    'header',
    {},
    [
      paragraph(`Modulode ${version}, report of a run`, 'kicker'),
      doubt === null ? '' : caution(doubt),
      tag('h1', {}, escapeXml(findingBeside(run.result, predictions))),
      paragraph(about(run), 'lead'),
      facts(keyFigures(run), 'keys'),
      list(
        describeDiagnosis(run.result).map(
          ({ question, sentence, attention }) =>
            `${strong(question)}${tag('span', {}, `${attention ? cautionMark : ''}${escapeXml(sentence)}`)}`,
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
    `${strong('Caution.')} ${escapeXml(doubt)}. ${escapeXml('What follows shows what the run gave, not what is true.')}`,
  );
}

function about({ dataset }: FinishedRun): string {
  const controls = controlCellCount(dataset);
  const labels = perturbationLabels(dataset).length;
  const compared = controls > 0 ? plural(controls, 'control cell') : 'no control cells';
  return `${dataset.name}: ${plural(dataset.cells, 'cell')}, ${plural(dataset.genes.length, 'gene')}, ${plural(labels, 'perturbation')}, ${compared}.`;
}

function keyFigures(run: FinishedRun): readonly (readonly [string, string])[] {
  const { result, truth, view } = run;
  const { heldOut, crossValidation, network } = result;
  const error = heldOut?.shrunkError ?? crossValidation?.shrunkError;
  const stable = stableEdges(run);
  const compared = truth && compareWithTruth(network, truth, view.edgeBudget);
  return [
    ...(error === undefined
      ? []
      : [
          [
            heldOut ? 'Error on perturbations held out' : 'Error on perturbations left out',
            `${error.toFixed(2)} of “no change”`,
          ] as const,
        ]),
    ...(crossValidation ? [['Predictions are shrunk to', percent(crossValidation.kappa)] as const] : []),
    ...(stable && doubtAbout(result) === null
      ? [['Edges drawn that hold', `${stable.stable} of ${stable.drawn}`] as const]
      : []),
    ...(compared
      ? [
          [
            'Area against the truth',
            `${compared.auprc.toFixed(2)}, random ${compared.density.toFixed(2)}`,
          ] as const,
        ]
      : []),
  ];
}

/** What these data cannot tell, and what was noticed while they were read. */

export function limitsSection({ dataset, result }: FinishedRun): Section {
  const spots = blindSpots(dataset, result).map(({ title, text }) => `${strong(title)} ${escapeXml(text)}`);
  const notes = dataset.notes
    .map(describeNote)
    .toSorted((a, b) => Number(b.attention) - Number(a.attention))
    .map(
      ({ title, detail, attention }) =>
        `${strong(`${attention ? 'Caution: ' : ''}${title}.`)} ${escapeXml(detail)}`,
    );
  return {
    id: 'limits',
    name: 'Limits',
    title: 'What these data cannot tell',
    body: list([...spots, ...notes]),
  };
}

/** How sure the edges are and what to perturb next, of a run whose confidence was measured. */

const mostNext = 10;

/** null where it was not measured. */
export function confidenceSection({ dataset, result, view }: FinishedRun): Section | null {
  const { confidence } = result;
  if (!confidence) return null;
  const sentences = confidenceSummary(result, view.edgeBudget, view.moduleNames).map(
    ({ title, text, attention }) =>
      `${strong(`${attention ? 'Caution: ' : ''}${title}.`)} ${escapeXml(text)}`,
  );
  const rows = confidence.nextPerturbations
    .slice(0, mostNext)
    .map((one) => [
      dataset.genes[one.gene] ?? '',
      one.kind,
      one.measured ? 'yes' : 'no',
      disagreementText(one),
      namesOf(one, dataset.genes),
    ]);
  return {
    id: 'confidence',
    name: 'Confidence',
    title: confidenceText.title,
    body:
      list(sentences) +
      paragraph(confidenceText.nextWhy) +
      table(
        confidenceText.next,
        [
          { name: 'Gene', kind: 'text' },
          { name: 'Kind', kind: 'text' },
          { name: 'Perturbed here', kind: 'text' },
          { name: 'Fits disagree by', kind: 'number' },
          { name: 'Most of all about', kind: 'text' },
        ],
        rows,
      ),
  };
}
