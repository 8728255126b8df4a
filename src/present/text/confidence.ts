/** How sure a run's edges and modules are, and what to perturb next, in words: what fits to resampled data say (src/inference/confidence). */
import { beatsNoChange } from '../../evaluation/predictors';
import type { Confidence, NextPerturbation, ShuffledCheck } from '../../inference/confidence/confidence';
import type { CrossValidation, FitResult } from '../../inference/result';
import { strongestPairs } from '../../network/ranking';
import { isStable, isStableIn } from '../../network/stability';
import { predictsMoreThanALittle } from './diagnosis';
import { capital, listOf, plural, count, decimal, percent } from './format';

/** Of ten fits, in how many an edge holds that can be relied on. */
const reliable = 0.9;

/** Perturbations that the fits disagree about by so much of the most are not told apart. */
const alikeFrom = 0.9;

export const confidenceText = {
  title: 'How sure the edges are',
  next: 'What to perturb next',
  nextWhy:
    'Ranked by how much the fits disagree about what it would do: an experiment that all of them foresee alike teaches little.',
} as const;

/** Of the `budget` strongest edges; null where no edge has a size. */
export function heldText(
  { network }: Pick<FitResult, 'network'>,
  confidence: Pick<Confidence, 'fits' | 'stability'>,
  budget: number,
): string | null {
  const shares = strengthsShown(network, confidence, budget);
  if (shares.length === 0) return null;
  const held = shares.filter((share) => isStable(share)).length;
  const relied = shares.filter((share) => isStableIn(share, reliable)).length;
  const most = plural(shares.length, 'strongest edge');
  const first =
    shares.length === 1
      ? `The strongest edge ${held === 1 ? 'holds' : 'does not hold'} in at least half of ${resampledFits(confidence.fits)}`
      : `${held === shares.length ? 'All' : held === 0 ? 'None' : count(held)} of the ${most} ${held === 1 ? 'holds' : 'hold'} in at least half of ${resampledFits(confidence.fits)}`;
  return `${first}; ${relied === 0 ? 'none does' : relied === 1 ? '1 does' : `${count(relied)} do`} so in nine of ten.`;
}

/** The shares of agreeing fits of the `budget` strongest edges that have a size, largest share first. */
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

/** 'Holds in 18 of 20 resampled fits; sign in 20 of 20; weight 0.31 (0.22 to 0.40)'. `pair`: its place in Network.weights. */
export function edgeConfidenceText(weight: number, confidence: Confidence, pair: number): string {
  const { fits } = confidence;
  const held = (share: number | undefined) => count(Math.round((share ?? 0) * fits));
  return `Holds in ${held(confidence.stability[pair])} of ${plural(fits, 'resampled fit')}; sign in ${held(confidence.signAgreement[pair])} of ${count(fits)}; weight ${decimal(weight)} (${intervalText(confidence, pair)}).${isChance(weight, confidence, pair) ? ' With shuffled labels it comes out about as strong.' : ''}`;
}

/** It keeps sign and size, and yet it does not hold: what is left is that shuffled labels give it as much. */
function isChance(weight: number, { stability, low, high }: Confidence, pair: number): boolean {
  const least = weight < 0 ? -(high[pair] ?? 0) : (low[pair] ?? 0);
  return !isStable(stability[pair] ?? 0) && least >= Math.abs(weight) / 2;
}

/** '0.22 to 0.40': what nine of ten fits lie in. */
export function intervalText({ low, high }: Confidence, pair: number): string {
  return `${decimal(low[pair] ?? 0)} to ${decimal(high[pair] ?? 0)}`;
}

