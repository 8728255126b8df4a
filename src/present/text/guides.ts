/** What was found of guides and of what they did to their targets, as notes on the data set. */
import type { DatasetNote } from '../../dataset/annotation';
import type { GuideStrength } from '../../dataset/quality/guideConsistency';
import { listOf, plural } from './format';
import { kindNames } from './kinds';
import type { NoteText } from './noteText';
import { count } from './numbers';

type Note<Tag extends DatasetNote['tag']> = Extract<DatasetNote, { tag: Tag }>;

export function guideCalls({ guides, threshold, one, several, none }: Note<'guide-calls'>): NoteText {
  const counted = `${cells(one)} one guide, ${count(several)} several and ${count(none)} none`;
  return {
    title: `${plural(guides, 'guide was', 'guides were')} called from UMI counts`,
    detail: `A guide counts where a cell has at least ${plural(threshold, 'UMI')} of it: ${counted}. Other thresholds stand under “Perturbation column”, each as a column of its own. A table with a label per cell, opened together with this file, goes before them.`,
    attention: true,
  };
}

export function severalGuides(note: Note<'several-guides'>): NoteText {
  const { sameTarget, besideControl, severalTargets } = note;
  const parts = [
    ...(sameTarget > 0 ? [`${cells(sameTarget)} several guides of one gene`] : []),
    ...(besideControl > 0 ? [`${cells(besideControl)} a control guide beside another`] : []),
    ...(severalTargets > 0 ? [`${cells(severalTargets)} guides of several genes`] : []),
  ];
  return {
    title: 'Some cells carry several guides',
    detail: `${listOf(parts)}. Each counts under the genes that its label names; a rule under Quality leaves such cells out (in a terminal --most-guides 1).`,
    attention: false,
  };
}

export function weakGuides({ guides, of }: Note<'weak-guides'>): NoteText {
  const named = guides.map(
    ({ guide, strength }) => `${guide} (${Math.max(0, Math.round(100 * strength))} %)`,
  );
  return {
    title: `${plural(guides.length, 'guide does', 'guides do')} little`,
    detail: `Surely less than half of what the other guides of the same gene do: ${listOf(named)}, of ${count(of)} that could be compared. All guides of a gene are taken together here: leave such guides out of the file if they do not work.`,
    attention: true,
  };
}

/** '6 with the others of their targets: 4 are alike, 1 does little (A_g2) and 1 is not clear'. */
export function comparedGuidesText(guides: readonly GuideStrength[]): string {
  const of = (verdict: GuideStrength['verdict']) => guides.filter((guide) => guide.verdict === verdict);
  const [alike, weak, unclear] = [of('alike').length, of('weak'), of('unclear').length];
  const parts = [
    ...(alike > 0 ? [plural(alike, 'is alike', 'are alike')] : []),
    ...(weak.length > 0
      ? [`${plural(weak.length, 'does little', 'do little')} (${listOf(weak.map(({ guide }) => guide))})`]
      : []),
    ...(unclear > 0 ? [plural(unclear, 'is not clear', 'are not clear')] : []),
  ];
  return `${count(guides.length)} with the others of their targets: ${listOf(parts)}`;
}

export function targetsUnmoved({ kind, opposite, unclear, of }: Note<'targets-unmoved'>): NoteText {
  const wanted = kind === 'knockdown' ? 'fall' : 'rise';
  const unmoved = opposite.length + unclear.length;
  return {
    title: `${plural(unmoved, 'target does', 'targets do')} not change as it should`,
    detail: [
      `After ${kindNames[kind].toLowerCase()} a target’s mRNA should ${wanted}, as it does for ${count(of - unmoved)} of ${count(of)}.`,
      ...(opposite.length > 0 ? [`It moves the other way for ${listOf(opposite)}.`] : []),
      ...(unclear.length > 0 ? [`It does not move clearly for ${listOf(unclear)}.`] : []),
      'These perturbations may not have worked.',
    ].join(' '),
    attention: true,
  };
}

function cells(number: number): string {
  return plural(number, 'cell has', 'cells have');
}
