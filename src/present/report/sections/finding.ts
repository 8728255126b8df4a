/** What comes first: whether to believe the rest, and what was asked of the data. */
import { controlCellCount, perturbationLabels } from '../../../dataset/design';
import { compareWithTruth } from '../../../evaluation/compare';
import type { PredictionCard } from '../../../inference/benchmark/benchmark';
import { escapeXml } from '../../../network/formats/escapeXml';
import { tag } from '../../figure/svg/xml';
import { describeDiagnosis } from '../../text/diagnosis';
import { doubtAbout } from '../../text/doubt';
import { plural } from '../../text/format';
import { percent } from '../../text/numbers';
import { findingBeside } from '../../text/reportCard';
import type { FinishedRun } from '../../../share/runFile';
import { facts, list, paragraph, strong, type Markup } from '../markup';
import { stableEdges } from '../stableEdges';

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