/** What the same training finds with labels that mean nothing. `attention`: the score must not be believed. */
export function labelCheckText(
  shuffled: ShuffledCheck | null,
  crossValidation: FitResult['crossValidation'],
): { readonly sentence: string; readonly attention: boolean } {
  if (!crossValidation) return unchecked('Shuffled labels tell nothing with fewer than three perturbations.');
  if (!shuffled)
    return unchecked(
      'Shuffled labels were not checked: the measurement was cut short. Edges were not held against them either.',
    );
  const found = `With shuffled labels the error is ${decimal(shuffled.error)}`;
  const edges = `${percent(shuffled.stableShare)} of the strongest edges seem stable there.`;
  const real = crossValidation.shrunkError;
  if (!beatsNoChange(real)) {
    return {
      sentence: `${found}, and with the true ones ${decimal(real)}: the model finds no more in these labels than in none. ${edges}`,
      attention: true,
    };
  }
  if (!beatsNoChange(shuffled.error)) {
    if (!predictsMoreThanALittle(real))
      return {
        sentence: `${found}, no better than “no change”; with the true ones it is ${decimal(real)}: a little better, too little to build on. ${edges}`,
        attention: true,
      };
    return {
      sentence: `${found}, no better than “no change”; with the true ones it is ${decimal(real)}: the score is no artefact. ${edges}`,
      attention: false,
    };
  }
  const both = `${found}, better than “no change”; with the true ones it is ${decimal(real)}`;
  const without = (1 - shuffled.error) / (1 - real);
  if (without < 0.5)
    return {
      sentence: `${both}: most of the score comes from the labels, not all. ${edges}`,
      attention: false,
    };
  const judged =
    without < 0.9
      ? 'more than half of the score comes without the labels'
      : 'the model does as well without the labels, so the score does not come from them';
  return { sentence: `${both}: ${judged}. ${edges}`, attention: true };
}

function unchecked(sentence: string): ReturnType<typeof labelCheckText> {
  return { sentence, attention: false };
}

/** `names`: of the modules, as a person called them. null where there are no modules. */
export function modulesFoundText(names: readonly string[], { modules, fits }: Confidence): string | null {
  if (modules.length === 0) return null;
  const named = modules.map((share, module) => ({
    text: `${names[module] ?? ''} (${percent(share)})`,
    found: isStable(share),
  }));
  const found = named.filter((module) => module.found).map(({ text }) => text);
  const lost = named.filter((module) => !module.found).map(({ text }) => text);
  const like = `Likeness to the most similar module, in ${plural(fits, 'resampled fit')}.`;
  if (lost.length === 0)
    return `${found.length === 1 ? 'The module comes' : 'The modules come'} again: ${listOf(found, 8)}. ${like}`;
  const warning = `${listOf(lost, 8)} ${lost.length === 1 ? 'does' : 'do'} not: no group to build on.`;
  return found.length === 0
    ? `${capital(`no module comes again: ${listOf(lost, 8)}. Read edges, not groups.`)} ${like}`
    : `${listOf(found, 8)} ${found.length === 1 ? 'comes' : 'come'} again; ${warning} ${like}`;
}

/** What an added experiment would settle; the fits may agree about everything. `genes`: names. */
export function nextText(
  next: Confidence['nextPerturbations'],
  genes: readonly string[],
  crossValidation: Pick<CrossValidation, 'shrunkError'> | null,
): string {
  const [first] = next;
  if (!first || first.disagreement === 0)
    return 'The fits foresee the same for every perturbation, so none of them stands out.';
  const alike = next.filter(({ disagreement }) => disagreement >= alikeFrom * first.disagreement);
  const found = alike.length > 1 ? severalText(alike, genes) : oneText(first, genes);
  if (crossValidation !== null && predictsMoreThanALittle(crossValidation.shrunkError)) return found;
  const why = crossValidation
    ? `The model hardly predicts what it has not seen (error ${decimal(crossValidation.shrunkError)} of “no change”)`
    : 'How well the model predicts was not tested';
  return `${found} ${why}, so this order is a weak hint.`;
}

function oneText(one: NextPerturbation, genes: readonly string[]): string {
  const name = genes[one.gene] ?? '';
  const about = one.genes.length > 0 ? `, most of all about ${namesOf(one, genes)}` : '';
  return one.measured
    ? `More cells of the ${one.kind} of ${name} would settle most: the fits disagree about its effect${about}.`
    : `${one.kind === 'overexpression' ? 'An' : 'A'} ${one.kind} of ${name} would settle most: the fits disagree about what it does${about}.`;
}

/** Of which none stands out from the others. */
function severalText(alike: readonly NextPerturbation[], genes: readonly string[]): string {
  const named = (measured: boolean) =>
    alike.filter((one) => one.measured === measured).map(({ gene }) => genes[gene] ?? '');
  const parts = [
    named(false).length > 0 ? `perturbing ${listOf(named(false))}` : null,
    named(true).length > 0 ? `more cells of ${listOf(named(true))}` : null,
  ].filter((part) => part !== null);
  return `${capital(parts.join(', or '))} would settle most, each about as much: the fits disagree about what these do.`;
}

/** 'KLF1, FOG1 and GATA1': whose answers are uncertain. */
export function namesOf({ genes: uncertain }: NextPerturbation, genes: readonly string[]): string {
  return listOf(uncertain.map((gene) => genes[gene] ?? ''));
}

