/** Confidence in sentences: how many resampled fits agree on edges and modules, the label check, the most informative next perturbation. */
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import type { Confidence, NextPerturbation, ShuffledCheck } from '../../inference/run/confidence';
import type { CrossValidation, FitResult } from '../../inference/run/result';
import { safeName } from '../../network/formats/edgeLists';
import { strongestPairs } from '../../network/ranking';
import { isStable, isStableIn } from '../../network/stability';
import { predictsMoreThanALittle } from './diagnosis';
import { count, decimal, listOf, percent, plural } from './format';

/** Share of fits in which a reliable edge recurs. */
const RELIABLE = 0.9;

/** Perturbations within this share of the largest disagreement are ranked equal. */
const TIED_FROM = 0.9;

export const confidenceText = {
  title: 'Confidence of edges',
  next: 'What to perturb next',
  nextWhy:
    'Ranked by how much the resampled fits disagree about the effect: an outcome that all fits predict teaches little.',
} as const;

/** For the `budget` strongest edges; null where all weights are 0. */
export function heldText(
  { network }: Pick<FitResult, 'network'>,
  confidence: Pick<Confidence, 'fits' | 'stability'>,
  budget: number,
): string | null {
  const shares = strengthsShown(network, confidence, budget);
  if (shares.length === 0) return null;
  const held = shares.filter((share) => isStable(share)).length;
  const relied = shares.filter((share) => isStableIn(share, RELIABLE)).length;
  const all = plural(shares.length, 'strongest edge');
  return `${count(held)} of the ${all} ${held === 1 ? 'is' : 'are'} stable (in at least half of ${resampledFits(confidence.fits)}); ${relied === 0 ? 'none' : count(relied)} in at least 90\u00a0%.`;
}

/** Share of agreeing fits for the `budget` strongest edges with non-zero weight, largest first. */
export function strengthsShown(
  network: FitResult['network'],
  confidence: Pick<Confidence, 'fits' | 'stability'>,
  budget: number,
): readonly number[] {
  return Array.from(strongestPairs(network, budget))
    .filter((pair) => network.weights[pair] !== 0)
    .map((pair) => confidence.stability[pair] ?? 0)
    .toSorted((a, b) => b - a);
}

/** 'In 18 of 20 resampled fits; same sign in 20; weight 0.31 (0.22 to 0.40)'. `pair`: index in Network.weights. */
export function edgeConfidenceText(weight: number, confidence: Confidence, pair: number): string {
  const { fits } = confidence;
  const held = (share: number | undefined) => count(Math.round((share ?? 0) * fits));
  return `In ${held(confidence.stability[pair])} of ${plural(fits, 'resampled fit')}; same sign in ${held(confidence.signAgreement[pair])}; weight ${decimal(weight)} (${intervalText(confidence, pair)}).${isChance(weight, confidence, pair) ? ' About as strong with shuffled labels.' : ''}`;
}

/** Sign and size recur but the edge is not stable: shuffled labels give it the same weight. */
function isChance(weight: number, { stability, low, high }: Confidence, pair: number): boolean {
  const least = weight < 0 ? -(high[pair] ?? 0) : (low[pair] ?? 0);
  return !isStable(stability[pair] ?? 0) && least >= Math.abs(weight) / 2;
}

/** '0.22 to 0.40': the interval of 90 % of the fits. */
export function intervalText({ low, high }: Confidence, pair: number): string {
  return `${decimal(low[pair] ?? 0)} to ${decimal(high[pair] ?? 0)}`;
}

/** The same training with shuffled labels. `attention`: the error is not evidence. */
export function labelCheckText(
  shuffled: ShuffledCheck | null,
  crossValidation: FitResult['crossValidation'],
): { readonly sentence: string; readonly attention: boolean } {
  if (!crossValidation)
    return {
      sentence: 'With fewer than three perturbations, shuffled labels cannot test the model.',
      attention: false,
    };
  if (!shuffled)
    return {
      sentence:
        'Shuffled labels were not checked, because the measurement was stopped. Edges were not compared with them.',
      attention: false,
    };
  const found = `Cross-validated error ${decimal(shuffled.error)} with shuffled labels`;
  const edges = `${percent(shuffled.stableShare)} of the strongest edges are stable with shuffled labels.`;
  const real = crossValidation.shrunkError;
  const judged = (standing: string, verdict: string, attention: boolean) => ({
    sentence: `${found}${standing}, ${decimal(real)} with true labels: ${verdict}. ${edges}`,
    attention,
  });
  if (!beatsNoChange(real)) return judged('', 'the model finds no signal in the labels', true);
  if (!beatsNoChange(shuffled.error)) {
    const isClear = predictsMoreThanALittle(real);
    return judged(' (no better than no change)', isClear ? 'not an artefact' : 'hardly better', !isClear);
  }
  const without = (1 - shuffled.error) / (1 - real);
  const verdict =
    without < 0.5
      ? 'most of the improvement comes from the labels'
      : without < 0.9
        ? 'more than half of the improvement does not come from the labels'
        : 'the improvement does not come from the labels';
  return judged(' (better than no change)', verdict, without >= 0.5);
}

