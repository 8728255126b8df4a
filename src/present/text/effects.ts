/** Sentences about the effects of a screen. */
import { ENOUGH_SAMPLES } from '../../effects/cellNoise';
import { FEWEST_TOGETHER } from '../../effects/manyPairs';
import type { MeasuredEffects } from '../../effects/measure';
import { ENOUGH_CONTROLS } from '../../dataset/dataset';
import { isRatio, type PerturbationKind } from '../../dataset/mapping';
import type { DatasetNote } from '../../dataset/notes';
import type { TargetVerdict } from '../../effects/ownTargets';
import type { GuideLine } from '../../effects/changes';
import { FEWEST_TOTALLED } from '../../effects/sizeFactors';
import { smallestChanges, timesNeeded, type Replicates, type TypicalTests } from '../../effects/power';
import { truncateName } from '../../numerics/format';
import { compareNaturally } from '../../numerics/naturalOrder';
import { median } from '../../numerics/statistics';
import { changedGenes, type PerturbationLine, type ToldPerturbations } from '../report/effects';
import type { EffectsSentences, EffectsSnapshot } from '../../share/effectsSnapshot';
import { noteSentences } from './notes';
import { noNetwork, targetsNeeded } from './targets';
import { suspectSentences } from './diagnosis';
import { count, fold, joined, listOf, percent, plural, sentence, toldText } from './format';

/** False discovery rate of the changes that are counted. */
export const effectsRate = 0.05;

/** Perturbations that act, of each group of alike ones, the largest group first; not groups of one perturbation's doses. */
export function alikeGroups(lines: readonly PerturbationLine[]): readonly (readonly string[])[] {
  const groups: { label: string; of: string }[][] = [];
  for (const { label, group, acts, dose } of lines)
    if (group !== null && acts) (groups[group] ??= []).push({ label, of: dose?.of ?? label });
  return groups
    .filter((members) => new Set(members.map(({ of }) => of)).size > 1)
    .map((members) => members.map(({ label }) => label).toSorted(compareNaturally));
}

/** Names of a group in a headline. */
const MOST_ALIKE = 4;

/** 'A, B and C act alike; so do two further groups.'; '' where none do. */
function alikeSentence(lines: readonly PerturbationLine[]): string {
  const [first, ...further] = alikeGroups(lines);
  if (first === undefined) return '';
  const rest =
    further.length === 0
      ? ''
      : further.length === 1
        ? `, and so do ${listOf(further[0] ?? [])}`
        : `, and so do the members of ${count(further.length)} further groups`;
  return `${listOf(first, MOST_ALIKE)} act alike${rest}.`;
}

/** Perturbations that could be compared, those that act, and those that only share a response: each once, whatever the number of its times. */
export function countedPerturbations(lines: readonly PerturbationLine[]) {
  const where = (holds: (line: PerturbationLine) => boolean) =>
    new Set(lines.filter((line) => line.isCompared && holds(line)).map(({ labelInFile }) => labelInFile));
  const acting = where(({ acts }) => acts);
  const sharing = where(({ kind, labelInFile }) => kind === 'shared response' && !acting.has(labelInFile));
  return { of: where(() => true).size, acting: acting.size, sharing: sharing.size };
}

/** ' at one or more time points', or doses, where there are several. */
export function timesText(lines: readonly PerturbationLine[]): string {
  if (lines.some(({ dose }) => dose !== undefined)) return ' at one or more doses';
  return lines.some(({ label, labelInFile }) => label !== labelInFile) ? ' at one or more time points' : '';
}

/** ' (89 with each dose counted)' where there are several of some. @param all perturbations that were compared */
function eachText(lines: readonly PerturbationLine[], all: number): string {
  const conditions = lines.filter(({ isCompared }) => isCompared).length;
  const each = lines.some(({ dose }) => dose !== undefined) ? 'dose' : 'time';
  return conditions > all ? ` (${count(conditions)} with each ${each} counted)` : '';
}

