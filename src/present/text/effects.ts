/** Sentences about the effects of a screen. */
import type { MeasuredEffects } from '../../effects/measure';
import type { Mapping } from '../../dataset/mapping';
import { changedGenes, type PerturbationLine } from '../report/effects';
import { count, listOf, percent, plural, sentence } from './format';

/** False discovery rate of the changes that are counted. */
export const effectsRate = 0.05;

/** Why the effects of a file with these values are not tested; null where they are. */
export function effectsHindrance({ values }: Pick<Mapping, 'values'>): string | null {
  return values === 'counts'
    ? null
    : 'Effects are tested on counts of molecules or reads, whose noise is known; these values are on another scale.';
}

/** Perturbations of each group that acts alike, the largest group first. */
export function alikeGroups(lines: readonly PerturbationLine[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const { label, group } of lines) if (group !== null) (groups[group] ??= []).push(label);
  return groups.map((labels) => labels.toSorted());
}

/** 'A, B and C act alike; so do two further groups.'; '' where none do. */
export function alikeSentence(lines: readonly PerturbationLine[]): string {
  const [first, ...further] = alikeGroups(lines);
  if (first === undefined) return '';
  const rest =
    further.length === 0
      ? ''
      : further.length === 1
        ? `, and so do ${listOf(further[0] ?? [])}`
        : `, and so do the members of ${count(further.length)} further groups`;
  return `${listOf(first)} act alike${rest}.`;
}

/** What was found: how many perturbations act, and those that act alike or the one that changes most. */
export function effectsHeadline(lines: readonly PerturbationLine[]): string {
  const acting = lines.filter(({ acts }) => acts);
  const of = `of ${plural(lines.length, 'perturbation')}`;
  if (acting.length === 0)
    return lines.length === 0 ? 'No perturbation to compare.' : `None ${of} was found to change other genes.`;
  const verb = acting.length === 1 ? 'changes' : 'change';
  const first = `${count(acting.length)} ${of} ${verb} other genes.`;
  const alike = alikeSentence(lines);
  if (alike !== '') return `${first} ${alike}`;
  const most = acting.reduce((best, line) => (changedGenes(line) > changedGenes(best) ? line : best));
  if (changedGenes(most) === 0) return first;
  return `${first} ${most.label} changes ${plural(changedGenes(most), 'gene')}${acting.length > 1 ? ', the most' : ''}.`;
}

/** With what perturbations were compared, and in how many genes. */
export function comparedSentences(found: {
  readonly genes: readonly string[];
  readonly lines: readonly PerturbationLine[];
  readonly isPooled: boolean;
  readonly dominating: readonly string[];
  readonly controls: { readonly cells: number; readonly guides: number };
}): string {
  const { genes, lines, isPooled, dominating, controls } = found;
  const ofControls =
    controls.cells === 0
      ? ''
      : `${plural(controls.cells, 'control cell')}${controls.guides > 1 ? ` with ${plural(controls.guides, 'guide')}` : ''}`;
  const unchanged = 'the perturbations that do not change the gene';
  const reference = !isPooled ? ofControls : ofControls === '' ? unchanged : `${ofControls} and ${unchanged}`;
  const apart = lines.filter(({ isCompared }) => !isCompared).map(({ label }) => label);
  return [
    `Each perturbation against ${reference}, in the ${plural(genes.length, 'gene')} expressed in enough cells to be tested, before any model; of the changes that are counted at most ${percent(effectsRate)} are false.`,
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

/** How often tests of controls beside controls find something. */
export function calibrationSentence({
  calibration,
  calibrated,
}: Pick<MeasuredEffects, 'calibration' | 'calibrated'>): string {
  const all = calibration.at(-1);
  if (all === undefined) return 'The controls are too few to be tested beside each other.';
  const what = calibrated === 'guides' ? 'Control guides' : 'Random parts of the controls';
  return `${what}, each beside the others: ${exactPercent(all.below05)} of p ≤ .05, ${exactPercent(all.below001)} ≤ .001.`;
}

/** Whether a model can be expected to learn from this screen. */
export function modelSentence(lines: readonly PerturbationLine[]): string {
  const acting = lines.filter(({ acts }) => acts).length;
  if (acting === 0)
    return 'A model has nothing to learn from perturbations that change no other genes. More cells or guides of each may show what is missed here.';
  if (acting === 1)
    return 'One perturbation that changes other genes is too little to test a model on perturbations that it has not seen.';
  const rest = lines.length - acting;
  const others = rest === 0 ? '' : `, and little from the other ${count(rest)}`;
  return `A model can learn from the ${count(acting)} perturbations that change other genes${others}. Whether it predicts perturbations that it has not seen is tested while it is trained.`;
}

function exactPercent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
