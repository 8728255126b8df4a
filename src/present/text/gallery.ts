/**
 * The methods of the gallery in words: families, what a method needs, and why it cannot run. What the prediction of links from a known
 * network is worth, in sentences.
 */
import type { JudgedMethod } from '../../evaluation/methods/judged';
import {
  type AboutMethod,
  type LeftOut,
  type LinkBar,
  type LinkVerdict,
  type MethodFamily,
  type MethodNeed,
  type PartErrors,
  leftOutParts,
  linkBars,
} from '../../evaluation/methods/method';
import type { KeptMethod } from '../../share/keptMethod';
import { count, listOf, plural } from './format';
import type { LinkEvaluation } from '../../evaluation/methods/links/evaluation';
import type { Interval } from '../../evaluation/bootstrap';

export const familyNames: Readonly<Record<MethodFamily, string>> = {
  effects: 'Effects of perturbations',
  regression: 'Regression',
  trees: 'Tree ensembles',
  acyclic: 'Acyclic graphs',
  dynamics: 'Dynamics',
  covariance: 'Covariance over time',
  autoencoder: 'Autoencoders',
  order: 'Causal order',
  spline: 'Splines',
  links: 'Links from a known network',
  consensus: 'Consensus',
};

const needNames: Readonly<Record<MethodNeed, string>> = {
  perturbations: 'perturbations',
  controls: 'control cells',
  times: 'two or more time points',
  run: 'a finished run',
  networks: 'networks of two other methods',
  prior: 'a known network',
};

/** Why a method cannot run on the data set. */
export const lackTexts: Readonly<Record<MethodNeed, string>> = {
  perturbations: 'No perturbation is left to learn from: all are held out, or there are none.',
  controls: 'Fewer than 20 control cells: there is no reference level.',
  times: 'Cells have one time point; this method needs at least two.',
  run: 'Train first: this method reads the trained model.',
  networks: 'Run at least two other methods first.',
  prior: 'Give a known network with edges of at least four regulators: this method learns from them.',
};

/** 'perturbations and control cells'; 'nothing but cells' without needs. */
export function needsText(needs: readonly MethodNeed[]): string {
  const names = needs.map((need) => needNames[need]);
  return names.length === 0 ? 'nothing but cells' : names.join(' and ');
}

/** What a method gives, beside a ranking of edges. */
export function outcomeText({
  signed,
  predicts,
  readsPrior,
}: Pick<AboutMethod, 'signed' | 'predicts' | 'readsPrior'>): string {
  const signs = signed ? 'Edges have signs' : 'Edges have no signs';
  const outcome = predicts ? `${signs}; it predicts unseen perturbations.` : `${signs}.`;
  return readsPrior ? `${outcome} It reads a known network where one is given.` : outcome;
}

/** What its result is worth, a sentence each. `reference`: name of the known edges, null without. */
export function judgedTexts(
  { truth, unseen }: JudgedMethod,
  { predicts }: Pick<AboutMethod, 'predicts'>,
  reference: string | null,
): readonly string[] {
  return [
    ...(reference === null
      ? []
      : [
          truth === null
            ? `${reference} has no edge among the scored pairs.`
            : `AUPRC ${truth.auprc.toFixed(3)} against ${reference} (random order: ${truth.density.toFixed(3)}).`,
        ]),
    ...(predicts
      ? [
          unseen === null
            ? 'No perturbation is held out: nothing to predict.'
            : `Error on ${plural(unseen.perturbations, 'held-out perturbation')}: ${unseen.error.toFixed(2)} (no change = 1).`,
        ]
      : []),
  ];
}

/** How many genes have numbers from a file. */
export function embeddingsText({ name, genes }: NonNullable<KeptMethod['embeddings']>): string {
  const others = genes.covered < genes.all ? '; the others are learned' : '';
  return `Embeddings: ${name}. ${count(genes.covered)} of ${plural(genes.all, 'gene')} have an embedding${others}.`;
}

export function linkTexts(
  evaluation: LinkEvaluation,
  { name, title }: Pick<AboutMethod, 'name' | 'title'>,
): readonly string[] {
  const { score, beside, density, calibration } = evaluation;
  const area = score.averagePrecision;
  const of = (row: keyof typeof beside) => beside[row].averagePrecision?.value.toFixed(3) ?? 'none';
  return [
    `${title}, judged on ${unseenText(evaluation)}: average precision ${area === null ? 'none' : withInterval(area)} (random order: ${density.toFixed(3)}).`,
    `Beside it: in-degree ${of('degree')}, product of degrees ${of('degree-product')}, correlation ${of('correlation')}, effect of the perturbation ${of('effect')}, pair logistic ${of('pair-logistic')}, without the network ${of('towers')}, with swapped labels ${of('swapped-labels')}.`,
    claimText(evaluation, { name, title }),
    `Probabilities: Brier score ${calibration.brier.toFixed(3)}; the density for every pair has ${calibration.brierOfDensity.toFixed(3)}.`,
  ];
}