/** `names`: the displayed names of the modules. null without modules. */
export function modulesFoundText(names: readonly string[], { modules, fits }: Confidence): string | null {
  if (modules.length === 0) return null;
  const named = modules.map((share, module) => `${names[module] ?? ''} (${percent(share)})`);
  const found = named.filter((_, module) => isStable(modules[module] ?? 0));
  const lost = named.filter((_, module) => !isStable(modules[module] ?? 0));
  const similarity = `Percentages: similarity to the most similar module in ${plural(fits, 'resampled fit')}.`;
  if (lost.length === 0)
    return `${found.length === 1 ? 'The module recurs' : 'All modules recur'}: ${listOf(found, 8)}. ${similarity}`;
  if (found.length === 0)
    return `No module recurs: ${listOf(lost, 8)}. Interpret edges, not modules. ${similarity}`;
  return `${listOf(found, 8)} ${found.length === 1 ? 'recurs' : 'recur'}; ${listOf(lost, 8)} ${lost.length === 1 ? 'does' : 'do'} not. ${similarity}`;
}

/** The most informative experiment. `genes`: names. */
export function nextText(
  next: Confidence['nextPerturbations'],
  genes: readonly string[],
  crossValidation: Pick<CrossValidation, 'shrunkError'> | null,
): string {
  const [first] = next;
  if (!first || first.disagreement === 0)
    return 'The fits agree on every perturbation, so none is more informative.';
  const alike = next.filter(({ disagreement }) => disagreement >= TIED_FROM * first.disagreement);
  const found = alike.length > 1 ? severalText(alike, genes) : oneText(first, genes);
  if (crossValidation !== null && predictsMoreThanALittle(crossValidation.shrunkError)) return found;
  const why = crossValidation
    ? `cross-validated error ${decimal(crossValidation.shrunkError)}, no change = 1`
    : 'prediction was not tested';
  return `${found} Uncertain order (${why}).`;
}

function oneText(one: NextPerturbation, genes: readonly string[]): string {
  const name = genes[one.gene] ?? '';
  const about = one.genes.length > 0 ? `, especially on ${namesOf(one, genes)}` : '';
  const more = one.measured ? 'more cells of the ' : '';
  return `Most informative: ${more}${one.kind} of ${name}; the fits disagree about its effect${about}.`;
}

/** Tied experiments. */
function severalText(alike: readonly NextPerturbation[], genes: readonly string[]): string {
  const named = (measured: boolean) =>
    alike.filter((one) => one.measured === measured).map(({ gene }) => genes[gene] ?? '');
  const parts = [
    named(false).length > 0 && `perturbing ${listOf(named(false))}`,
    named(true).length > 0 && `more cells of ${listOf(named(true))}`,
  ].filter(Boolean);
  return `Most informative, about equally: ${parts.join(', or ')}; the fits disagree about their effects.`;
}

/** 'KLF1, FOG1 and GATA1': the genes with uncertain responses. */
export function namesOf({ genes: uncertain }: NextPerturbation, genes: readonly string[]): string {
  return listOf(uncertain.map((gene) => genes[gene] ?? ''));
}

/** '× 1.23': spread of the predictions of the fits, as a factor of 1 + expression. */
export function disagreementText({ disagreement }: NextPerturbation): string {
  return `× ${Math.exp(disagreement).toFixed(2)}`;
}

/** Tab-separated table with a header, most informative first. */
export function nextTable(next: Confidence['nextPerturbations'], genes: readonly string[]): string {
  const nameOf = (gene: number) => safeName(genes[gene] ?? '');
  const rows = next.map((one) => [
    nameOf(one.gene),
    one.kind,
    one.measured ? 'yes' : 'no',
    String(Number(one.disagreement.toPrecision(4))),
    one.genes.map(nameOf).join(','),
  ]);
  const header = ['gene', 'kind', 'perturbed_here', 'disagreement_log1p', 'most_about'];
  return `${[header, ...rows].map((cells) => cells.join('\t')).join('\n')}\n`;
}

