/** What perturbations did to their own targets, in words: the same on the page and in a terminal. */
import type { GuideStrength } from '../../dataset/quality/guideConsistency';
import type { OnTarget } from '../../dataset/quality/onTarget';
import type { TargetEffect, TargetReport } from '../../dataset/quality/targetReport';
import type { PerturbationKind } from '../../dataset/mapping';
import { listOf, plural } from './format';
import { count, decimal, fold } from './numbers';

/** The finding, a sentence or two for each kind of perturbation; then what they are compared with. */
export function targetsSentences(report: TargetReport): readonly string[] {
  if (report.effects.length === 0) return ['No perturbed gene has cells to be compared.'];
  return [
    ...judgedFirst.flatMap((kind) =>
      kindSentences(
        kind,
        report.effects.filter((effect) => effect.kind === kind),
      ),
    ),
    comparedText(report),
  ];
}

/** What can be judged comes first. */
const judgedFirst = [
  'knockdown',
  'overexpression',
  'knockout',
] as const satisfies readonly PerturbationKind[];

function comparedText({ effects, referenceCells, hasControls }: TargetReport): string {
  const timed = effects.some(({ time }) => time !== null) ? ', at each time point' : '';
  return hasControls
    ? `Compared with ${plural(referenceCells, 'control cell')}${timed}.`
    : `There are no controls: compared with ${plural(referenceCells, 'cell')} of the other perturbations${timed}.`;
}

function kindSentences(kind: PerturbationKind, effects: readonly TargetEffect[]): readonly string[] {
  if (effects.length === 0) return [];
  const all = plural(effects.length, 'target');
  if (kind === 'knockout')
    return [
      `After knockout the mRNA of ${count(effects.filter(({ high }) => high < 0).length)} of ${all} falls.`,
      'A knockout breaks the protein, and the mRNA need not fall: none is judged.',
    ];
  const named = (verdict: OnTarget['verdict']) => [
    ...new Set(
      effects.filter((effect) => effect.verdict === verdict).map(({ perturbation }) => perturbation),
    ),
  ];
  const [opposite, unclear] = [named('opposite'), named('unclear')];
  const moved = effects.filter(({ verdict }) => verdict === 'as-expected').length;
  const [verb, other] = kind === 'knockdown' ? ['fall', 'rises'] : ['rise', 'falls'];
  const after = kind === 'knockdown' ? 'knockdown' : 'overexpression or activation';
  return [
    `${count(moved)} of ${all} ${verb} after ${after}, as they should.`,
    ...(opposite.length > 0 ? [`The target ${other} instead in ${listOf(opposite)}.`] : []),
    ...(unclear.length > 0 ? [`It does not move clearly in ${listOf(unclear)}.`] : []),
  ];
}

/** 'falls, as expected'. */
export function movementText({ verdict, log2FoldChange }: OnTarget): string {
  const moves = log2FoldChange < 0 ? 'falls' : 'rises';
  switch (verdict) {
    case 'as-expected':
      return `${moves}, as it should`;
    case 'opposite':
      return `${moves}, the wrong way`;
    case 'unclear':
      return 'not clear';
    case 'nothing-expected':
      return 'not judged';
    default:
      return verdict satisfies never;
  }
}

/** '÷ 3.1 (÷ 4.0 to ÷ 2.4)'. */
export function changeText({ log2FoldChange, low, high }: OnTarget): string {
  return `${fold(log2FoldChange)} (${fold(low)} to ${fold(high)})`;
}

/** '0.93 ± 0.08, like the others': of what the other guides do, as far as it was measured. */
export function strengthText(measured: GuideStrength | undefined): string {
  if (measured === undefined) return '–';
  const { strength, error, verdict } = measured;
  return `${decimal(strength)} ± ${decimal(1.96 * error)}, ${strengthVerdicts[verdict]}`;
}

const strengthVerdicts: Readonly<Record<GuideStrength['verdict'], string>> = {
  alike: 'like the others',
  weak: 'does little',
  unclear: 'not clear',
};