/** Whether a perturbation has a measured target. */
export const haveTargets = (lines: readonly PerturbationLine[]) =>
  lines.length === 0 || lines.some(({ hasTarget }) => hasTarget);

/** What was found: how many perturbations act, and those that act alike or the one that changes most. */
export function effectsHeadline(lines: readonly PerturbationLine[], isTested = true): string {
  const { of: all, acting, sharing } = countedPerturbations(lines);
  const [only] = lines.length === 1 ? lines : [];
  if (only && !isTested) return `${only.label} has one sample: its changes are shown, but cannot be tested.`;
  if (!isTested && lines.length > 0)
    return `${plural(all, 'perturbation')}${eachText(lines, all)} with one sample each: their changes are shown, but cannot be tested.`;
  const of = `of ${plural(all, 'perturbation')}`;
  const other = haveTargets(lines) ? 'other ' : '';
  const genes = `${other}genes`;
  if (acting === 0 && sharing > 0)
    return `${count(sharing)} ${of} ${sharing === 1 ? 'shows' : 'show'} only a shared response, such as to stress, in different strengths; none was found to change genes beyond it.`;
  if (only) {
    const changed = changedGenes(only);
    const what = changed === 0 ? genes : `${count(changed)} ${other}${changed === 1 ? 'gene' : 'genes'}`;
    return only.acts ? `${only.label} changes ${what}.` : `${only.label} was not found to change ${genes}.`;
  }
  if (acting === 0)
    return lines.length === 0 ? 'No perturbation to compare.' : `None ${of} was found to change ${genes}.`;
  const besides =
    sharing === 0
      ? ''
      : ` beyond a shared response, which is all that ${count(sharing)} more ${sharing === 1 ? 'shows' : 'show'}`;
  const first = `${count(acting)} ${of} ${acting === 1 ? 'changes' : 'change'} ${genes}${timesText(lines)}${besides}.`;
  const alike = alikeSentence(lines);
  if (alike !== '') return `${first} ${alike}`;
  const found = lines.filter(({ acts }) => acts);
  const most = found.reduce((best, line) => (changedGenes(line) > changedGenes(best) ? line : best));
  if (changedGenes(most) === 0) return first;
  const isAlone = found.every((line) => line === most || changedGenes(line) < changedGenes(most));
  return `${first} ${most.label} changes ${plural(changedGenes(most), 'gene')}${found.length > 1 && isAlone ? ', the most' : ''}.`;
}

/** What perturbations were compared with, and in how many genes. */
export interface Comparison {
  /** Names of the tested genes. */
  readonly genes: readonly string[];
  readonly lines: readonly PerturbationLine[];
  /** Compared with the controls and every perturbation that does not change the gene, in place of the controls alone. */
  readonly isPooled: boolean;
  readonly depth: MeasuredEffects['depth'];
  /** Genes whose counts are no part of the depth of a cell. */
  readonly dominating: readonly string[];
  readonly controls: { readonly cells: number; readonly guides: number };
  readonly unit: MeasuredEffects['unit'];
  readonly values: MeasuredEffects['values'];
  /** Whether the counts were recovered from normalised values. */
  readonly isRecovered?: boolean;
  readonly isTested: boolean;
  readonly batchReplicates?: number;
  readonly confounded?: MeasuredEffects['confounded'];
}

/** What ratios without rows of controls are compared with. */
export const zeroControl = 'the control, which is 0 in these ratios';