type Fits = Pick<FitResult, 'members' | 'confidence'> | null;

/** Stability of a link, which does not say how the sender measured it. */
export const stabilityOfLink = 'share of refits that agree, measured by the sender';

export function edgeStabilityHint(result: Fits): string {
  if (result?.confidence)
    return `share of ${resampledFits(result.confidence.fits)} that agree${beyondChance(result.confidence)}`;
  return isAveraged(result) ? 'share of refits and averaged fits that agree' : 'share of refits that agree';
}

/** Name and value of the stability filter: 'Resampled fits that agree' '≥ 7 of 10'. */
export function stabilityFilterText(
  result: Fits,
  least: number,
): { readonly name: string; readonly value: string } {
  if (!result?.confidence) return { name: 'Stable in at least', value: `${percent(least)} of fits` };
  const { fits } = result.confidence;
  // A share of .65 takes 7 of 10 fits, and so does 7 × .1, which is a little more than .7.
  const needed = Math.max(0, Math.ceil(least * fits - 1e-6));
  return { name: 'Resampled fits that agree', value: `≥ ${count(needed)} of ${count(fits)}` };
}

/** Follows a number of edges: 'are stable when data are left out'. */
export function holdText(result: Fits): string {
  return result?.confidence
    ? `are stable in at least half of ${resampledFits(result.confidence.fits)}`
    : 'are stable when data are left out';
}

export function unstableEdgesText(result: Fits): string {
  if (result?.confidence) {
    const { fits, shuffled } = result.confidence;
    const fail = shuffled
      ? 'change sign, lose half their weight or are no stronger than with shuffled labels'
      : 'change sign or lose half their weight';
    return `In most of ${resampledFits(fits)} they ${fail}.`;
  }
  const leftOut = 'They change sign or lose half their weight when some perturbations are left out';
  return isAveraged(result) ? `${leftOut}, or in one of the averaged fits.` : `${leftOut}.`;
}

export function moduleStabilityHint(
  result: Pick<FitResult, 'members' | 'model' | 'confidence'> | null,
): string {
  if (result?.confidence)
    return `similarity to the most similar module in ${resampledFits(result.confidence.fits)}`;
  if (areUnits(result)) return 'similarity of the hidden unit when data are left out';
  return isAveraged(result)
    ? 'share of gene pairs that stay together in the averaged fits and when data are left out'
    : 'share of gene pairs that stay together when data are left out';
}

export function modulesText(result: Pick<FitResult, 'model'> | null): string {
  return areUnits(result)
    ? 'The hidden units of the model, each with its strongest target genes.'
    : 'Genes under the same regulators.';
}

/** '20 fits to resampled cells and perturbations'. */
export function resampledFits(fits: number): string {
  return `${plural(fits, 'fit')} to resampled cells and perturbations`;
}

function beyondChance({ shuffled }: Confidence): string {
  return shuffled ? ' and exceed shuffled labels' : '';
}

function isAveraged(result: Fits): boolean {
  return result !== null && result.members.length > 0;
}

function areUnits(result: Pick<FitResult, 'model'> | null): boolean {
  return result?.model.settings.preset === 'compact';
}

export interface ConfidenceSentence {
  readonly title: string;
  readonly text: string;
  readonly attention: boolean;
}

/** For report and terminal. `moduleNames`: displayed names by module index. Empty where confidence was not measured. */
export function confidenceSummary(
  result: Pick<FitResult, 'network' | 'modules' | 'crossValidation' | 'confidence'>,
  budget: number,
  moduleNames: Readonly<Record<number, string>>,
): readonly ConfidenceSentence[] {
  const { confidence, crossValidation, modules } = result;
  if (confidence === null) return [];
  const held = heldText(result, confidence, budget);
  const check = labelCheckText(confidence.shuffled, crossValidation);
  const found = modulesFoundText(
    modules.map(({ name }, module) => moduleNames[module] ?? name),
    confidence,
  );
  return [
    ...plain('Edges', held),
    { title: 'Label check', text: check.sentence, attention: check.attention },
    ...plain('Modules', found),
  ];
}

function plain(title: string, text: string | null): readonly ConfidenceSentence[] {
  return text === null ? [] : [{ title, text, attention: false }];
}
