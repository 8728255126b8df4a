/** The verdict on a run in sentences: does it predict, are edges supported. */
import type { Enough } from '../../inference/benchmark/enough';
import type { NoiseLimit } from '../../inference/benchmark/noise';
import type { SharedGene } from '../../inference/verdict/sharedGenes';
import type { EdgeReason, Level, PredictionReason, RunVerdict } from '../../inference/verdict/statements';
import { levelNames } from './levels';
import { noiseText, referenceText } from './benchmark';
import { capital, count, decimal, intervalText, joined, listOf, percent, plural } from './format';
import { doubtAbout, timesText } from './diagnosis';
import { predictorsInText } from './names';
import { predictorText } from './predictor';

export interface VerdictStatement {
  readonly of: 'predicts' | 'edges';
  readonly question: string;
  readonly level: Level;
  /** In sentences: the error, then reasons, the strongest first. */
  readonly evidence: string;
  /** What would decide it, and what can be said instead; may be ''. */
  readonly advice: string;
}

/** Both statements, predictions first. */
export function describeVerdict({
  predicts,
  edges,
  enough = null,
  shared = null,
}: RunVerdict): readonly VerdictStatement[] {
  return [
    {
      of: 'predicts',
      question: 'Does it predict unseen perturbations?',
      level: predicts.level,
      evidence: predictionTexts(predicts.reasons).join(' '),
      advice: joined(enough && enoughText(enough), shared && sharedText(shared)),
    },
    {
      of: 'edges',
      question: 'Are edges of perturbed genes supported?',
      level: edges.level,
      evidence: withoutRepetition(edges.reasons).map(edgeText).join(' '),
      advice: '',
    },
  ];
}

/** The error and its interval, what it is not clearly below, then the other reasons in their order, each sentence once. */
function predictionTexts(reasons: readonly PredictionReason[]): readonly string[] {
  const ordered = reasons.toSorted((a, b) => placeOf(a) - placeOf(b));
  const isSpecific = reasons.some((reason) => 'specific' in reason && reason.specific);
  return [
    ...new Set(ordered.map((reason) => predictionText(reason, reasons))),
    // Why there is no doubt although an interval is wide.
    ...(isSpecific ? ['Each prediction fits its own perturbation better than the others.'] : []),
  ];
}

function placeOf(reason: PredictionReason): number {
  return reason.tag === 'below-no-change' ? 0 : rivalOf(reason) === null ? 2 : 1;
}

/** The simpler prediction that the error is not clearly below; null: the reason is another. */
function rivalOf(reason: PredictionReason): string | null {
  if (reason.tag === 'includes-no-change') return predictorsInText['no-change'];
  return reason.tag === 'mean-predicts-as-well' && !reason.better ? predictorsInText[reason.rival] : null;
}

/** Where no perturbation has an effect, none of a regulator has. */
function withoutRepetition(reasons: readonly EdgeReason[]): readonly EdgeReason[] {
  const isWithoutEffect = reasons.some(
    (reason) =>
      reason.tag === 'no-measurable-effect' || (reason.tag === 'shared-response' && reason.measurable === 0),
  );
  return reasons.filter(({ tag }) => !isWithoutEffect || tag !== 'regulators-without-effect');
}

export const adviceTitle = 'What else can be said';

/** 'About 20 more perturbations of this kind would decide it.' */
function enoughText({ perturbations, cells }: Enough): string {
  const needed =
    perturbations === null
      ? 'The number of perturbations that would decide it cannot be estimated, because the model is hardly better so far'
      : `About ${plural(perturbations, 'more perturbation')} of this kind would decide it`;
  return joined(
    `${needed}.`,
    cells !== null &&
      `Noise is larger than their effects; about ${count(cells)} cells of each would make these clear.`,
  );
}

/** 'These perturbations share one response: A and B rise, C falls.' */
function sharedText(shared: readonly SharedGene[]): string {
  const named = (isRise: boolean) =>
    shared.filter(({ change }) => change > 0 === isRise).map(({ gene }) => gene);
  const parts = [
    { names: named(true), one: 'rises', more: 'rise' },
    { names: named(false), one: 'falls', more: 'fall' },
  ].flatMap(({ names, one, more }) =>
    names.length === 0 ? [] : [`${listOf(names, names.length)} ${names.length === 1 ? one : more}`],
  );
  return `These perturbations share one response: ${parts.join(', ')}.`;
}