/** The same in two sentences, beside the bars alone. */
export function linkVerdictText(
  verdict: LinkVerdict,
  { name, title }: Pick<AboutMethod, 'name' | 'title'>,
): string {
  const { hidden, network, averagePrecision: area, density, bars } = verdict;
  const beside = linkBars(hidden)
    .filter((bar) => bar !== name)
    .map((bar) => `${barNames[bar]} ${bars[bar]?.toFixed(3) ?? 'none'}`);
  return `${network === undefined ? '' : `Learned from ${network}. `}Judged on ${unseenText(verdict)}: average precision ${area === null ? 'none' : withInterval(area)} (${[...beside, `random order ${density.toFixed(3)}`].join(', ')}). ${claimText(verdict, { name, title })}`;
}

function unseenText({ hidden, regulators }: Pick<LinkVerdict, 'hidden' | 'regulators'>): string {
  return hidden === 'pairs'
    ? `pairs of ${regulators} regulators that it had not seen`
    : `${regulators} regulators whose edges it had not seen`;
}

function likeOf({ hidden = 'regulators', network }: LinkVerdict): string {
  return `${hidden} ${network}`;
}

type Titled = readonly [Pick<AboutMethod, 'name' | 'title'>, LinkVerdict];

/**
 * Of several methods on the same data set: what the numbers beside them are, and which are worth more than the bars. One text for each known
 * network that methods learned from, and for what was hidden of it, because the bars are its own.
 */
export function linkColumnTexts(verdicts: readonly Titled[]): readonly string[] {
  const likes = [...new Set(verdicts.map(([, verdict]) => likeOf(verdict)))];
  return likes.flatMap((like) => {
    const own = verdicts.filter(([, verdict]) => likeOf(verdict) === like);
    const [first] = own;
    if (!first) return [];
    const [, { hidden, network, bars, density }] = first;
    const both = linkBars(hidden);
    const of =
      likes.length === 1
        ? ''
        : ` ${listOf(
            own.map(([{ title }]) => title),
            own.length,
          )}, from ${network ?? 'a known network'}:`;
    const others = own.filter(([{ name }]) => !both.some((bar) => bar === name));
    const worth = others.filter(([, { exceedsBoth }]) => exceedsBoth).map(([{ title }]) => title);
    const claim = `${worth.length === 0 ? 'No method exceeds' : worth.length === 1 ? `${worth[0]} exceeds` : `${listOf(worth)} exceed`} both ${both.map(theBar).join(' and ')}.`;
    const beside = both.map((bar) => `${barNames[bar]} ${bars[bar]?.toFixed(3) ?? 'none'}`).join(', ');
    return `Unseen links:${of} average precision on ${hidden === 'pairs' ? 'known edges that' : 'the known edges of regulators whose edges'} a method had not seen; ${beside}, random order ${density.toFixed(3)}.${others.length === 0 ? '' : ` ${claim}`}`;
  });
}

const partNames: Readonly<Record<LeftOut, string>> = {
  adapter: 'without the network',
  'edge-perturbation': 'without perturbed edges',
  network: 'with a shuffled network',
};

/** Of the errors of its rivals, an error below this is told from them: random starts differ by less. */
const GAIN = 0.9;

/** What the parts of a method give to its predictions. */
export function partsText(error: number, without: PartErrors): string {
  const texts = leftOutParts.map((part) => `${partNames[part]} ${without[part]?.toFixed(2) ?? 'none'}`);
  const least = Math.min(1, ...[without.adapter, without.network].map((one) => one ?? 0));
  const claim = error < GAIN * least ? 'The network helps here' : 'No gain from the network is shown here';
  return `Error ${error.toFixed(2)}; ${texts.join(', ')}. ${claim}.`;
}

const barNames: Readonly<Record<LinkBar, string>> = {
  degree: 'in-degree',
  'degree-product': 'product of degrees',
  'pair-logistic': 'pair logistic',
};

const theBar = (bar: LinkBar) => `the ${barNames[bar]}`;

function claimText(
  { hidden, beyond, exceedsBoth }: Pick<LinkVerdict, 'hidden' | 'beyond' | 'exceedsBoth'>,
  { name, title }: Pick<AboutMethod, 'name' | 'title'>,
): string {
  const both = linkBars(hidden);
  if (both.some((bar) => bar === name))
    return `${title} is one of the two baselines that other methods must exceed.`;
  if (exceedsBoth)
    return `${title} exceeds both ${both.map(theBar).join(' and ')}: both intervals are above 0.`;
  const missed = both.filter((bar) => !((beyond[bar]?.low ?? 0) > 0));
  return `${title} does not exceed ${missed.map(theBar).join(' or ')}, so no advantage is claimed for it.`;
}

function withInterval({ value, low, high }: Interval): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