/** @param rate false discovery rate of the changes that are counted */
export function comparedSentences(found: Comparison, rate = effectsRate): string {
  const { genes, lines, isPooled, depth, dominating, controls, unit, isTested, batchReplicates } = found;
  const ofControls =
    controls.cells === 0
      ? ''
      : `${plural(controls.cells, `control ${unit}`)}${controls.guides > 1 ? ` (${plural(controls.guides, 'guide')})` : ''}`;
  const unchanged = isTested ? 'the perturbations that do not change the gene' : 'the other perturbations';
  const others = ofControls === '' ? unchanged : `${ofControls} and ${unchanged}`;
  const reference = isPooled ? others : ofControls || zeroControl;
  const apart = lines.filter(({ isCompared }) => !isCompared).map(({ label }) => label);
  return [
    found.confounded ? confoundedSentence(found.confounded, unit) : '',
    `${lines.length === 1 ? 'It' : 'Each perturbation'} is compared with ${reference}, in the ${plural(genes.length, 'gene')} ${isRatio(found.values) ? 'with values' : `expressed in enough ${unit}s`}.`,
    batchReplicates === undefined
      ? ''
      : `Because no perturbation has several guides, the cells of a perturbation in each of the ${batchReplicates} batches count as one replicate.`,
    isTested ? `False discovery rate of the counted changes: ${percent(rate)}.` : '',
    scaleSentence(found),
    depthSentence(found),
    dominating.length === 0
      ? ''
      : `${depth === null ? 'The sequencing depth of a cell' : 'It'} is counted without ${listOf(dominating)}, because their share is large, or changes much.`,
    apart.length === 0
      ? ''
      : sentence(`Not compared, because their batches lack reference cells: ${listOf(apart)}`),
  ]
    .filter((line) => line !== '')
    .join(' ');
}

export function confoundedSentence(
  { column, labels }: NonNullable<MeasuredEffects['confounded']>,
  unit: MeasuredEffects['unit'],
): string {
  const isOne = labels.length === 1;
  return `The ${isOne ? 'effect' : 'effects'} of ${listOf(labels)} cannot be told from ${isOne ? 'that of its batch' : 'those of their batches'} (column “${truncateName(column)}”, not used as batch), where fewer than ${ENOUGH_CONTROLS} ${unit}s are controls.`;
}

/** Why depths are not the totals of the file, or what follows where they are those of few genes. */
function depthSentence({ depth, genes, lines, values, unit }: Comparison): string {
  if (depth?.column === null)
    return 'The sequencing depth of a cell is what its values were divided by, because the file holds only some of the genes.';
  if (depth)
    return `The sequencing depth of a cell is its “${truncateName(depth.column)}”, because the file holds only ${percent(depth.share)} of these counts.`;
  const areFew = values === 'counts' && unit === 'cell' && genes.length < FEWEST_TOTALLED;
  return areFew && lines.some(({ kind }) => kind === 'broad')
    ? 'In a file of few genes, the others can seem to rise where most fall; a column with the counts of each cell over all genes (“total_counts”) would correct it.'
    : '';
}

/** What has to be known of values that are no counts of cells. */
function scaleSentence({
  unit,
  values,
  isRecovered,
  isTested,
}: Pick<Comparison, 'unit' | 'values' | 'isRecovered' | 'isTested'>) {
  if (isRecovered)
    return 'The values are normalised, but those of a cell are whole multiples of its smallest: the counts behind them were recovered and are compared.';
  if (!isTested)
    return 'Without replicates, each change is shown relative to the spread of all samples. Replicates of some perturbations, or of the controls, would give it an error bar.';
  if (values === 'counts')
    return unit === 'sample'
      ? 'Counts of samples are compared on a log scale; replicates give the error of each change.'
      : '';
  if (unit === 'sample') return 'Replicates, or controls, give the error of each change.';
  return 'With normalised values, a difference in depth can look like a change of a weakly expressed gene; counts are safer.';
}

/** Smaller p are not told apart. */
const LEAST_P = 1e-299;

/** p or q in few characters. */
export function pText(p: number): string {
  if (!Number.isFinite(p)) return '–';
  if (p >= 0.001) return p.toPrecision(2);
  return p < LEAST_P ? '< 1e-299' : p.toExponential(0);
}

