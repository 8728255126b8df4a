/** Sentences about the effects of a screen. */
import { ENOUGH_SAMPLES } from '../../effects/cellNoise';
import { FEWEST_TOGETHER } from '../../effects/manyPairs';
import type { MeasuredEffects } from '../../effects/measure';
import { isRatio, type PerturbationKind } from '../../dataset/mapping';
import type { TargetVerdict } from '../../effects/ownTargets';
import type { GuideLine } from '../../effects/changes';
import { smallestChanges, timesNeeded, type TypicalTests } from '../../effects/power';
import { median } from '../../numerics/statistics';
import type { EffectsSentences } from '../../share/effectsSnapshot';
import { changedGenes, type PerturbationLine, type ToldPerturbations } from '../report/effects';
import type { EffectsSnapshot } from '../../share/effectsSnapshot';
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
    .map((members) => members.map(({ label }) => label).toSorted());
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

/** ' at one time or more', or dose, where there are several. */
export function timesText(lines: readonly PerturbationLine[]): string {
  if (lines.some(({ dose }) => dose !== undefined)) return ' at one dose or more';
  return lines.some(({ label, labelInFile }) => label !== labelInFile) ? ' at one time or more' : '';
}

/** Whether a perturbation has a measured target. */
const haveTargets = (lines: readonly PerturbationLine[]) =>
  lines.length === 0 || lines.some(({ hasTarget }) => hasTarget);

/** What was found: how many perturbations act, and those that act alike or the one that changes most. */
export function effectsHeadline(lines: readonly PerturbationLine[], isTested = true): string {
  const { of: all, acting, sharing } = countedPerturbations(lines);
  if (!isTested && lines.length > 0)
    return `${count(all)} perturbations with one sample each: their changes are shown and cannot be tested.`;
  const of = `of ${plural(all, 'perturbation')}`;
  const genes = haveTargets(lines) ? 'other genes' : 'genes';
  if (acting === 0 && sharing > 0)
    return `${count(sharing)} ${of} only ${sharing === 1 ? 'shares' : 'share'} a response, each in its own strength, as to stress; none was found to change genes beyond it.`;
  if (acting === 0)
    return lines.length === 0 ? 'No perturbation to compare.' : `None ${of} was found to change ${genes}.`;
  const besides =
    sharing === 0
      ? ''
      : ` beyond a response that ${count(sharing)} more ${sharing === 1 ? 'shares' : 'share'}`;
  const first = `${count(acting)} ${of} ${acting === 1 ? 'changes' : 'change'} ${genes}${timesText(lines)}${besides}.`;
  const alike = alikeSentence(lines);
  if (alike !== '') return `${first} ${alike}`;
  const found = lines.filter(({ acts }) => acts);
  const most = found.reduce((best, line) => (changedGenes(line) > changedGenes(best) ? line : best));
  if (changedGenes(most) === 0) return first;
  return `${first} ${most.label} changes ${plural(changedGenes(most), 'gene')}${found.length > 1 ? ', the most' : ''}.`;
}

/** What perturbations were compared with, and in how many genes. */
export interface Comparison {
  /** Names of the tested genes. */
  readonly genes: readonly string[];
  readonly lines: readonly PerturbationLine[];
  /** Compared with the controls and every perturbation that does not change the gene, in place of the controls alone. */
  readonly isPooled: boolean;
  /** Genes whose counts are no part of the depth of a cell. */
  readonly dominating: readonly string[];
  readonly controls: { readonly cells: number; readonly guides: number };
  readonly unit: MeasuredEffects['unit'];
  readonly values: MeasuredEffects['values'];
  readonly isTested: boolean;
}

/** @param rate false discovery rate of the changes that are counted */
export function comparedSentences(found: Comparison, rate = effectsRate): string {
  const { genes, lines, isPooled, dominating, controls, unit, isTested } = found;
  const ofControls =
    controls.cells === 0
      ? ''
      : `${plural(controls.cells, `control ${unit}`)}${controls.guides > 1 ? ` with ${plural(controls.guides, 'guide')}` : ''}`;
  const unchanged = isTested ? 'the perturbations that do not change the gene' : 'the other perturbations';
  const reference = !isPooled ? ofControls : ofControls === '' ? unchanged : `${ofControls} and ${unchanged}`;
  const apart = lines.filter(({ isCompared }) => !isCompared).map(({ label }) => label);
  return [
    `Each perturbation against ${reference}, in the ${plural(genes.length, 'gene')} ${isRatio(found.values) ? 'with values' : `expressed in enough ${unit}s`}.`,
    isTested ? `Of the changes that are counted at most ${percent(rate)} are false.` : '',
    scaleSentence(found),
    dominating.length === 0
      ? ''
      : `Counts of ${listOf(dominating)} are no part of the depth of a cell, because they are too large a share of it.`,
    apart.length === 0
      ? ''
      : sentence(`Not compared, for want of reference cells in their batches: ${listOf(apart)}`),
  ]
    .filter((line) => line !== '')
    .join(' ');
}