/** 'Does it predict unseen perturbations? Uncertain. …' */
export function statementText({ question, level, evidence, advice }: VerdictStatement): string {
  return joined(`${question} ${levelNames[level]}. ${evidence}`, advice);
}

/** The lines of a terminal below the finding: doubt, both statements, and the noise of the error. */
export function verdictLines(verdict: RunVerdict, noise: NoiseLimit | null): readonly string[] {
  const doubt = doubtAbout(verdict);
  return [
    ...(doubt === null ? [] : [`${doubt}.`]),
    ...describeVerdict(verdict).map(statementText),
    ...(noise ? [`${noiseText(noise)} ${referenceText(noise)}`] : []),
    ...(verdict.answering ? [predictorText(verdict.answering)] : []),
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
      return `A model trained with shuffled labels predicts too (error ${decimal(reason.error)}): the improvement does not come from the labels.`;
    case 'mean-predicts-as-well':
      return reason.better ? `${capital(predictorsInText[reason.rival])} predicts better.` : tieText(all);
    case 'includes-no-change':
      return tieText(all);
    case 'sum-predicts-as-well':
      return sumText(reason);
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

function sumText({
  combinations,
  better,
  othersSupport,
}: Extract<PredictionReason, { readonly tag: 'sum-predicts-as-well' }>): string {
  const fact = `the sum of single effects predicts ${plural(combinations, 'combination')} ${better ? 'better than' : 'as well as'} the model.`;
  return othersSupport ? `Uncertain for combinations: ${fact}` : capital(fact);
}

/** All simpler predictions that the error is not clearly below, in one sentence. */
function tieText(all: readonly PredictionReason[]): string {
  const rivals = new Set(all.flatMap((reason) => rivalOf(reason) ?? []));
  return `Not clearly better than ${[...rivals].join(' or ')}.`;
}

function edgeText(reason: EdgeReason): string {
  switch (reason.tag) {
    case 'not-tested':
      return 'The effects of these perturbations could not be tested.';
    case 'no-measurable-effect':
      return noEffect;
    case 'shared-response':
      return reason.measurable === 0
        ? 'Perturbations change other genes only through a shared response, which does not show which gene regulates which.'
        : 'Most changes belong to a response that the perturbations share; only effects beyond it are counted.';
    case 'labels-contradicted':
      return 'The data contradict the labels.';
    case 'covariation-disagrees':
      return 'Perturbation effects and cell-to-cell covariation disagree.';
    case 'batch-without-controls':
      return `${count(reason.perturbations)} of ${plural(reason.of, 'perturbation')} ${reason.perturbations === 1 ? 'lies' : 'lie'} in a batch without controls.`;
    case 'undetected-in-controls':
      return `${count(reason.edges)} of the ${plural(reason.of, 'strongest edge')} involve a gene never detected in controls.`;
    case 'stable-with-shuffled-labels':
      return `${percent(reason.stable)} of the strongest edges are stable, but with shuffled labels ${percent(reason.shuffled)} are stable too.`;
    case 'suspect-labels':
      return `${count(reason.suspect)} of ${plural(reason.of, 'label')} ${reason.suspect === 1 ? 'does' : 'do'} not fit ${reason.suspect === 1 ? 'its' : 'their'} cells.`;
    case 'regulators-without-effect':
      return `${count(reason.edges)} of ${plural(reason.of, 'strong edge')} start at perturbed genes without a measurable effect.`;
    case 'one-sample-per-condition':
      return 'Every edge rests on single samples.';
    case 'predictions-in-doubt':
      return 'Predictions of unseen perturbations do not support this network.';
    case 'measurable-effects':
      return `${count(reason.measurable)} of ${plural(reason.of, 'perturbation')} ${reason.measurable === 1 ? 'changes' : 'change'} other genes.`;
    case 'signal':
      return `Genes change ${timesText(reason.signal)} times as much as expected by chance.`;
    default:
      return reason satisfies never;
  }
}