/** What a perturbation does, in a word or two. */
export function kindText(line: PerturbationLine): string {
  if (!line.isCompared) return '–';
  if (line.kind !== 'inert') return line.kind;
  return changedGenes(line) > 0 ? 'not confirmed' : 'nothing found';
}

/** The perturbation that it is most like, with the similarity; '–': none can be told. */
export function nearestText({ nearest }: PerturbationLine): string {
  return nearest === null ? '–' : `${nearest.label} ${toldText({ ...nearest, value: nearest.similarity })}`;
}

/** What a reader asks of tests, in this order. */
export const effectsQuestions = {
  targets: 'Did they hit their targets?',
  believed: 'Are these tests reliable?',
  missed: 'What could have been missed?',
  next: 'What next?',
};

/** What limits the values of a file, and how its controls lie. */
export const believedText = (limits: readonly DatasetNote[], calibration: string) =>
  [...noteSentences(limits), calibration].join(' ');

/** All that is said of a screen beside its numbers, as texts of one line; '' where nothing is said. */
export function effectsSentences(
  found: Comparison &
    ToldPerturbations & {
      readonly calibration: string;
      readonly limits: readonly DatasetNote[];
      readonly missed: TypicalTests | null;
    },
): EffectsSentences {
  const { lines, isTested, missed, calibration, limits } = found;
  return {
    headline: effectsHeadline(lines, isTested),
    compared: comparedSentences(found),
    targets: targetsText(found),
    believed: believedText(limits, calibration),
    missed: missed ? missedSentence(missed) : '',
    next: modelSentence(lines, isTested),
  };
}

/** Kinds with an expected direction first. */
const kindOrder = [
  'knockdown',
  'overexpression',
  'knockout',
  'inhibitor',
] as const satisfies readonly PerturbationKind[];

/**
 * Labels that do not fit their cells, one or two sentences per kind of perturbation, and guides that are not as the others of their target; ''
 * where there is nothing to say.
 */