/** What has to be known of values that are no counts of cells. */
function scaleSentence({ unit, values, isTested }: Pick<MeasuredEffects, 'unit' | 'values' | 'isTested'>) {
  if (!isTested)
    return 'Without replicates a change stands beside the spread of all samples. Replicates of some perturbations, or of the controls, would give it an error.';
  if (values === 'counts')
    return unit === 'sample'
      ? 'Counts of samples are compared as logarithms, and replicates give their error.'
      : '';
  if (unit === 'sample') return 'Replicates, or controls, give the error of each change.';
  return 'Counts are more certain than normalised values: in these a difference in depth can look like a change of a weakly expressed gene.';
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
export function kindText({ kind, isCompared }: PerturbationLine): string {
  if (!isCompared) return '–';
  return kind === 'inert' ? 'nothing found' : kind;
}

/** The perturbation that it is most like, with the similarity; '–': none can be told. */
export function nearestText({ nearest }: PerturbationLine): string {
  return nearest === null ? '–' : `${nearest.label} ${toldText({ ...nearest, value: nearest.similarity })}`;
}

/** What a reader asks of tests, in this order. */
export const effectsQuestions = {
  targets: 'Did they hit their targets?',
  believed: 'Can these tests be believed?',
  missed: 'What could have been missed?',
  next: 'What next?',
};

/** All that is said of a screen beside its numbers, as texts of one line; '' where nothing is said. */
export function effectsSentences(
  found: Comparison &
    ToldPerturbations & { readonly calibration: string; readonly missed: TypicalTests | null },
): EffectsSentences {
  const { lines, isTested, missed, calibration } = found;
  return {
    headline: effectsHeadline(lines, isTested),
    compared: comparedSentences(found),
    targets: targetsText(found),
    believed: calibration,
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
  const all = plural(own.length, 'target');
  if (kind === 'knockout' && own.every(({ onTarget }) => onTarget === 'not assessed'))
    return [
      `After knockout the mRNA of ${count(own.filter((line) => (line.own?.high ?? 0) < 0).length)} of ${all} falls; it need not, because a knockout removes the protein.`,
    ];
  if (kind === 'inhibitor')
    return [`An inhibitor blocks activity and leaves the level of its target free: ${all} not assessed.`];
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
    return 'Perturbations of one sample are compared with what single controls do: where nothing differs, 5 % have p ≤ .05. Single genes of theirs are not tested.';
  if (all === undefined)
    return isTested
      ? `${manySentence(many)}The controls are too few to be tested beside each other.`
      : 'Without replicates nothing can be tested.';
  const what = calibrated === 'guides' ? 'Control guides' : 'Random parts of the controls';
  return `${manySentence(many)}${what}, each beside the others: ${exactPercent(all.below05)} of p ≤ .05, ${exactPercent(all.below001)} ≤ .001; where nothing differs, 5 % and 0.1 % are expected.`;
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
      : ` ${plural(left, 'guide')} cannot be told apart and ${left === 1 ? 'is' : 'are'} left out, as ${listOf(first, SHOWN_GUIDES)}, which occur together.`;
  return `A cell has ${many.perCell.toFixed(1)} guides (mean): effects are those of single targets, by regression on all guides at once; pairs of targets are judged where ${FEWEST_TOGETHER} cells or more have both.${apart} `;
}

/** From which change on half of the genes would have been found. */
export function missedSentence({ tests }: TypicalTests): string {
  const smallest = tests.map(smallestChanges);
  const [rise, fall] = [median(smallest.map((one) => one.rise)), median(smallest.map((one) => one.fall))];
  if (rise === Infinity) return 'With 80 % certainty no change of a typical gene would have been found.';
  return `With 80 % certainty a change of a typical gene would have been found ${foundFrom({ rise, fall })}.`;
}

/** 'from × 1.6 or ÷ 1.7 on' */
export function foundFrom({ rise, fall }: { readonly rise: number; readonly fall: number }): string {
  if (!Number.isFinite(fall)) return `from ${fold(rise)} on, and no fall, however large`;
  return `from ${Number.isFinite(rise) ? `${fold(rise)} or ${fold(fall)}` : fold(fall)} on`;
}

/** What it takes to find changes of this size, either way. */
export function neededSentence({ tests, cells, guides }: TypicalTests, log2: number): string {
  const times = (of: 'cells' | 'guides') =>
    Math.max(...[2 ** log2, 2 ** -log2].map((change) => timesNeeded(tests, change, of)));
  const [moreCells, moreGuides] = [times('cells'), times('guides')];
  const parts = [
    Number.isFinite(moreCells)
      ? `${count(Math.ceil(moreCells * cells))} cells with ${plural(guides, 'guide')}`
      : '',
    Number.isFinite(moreGuides)
      ? `${plural(Math.ceil(moreGuides * guides), 'guide')} of ${plural(Math.round(cells / guides), 'cell')} each`
      : '',
  ].filter((part) => part !== '');
  if (parts.length === 0)
    return `No number of cells or guides would show ${fold(log2)} or ${fold(-log2)} of a typical gene: the controls are too few.`;
  const rest =
    moreCells === Infinity ? ' More cells of the same guides are not enough, because guides differ.' : '';
  return `${fold(log2)} or ${fold(-log2)} of a typical gene needs ${parts.join(', or ')} per perturbation (now ${plural(cells, 'cell')} with ${plural(guides, 'guide')}).${rest}`;
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
      ? sentence(`Little or nothing of what the other guides do was found for ${listOf(inert)}`)
      : '',
    weak.length > 0
      ? sentence(`Less than half of what the other guides do was found for ${listOf(weak)}`)
      : '',
    differs.length > 0
      ? sentence(
          `${listOf(differs)} ${differs.length === 1 ? 'changes' : 'change'} genes otherwise than the other guides, perhaps off the target`,
        )
      : '',
    either.length > 0 ? sentence(`${listOf(either)} differ: either may be inert, or act off the target`) : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Whether a model can be expected to learn from this screen. */
export function modelSentence(lines: readonly PerturbationLine[], isTested = true): string {
  if (!haveTargets(lines) && lines.length < 2) return `${noNetwork} ${targetsNeeded}`;
  if (!haveTargets(lines))
    return 'No perturbation has a measured target: in a model each is an input. What one does cannot be predicted without its own cells; pairs can be, from their parts.';
  if (!isTested)
    return 'Whether a model learns from single samples shows in its predictions of perturbations that it has not seen, tested while it is trained.';
  const { of, acting, sharing } = countedPerturbations(lines);
  if (acting === 0 && sharing > 0)
    return 'A model cannot learn who regulates whom from a response that perturbations share.';
  if (acting === 0)
    return 'A model has nothing to learn from perturbations that change no other genes. More cells or guides of each may show what is missed here.';
  if (acting === 1)
    return 'One perturbation that changes other genes is too little to test a model on perturbations that it has not seen.';
  const others = of === acting ? '' : `, and little from the other ${count(of - acting)}`;
  return `A model can learn from the ${count(acting)} perturbations that change other genes${others}. Whether it predicts perturbations that it has not seen is tested while it is trained.`;
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

/** What of the step Effects is not in a link, always and because it would be too long. */
export function effectsNotCarried(snapshot: EffectsSnapshot): string {
  const never = [
    'distributions of cells',
    ...(snapshot.isTested
      ? [
          'single guides',
          'responding cells',
          snapshot.contexts ? 'pictures of contexts' : 'contexts',
          'unchanged genes',
          'similarities but the nearest',
          'gene sets',
          'the number of cells for a wished change',
        ]
      : []),
  ];
  return joined(`Not included: ${listOf(never, never.length)}.`, effectsCutShort(snapshot));
}

/** What there was no room for in a link; '' where all is there. */
export function effectsCutShort(snapshot: EffectsSnapshot): string {
  const { perturbations, perturbationsLeftOut, pairsLeftOut, map } = snapshot;
  const genes = perturbations.reduce((sum, { changedLeftOut }) => sum + changedLeftOut, 0);
  const isUndrawn = map.genes.length === 0 && perturbations.some((line) => changedGenes(line) > 0);
  const left = [
    ...(genes > 0 ? [`${plural(genes, 'change of a gene', 'changes of genes')} (the least certain)`] : []),
    ...(perturbationsLeftOut > 0
      ? [plural(perturbationsLeftOut, 'perturbation without effect', 'perturbations without effect')]
      : []),
    ...(pairsLeftOut > 0 ? [plural(pairsLeftOut, 'pair')] : []),
    ...(isUndrawn ? ['the heat map', 'the map'] : []),
  ];
  return left.length > 0 ? `For want of room also not: ${listOf(left)}.` : '';
}

function exactPercent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