/** '× 1.23': how far the fits' predictions lie apart, as a factor of 1 + expression. */
export function disagreementText({ disagreement }: NextPerturbation): string {
  return `× ${Math.exp(disagreement).toFixed(2)}`;
}

/** All of them as a table for other programs, the most telling first: tab-separated with a header. */
export function nextTable(next: Confidence['nextPerturbations'], genes: readonly string[]): string {
  const rows = next.map((one) => [
    genes[one.gene] ?? '',
    one.kind,
    one.measured ? 'yes' : 'no',
    String(Number(one.disagreement.toPrecision(4))),
    one.genes.map((gene) => genes[gene] ?? '').join(','),
  ]);
  const header = ['gene', 'kind', 'perturbed_here', 'disagreement_log1p', 'most_about'];
  return `${[header, ...rows].map((cells) => cells.join('\t')).join('\n')}\n`;
}

/** What stability counts, which differs where it was measured with resampled fits, where ranks are averaged and where modules are hidden units. */

type Fits = Pick<FitResult, 'members' | 'confidence'> | null;

/** Stands where what stability counts stayed with the sender. */
export const stabilityOfLink = 'fits that agree, as the sender measured';

export function edgeStabilityHint(result: Fits): string {
  if (result?.confidence)
    return `${resampledFits(result.confidence.fits)} that agree${beyondChance(result.confidence)}`;
  return isAveraged(result)
    ? 'averaged fits, and fits with data left out, that agree'
    : 'fits with data left out that agree';
}

/** What the filter by stability is called, and what it asks for: 'Resampled fits that agree' '≥ 7 of 10'. */
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

/** Follows a number of edges: 'hold when data are left out'. */
export function holdText(result: Fits): string {
  return result?.confidence
    ? `hold in at least half of ${resampledFits(result.confidence.fits)}`
    : 'hold when data are left out';
}

export function unstableEdgesText(result: Fits): string {
  if (result?.confidence) {
    const { fits, shuffled } = result.confidence;
    const fail = shuffled
      ? 'change sign, lose half their size or score no more than with shuffled labels'
      : 'change sign or lose half their size';
    return `In most of ${resampledFits(fits)} they ${fail}.`;
  }
  const leftOut = 'They change sign or lose half their size when some perturbations are left out';
  return isAveraged(result) ? `${leftOut}, or in one of the averaged fits.` : `${leftOut}.`;
}

export function moduleStabilityHint(
  result: Pick<FitResult, 'members' | 'model' | 'confidence'> | null,
): string {
  if (result?.confidence)
    return `likeness of the module most like it in ${resampledFits(result.confidence.fits)}`;
  if (areUnits(result)) return 'likeness of the unit when data are left out';
  return isAveraged(result)
    ? 'pairs that stay together in the averaged fits and when data are left out'
    : 'pairs that stay together when data are left out';
}

export function modulesText(result: Pick<FitResult, 'model'> | null): string {
  return areUnits(result)
    ? 'The hidden units of the model, each with the genes that it drives most.'
    : 'Genes whose regulators act on them alike.';
}

/** '20 fits to resampled cells and perturbations'. */
export function resampledFits(fits: number): string {
  return `${plural(fits, 'fit')} to resampled cells and perturbations`;
}

/** Stability is held against them where they could be trained on. */
function beyondChance({ shuffled }: Confidence): string {
  return shuffled ? ', beyond what shuffled labels give' : '';
}

function isAveraged(result: Fits): boolean {
  return result !== null && result.members.length > 0;
}

function areUnits(result: Pick<FitResult, 'model'> | null): boolean {
  return result?.model.settings.preset === 'compact';
}

/** How sure a run is, in the few sentences that its report and `modulode evaluate` have; confidence.ts has them one by one. */

export interface ConfidenceSentence {
  readonly title: string;
  readonly text: string;
  readonly attention: boolean;
}

/** Of the `budget` strongest edges; `moduleNames`: by the index of the module, as a person called them. Empty where it was not measured. */
export function confidenceSummary(
  result: Pick<FitResult, 'network' | 'modules' | 'crossValidation' | 'confidence'>,
  budget: number,
  moduleNames: Readonly<Record<number, string>>,
): readonly ConfidenceSentence[] {
  const { confidence, crossValidation, network, modules } = result;
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
    ...plain(confidenceText.next, nextText(confidence.nextPerturbations, network.genes, crossValidation)),
  ];
}

function plain(title: string, text: string | null): readonly ConfidenceSentence[] {
  return text === null ? [] : [{ title, text, attention: false }];
}