export function targetsText({ lines, suspects, guides }: ToldPerturbations): string {
  return [
    ...suspectSentences(suspects),
    ...kindOrder.flatMap((kind) => kindSentences(kind, lines)),
    guidesSentence(guides),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function kindSentences(kind: PerturbationKind, lines: readonly PerturbationLine[]): readonly string[] {
  const own = lines.filter(({ mode, onTarget }) => mode === kind && onTarget !== null);
  if (own.length === 0) return [];
  const isOneEach = new Set(own.map(({ labelInFile }) => labelInFile)).size === own.length;
  const all = `${plural(own.length, 'target')}${isOneEach ? '' : ' (counted at each time and dose)'}`;
  if (kind === 'knockout' && own.every(({ onTarget }) => onTarget === 'not assessed')) {
    const rising = own.filter((line) => (line.own?.low ?? 0) > 0).length;
    if (2 * rising > own.length)
      return [
        `The mRNA of ${count(rising)} of ${all} rises, as it does not after knockout. If they were activated or overexpressed, or their activity was blocked by an inhibitor, change the perturbation kind.`,
      ];
    return [
      `After knockout the mRNA of ${count(own.filter((line) => (line.own?.high ?? 0) < 0).length)} of ${all} falls significantly; it need not, because a knockout removes the protein.`,
    ];
  }
  if (kind === 'inhibitor')
    return [`An inhibitor blocks activity and need not change the level of its target: ${all} not assessed.`];
  const named = (wanted: TargetVerdict) =>
    own.filter(({ onTarget }) => onTarget === wanted).map(({ label }) => label);
  const [opposite, unclear, weak] = [named('opposite'), named('unclear'), named('weak')];
  const [verb, other] = kind === 'overexpression' ? ['rise', 'falls'] : ['fall', 'rises'];
  const after = kind === 'overexpression' ? 'overexpression or activation' : kind;
  return [
    `${count(named('as expected').length)} of ${all} ${verb} after ${after}, as expected.`,
    ...(weak.length > 0 ? [`The change is less than half of what is usual here in ${listOf(weak)}.`] : []),
    ...(opposite.length > 0 ? [`The target ${other} instead in ${listOf(opposite)}.`] : []),
    ...(unclear.length > 0 ? [`The change is unclear in ${listOf(unclear)}.`] : []),
  ];
}

/** A number of changed genes of a perturbation; '–' where single genes were not tested. */
export function genesText({ isCompared, tested }: PerturbationLine, genes: number): string {
  return isCompared && tested > 0 ? count(genes) : '–';
}

/** '÷ 3.1', and what it is where that is not as it should be. */
export function ownText({ own, onTarget }: PerturbationLine): string {
  if (own === null) return '–';
  const isPlain = onTarget === null || onTarget === 'as expected' || onTarget === 'not assessed';
  return isPlain ? fold(own.log2) : `${fold(own.log2)}, ${onTarget}`;
}

/** How often tests of controls beside controls find something. */
export function calibrationSentence({
  calibration,
  calibrated,
  isTested,
  unit,
  cells,
  many,
}: Pick<MeasuredEffects, 'calibration' | 'calibrated' | 'isTested' | 'unit' | 'cells' | 'many'>): string {
  const all = calibration.at(-1);
  if (all === undefined && isTested && unit === 'sample' && (cells[0] as number) >= ENOUGH_SAMPLES)
    return 'Perturbations with one sample are compared with single controls: where nothing differs, 5 % have p ≤ .05. Their single genes are not tested.';
  if (all === undefined)
    return isTested
      ? `${manySentence(many)}There are too few controls to test them against each other.`
      : 'Without replicates nothing can be tested.';
  const what = calibrated === 'guides' ? 'Control guides' : 'Random parts of the controls';
  return `${manySentence(many)}${what} tested against each other: ${exactPercent(all.below05)} of the ${count(all.tests)} p-values are ≤ .05 and ${exactPercent(all.below001)} ≤ .001; where nothing differs, 5 % and 0.1 % are expected.`;
}

/** Guides named that cannot be told apart. */
const SHOWN_GUIDES = 3;

function manySentence(many: MeasuredEffects['many']): string {
  if (many === null) return '';
  const [first] = many.inseparable;
  const left = many.inseparable.reduce((sum, guides) => sum + guides.length, 0);
  const apart =
    first === undefined
      ? ''
      : ` ${plural(left, 'guide')} cannot be separated, because they occur together (such as ${listOf(first, SHOWN_GUIDES)}), and ${left === 1 ? 'is' : 'are'} left out.`;
  return `A cell has ${many.perCell.toFixed(1)} guides on average, so effects of single targets come from a regression on all guides at once. Pairs of targets are judged where at least ${FEWEST_TOGETHER} cells have both.${apart} `;
}

/** From which change on half of the genes would have been found. */
export function missedSentence({ tests }: TypicalTests): string {
  const smallest = tests.map(smallestChanges);
  const [rise, fall] = [median(smallest.map((one) => one.rise)), median(smallest.map((one) => one.fall))];
  if (rise === Infinity)
    return 'No change of a typical gene, however large, would have been found with 80 % power.';
  return `With 80 % power, a change of a typical gene is found ${foundFrom({ rise, fall })}.`;
}

/** 'from × 1.6 or ÷ 1.7 on' */
export function foundFrom({ rise, fall }: { readonly rise: number; readonly fall: number }): string {
  if (!Number.isFinite(fall)) return `from ${fold(rise)} on, and no fall, however large`;
  return `from ${Number.isFinite(rise) ? `${fold(rise)} or ${fold(fall)}` : fold(fall)} on`;
}

/** '1 guide', '6 batches' */
export const countOf = (number: number, replicates: Replicates) =>
  plural(number, replicates === 'guides' ? 'guide' : 'batch', replicates);

/** Of fewer, single genes are not tested. */
const FEWEST_SAMPLES = 2;

type Replication = Pick<TypicalTests, 'guides' | 'replicates' | 'unit'>;

/** Whether samples are replicates themselves, and not cells of guides. */
export const areSamplesAlone = ({ unit, guides }: Replication) => unit === 'sample' && guides === 1;

/** '60 cells', '2 samples', rounded up. */
export const rowsText = (rows: number, of: Replication) =>
  plural(Math.max(Math.ceil(rows - 1e-9), areSamplesAlone(of) ? FEWEST_SAMPLES : 1), of.unit);

/**
 * What it takes to find changes of this size, either way.
 * @param ways every way to find them, or that of the fewest cells in all
 */
export function neededSentence(
  { tests, cells, ...of }: TypicalTests,
  log2: number,
  ways: 'every' | 'fewest cells' = 'every',
): string {
  const { guides, replicates, unit } = of;
  const times = (more: 'cells' | Replicates) =>
    Math.max(...[2 ** log2, 2 ** -log2].map((change) => timesNeeded(tests, change, more)));
  const [moreCells, moreGuides] = [times('cells'), times(replicates)];
  const isAlone = areSamplesAlone(of);
  const among = (rows: number) =>
    `${rowsText(rows, of)}${isAlone ? '' : ` ${replicates === 'guides' ? 'with' : 'in'} ${countOf(guides, replicates)}`}`;
  const possible = [
    { times: moreCells, text: among(moreCells * cells) },
    {
      times: isAlone ? Infinity : moreGuides,
      text: `${countOf(Math.ceil(moreGuides * guides), replicates)} of ${plural(Math.round(cells / guides), unit)} each`,
    },
  ].filter((way) => Number.isFinite(way.times));
  const changes = `${fold(log2)} or ${fold(-log2)} in a typical gene`;
  const now = `now ${among(cells)}`;
  const [fewest] = possible.toSorted((a, b) => a.times - b.times);
  if (!fewest)
    return `No number of ${unit}s${isAlone ? '' : ` or ${replicates}`} would show ${changes}: there are too few controls.`;
  if (ways === 'fewest cells') return `Enough to find ${changes}: ${fewest.text} (${now}).`;
  const rest =
    moreCells === Infinity
      ? ` More ${unit}s of the same ${replicates} are not enough, because ${replicates} differ.`
      : '';
  return `To find ${changes}, a perturbation needs ${possible.map(({ text }) => text).join(', or ')} (${now}).${rest}`;
}

/** Which guides stand out; '' where none does. */
export function guidesSentence(guides: readonly Pick<GuideLine, 'name' | 'verdict'>[]): string {
  const named = (verdict: GuideLine['verdict']) =>
    guides.filter((one) => one.verdict === verdict).map(({ name }) => name);
  const [inert, weak, differs, either] = [
    named('inert'),
    named('weak'),
    named('differs'),
    named('one differs'),
  ];
  return [
    inert.length > 0
      ? sentence(`Little or no effect was found for ${listOf(inert)}, unlike the other guides of the target`)
      : '',
    weak.length > 0
      ? sentence(`Less than half of the effect of the other guides was found for ${listOf(weak)}`)
      : '',
    differs.length > 0
      ? sentence(
          `${listOf(differs)} ${differs.length === 1 ? 'acts' : 'act'} differently from the other guides of the target, perhaps off-target`,
        )
      : '',
    either.length > 0 ? sentence(`${listOf(either)} differ: one may be inactive, or act off-target`) : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Whether a model can be expected to learn from this screen. */
export function modelSentence(lines: readonly PerturbationLine[], isTested = true): string {
  if (!haveTargets(lines) && lines.length < 2) return `${noNetwork} ${targetsNeeded}`;
  if (!haveTargets(lines))
    return 'No perturbation has a measured target, so a model takes each as an input. It can predict pairs of measured perturbations, but no perturbation without cells of its own.';
  if (!isTested)
    return 'Training tests whether a model can learn from single samples: it predicts perturbations that it has not seen.';
  const { of, acting, sharing } = countedPerturbations(lines);
  if (acting === 0 && sharing > 0)
    return 'A model cannot learn which gene regulates which from a shared response.';
  if (acting === 0)
    return 'A model has nothing to learn from perturbations that change no other genes. More cells or guides of each may reveal effects that were missed here.';
  if (acting === 1)
    return 'Only one perturbation changes other genes: too few to test a model on perturbations that it has not seen.';
  const rest = of - acting;
  const others = rest === 0 ? '' : `, and little from the other ${rest === 1 ? 'one' : count(rest)}`;
  return `A model can learn from the ${count(acting)} perturbations that change other genes${others}. Training tests whether it predicts perturbations that it has not seen.`;
}

/** What of effects a link contains. */
export function effectsCarried({ perturbations, map, pairs, contexts }: EffectsSnapshot): readonly string[] {
  const changes = perturbations.reduce((sum, { changed }) => sum + changed.length, 0);
  return [
    plural(perturbations.length, 'perturbation'),
    plural(changes, 'change of a gene', 'changes of genes'),
    ...(map.genes.length > 0 ? ['the heat map', 'the map'] : []),
    ...(pairs.length > 0 ? [plural(pairs.length, 'pair')] : []),
    ...(contexts ? ['contexts'] : []),
  ];
}

/** What else the sender has of effects. */
interface EffectsBehind {
  readonly contexts: boolean;
  readonly doses: boolean;
}

/**
 * What of the step Effects is not in a link, always and because it would be too long.
 * @param behind what the sender has; null: not known, as to who opens the link
 */
export function effectsNotCarried(snapshot: EffectsSnapshot, behind: EffectsBehind | null = null): string {
  const never = [
    'distributions of cells',
    ...(snapshot.isTested
      ? [
          'single guides',
          'responding cells',
          ...(drawsMap(snapshot) ? ['the network of responses'] : []),
          ...(snapshot.contexts ? ['pictures of contexts'] : behind?.contexts ? ['contexts'] : []),
          ...(behind?.doses ? ['curves of doses'] : []),
          'unchanged genes',
          'similarities other than the nearest',
          'gene sets',
          'the number of cells needed for a given change',
        ]
      : []),
  ];
  const perhaps = snapshot.contexts ? 'curves of doses' : 'contexts and curves of doses';
  return joined(
    `Not included: ${listOf(never, never.length)}${snapshot.isTested && behind === null ? `; nor, if there were any, ${perhaps}` : ''}.`,
    effectsCutShort(snapshot),
  );
}

/** Whether perturbations change genes by more than chance: otherwise there is nothing to draw. */
function drawsMap({ perturbations, isTested }: EffectsSnapshot): boolean {
  return perturbations.some(
    (line) => changedGenes(line) > 0 && (!isTested || line.acts || line.kind === 'shared response'),
  );
}

/** What there was no room for in a link; '' where all is there. */
export function effectsCutShort(snapshot: EffectsSnapshot): string {
  const { perturbations, perturbationsLeftOut, pairsLeftOut, map } = snapshot;
  const genes = perturbations.reduce((sum, { changedLeftOut }) => sum + changedLeftOut, 0);
  const isUndrawn = map.genes.length === 0 && drawsMap(snapshot);
  const left = [
    ...(genes > 0 ? [`${plural(genes, 'change of a gene', 'changes of genes')} (the least certain)`] : []),
    ...(perturbationsLeftOut > 0
      ? [`${plural(perturbationsLeftOut, 'perturbation')}${snapshot.isTested ? ' without effect' : ''}`]
      : []),
    ...(pairsLeftOut > 0 ? [plural(pairsLeftOut, 'pair')] : []),
    ...(isUndrawn ? ['the heat map', 'the map'] : []),
  ];
  return left.length > 0 ? `Also not included, for lack of space: ${listOf(left)}.` : '';
}

function exactPercent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
