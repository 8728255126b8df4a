/** The verdict on a run in sentences: does it predict, are edges supported. */
import type { NoiseLimit } from '../../inference/benchmark/noise';
import type { EdgeReason, Level, PredictionReason, RunVerdict } from '../../inference/diagnosis/statements';
import { levelNames } from './levels';
import { noiseText, referenceText } from './noise';
import { capital, count, decimal, intervalText, percent, plural } from './format';
import { doubtAbout, timesText } from './diagnosis';
import { predictorsInText } from './names';

export interface VerdictStatement {
  readonly of: keyof RunVerdict;
  readonly question: string;
  readonly level: Level;
  /** In sentences: the error, then reasons, the strongest first. */
  readonly evidence: string;
}

/** Both statements, predictions first. */
export function describeVerdict({ predicts, edges }: RunVerdict): readonly VerdictStatement[] {
  return [
    {
      of: 'predicts',
      question: 'Does it predict unseen perturbations?',
      level: predicts.level,
      evidence: [
        // One sentence for all means of which the same is said.
        ...new Set(errorFirst(predicts.reasons).map((reason) => predictionText(reason, predicts.reasons))),
        ...specificTexts(predicts.reasons),
      ].join(' '),
    },
    {
      of: 'edges',
      question: 'Are edges of perturbed genes supported?',
      level: edges.level,
      evidence: withoutRepetition(edges.reasons).map(edgeText).join(' '),
    },
  ];
}

/** The error and its interval, then the other reasons in their order. */
function errorFirst(reasons: readonly PredictionReason[]): readonly PredictionReason[] {
  return reasons.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ tag }: PredictionReason): number {
  return tag === 'below-no-change' ? 0 : tag === 'includes-no-change' ? 1 : 2;
}

/** Where no perturbation has an effect, none of a regulator has. */
function withoutRepetition(reasons: readonly EdgeReason[]): readonly EdgeReason[] {
  const isWithoutEffect = reasons.some(({ tag }) => tag === 'no-measurable-effect');
  return reasons.filter(({ tag }) => !isWithoutEffect || tag !== 'regulators-without-effect');
}

/** 'Does it predict unseen perturbations? Uncertain. …' */
export function statementText({ question, level, evidence }: VerdictStatement): string {
  return `${question} ${levelNames[level]}. ${evidence}`;
}

/** The lines of a terminal below the finding: doubt, both statements, and the noise of the error. */
export function verdictLines(verdict: RunVerdict, noise: NoiseLimit | null): readonly string[] {
  const doubt = doubtAbout(verdict);
  return [
    ...(doubt === null ? [] : [`${doubt}.`]),
    ...describeVerdict(verdict).map(statementText),
    ...(noise ? [`${noiseText(noise)} ${referenceText(noise)}`] : []),
  ];
}

const noEffect = 'These perturbations have no measurable effect.';

function predictionText(reason: PredictionReason, all: readonly PredictionReason[]): string {
  switch (reason.tag) {
    case 'not-tested':
      return 'Prediction was not tested: too few perturbations.';
    case 'no-measurable-effect':
      return noEffect;
    case 'not-below-no-change':
      return `The error is not below “no change” (${decimal(reason.error)}).`;
    case 'fails-cross-validation':
      return `In cross-validation the error is not below “no change” (${decimal(reason.error)}).`;
    case 'shuffled-labels-predict':
      return `Shuffled labels predict too (error ${decimal(reason.error)}): the improvement does not come from the labels.`;
    case 'mean-predicts-as-well': {
      const rivals = all.flatMap((one) =>
        one.tag === reason.tag && one.better === reason.better ? [predictorsInText[one.rival]] : [],
      );
      return reason.better
        ? `${capital(rivals.join(' and '))} ${rivals.length === 1 ? 'predicts' : 'predict'} better.`
        : `The error is not clearly below that of ${rivals.join(' or of ')}.`;
    }
    case 'includes-no-change':
      return 'The 95\u00a0% interval of the error includes “no change”.';
    case 'few-perturbations':
      return `Only ${plural(reason.judged, 'perturbation')} ${reason.judged === 1 ? 'was' : 'were'} tested.`;
    case 'below-no-change':
      return reason.error
        ? `Error ${decimal(reason.error.value)}${intervalText(reason.error)} over ${plural(reason.judged, 'perturbation')} (no change = 1).`
        : 'The error is below “no change”.';
    default:
      return reason satisfies never;
  }
}

/** Why there is no doubt although an interval is wide. */
function specificTexts(reasons: readonly PredictionReason[]): readonly string[] {
  const isSpecific = reasons.some((reason) => 'specific' in reason && reason.specific);
  return isSpecific ? ['Predictions match their own perturbations better than other perturbations.'] : [];
}

function edgeText(reason: EdgeReason): string {
  switch (reason.tag) {
    case 'not-tested':
      return 'The effects of these perturbations could not be tested.';
    case 'no-measurable-effect':
      return noEffect;
    case 'labels-contradicted':
      return 'The data contradict the labels.';
    case 'covariation-disagrees':
      return 'Perturbation effects and cell-to-cell covariation disagree.';
    case 'batch-without-controls':
      return `${count(reason.perturbations)} of ${plural(reason.of, 'perturbation')} ${reason.perturbations === 1 ? 'lies' : 'lie'} in a batch without controls.`;
    case 'undetected-in-controls':
      return `${count(reason.edges)} of the ${plural(reason.of, 'strongest edge')} involve a gene never detected in controls.`;
    case 'stable-with-shuffled-labels':
      return `${percent(reason.stable)} of the strongest edges are stable, and ${percent(reason.shuffled)} with shuffled labels.`;
    case 'suspect-labels':
      return `${count(reason.suspect)} of ${plural(reason.of, 'label')} ${reason.suspect === 1 ? 'does' : 'do'} not fit ${reason.suspect === 1 ? 'its' : 'their'} cells.`;
    case 'regulators-without-effect':
      return `${count(reason.edges)} of ${plural(reason.of, 'strong edge')} start at perturbed genes without a measurable effect.`;
    case 'one-sample-per-condition':
      return 'Every edge rests on single samples.';
    case 'measurable-effects':
      return `${count(reason.measurable)} of ${plural(reason.of, 'perturbation')} ${reason.measurable === 1 ? 'has' : 'have'} a measurable effect.`;
    case 'signal':
      return `Genes change ${timesText(reason.signal)} times as much as with shuffled labels.`;
    default:
      return reason satisfies never;
  }
}
