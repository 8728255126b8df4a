/** Words of the Knowledge panel. */
import type { PriorStrength } from '../../../dataset/knowledge';
import { percent } from '../../../present/text/format';

export const knowledgeTexts = {
  title: 'Knowledge',
  about:
    'Training favours known edges over other edges of the same regulators. Regulators without known edges are learned from the data alone.',
  drop: 'Drop to use as the known network',
  choice: 'Known network',
  none: 'None',
  noneAbout: 'Learned from the data alone.',
  own: 'Your own network',
  ownAbout:
    'Edge list, SIF, GraphML, regulons (GMT, JSON, YAML), motif table, matrix, or a gene embedding (.csv, .npy with names, .h5ad).',
  open: 'Open a file…',
  another: 'Another file…',
  reading: 'Reading the network …',
  matching: 'Matching gene names …',
  undo: 'Undo',
  cancel: 'Cancel',
  coverage: 'How much of it applies here',
  uncovered: 'Candidates without known targets',
  outside: 'Known regulators that are not candidates here',
  strength: 'Strength',
  learned: 'In the run on screen',
} as const;

/** γ of the next run. */
export const strengthChoices: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'auto', label: 'Auto' },
  ...[0, 0.5, 1, 2, 3].map((value) => ({ value: String(value), label: String(value) })),
];

export function strengthText(strength: PriorStrength): string {
  if (strength === 'auto') return 'Chosen by cross-validation; 0 if the network does not help.';
  return strength === 0 ? 'The network is not used.' : 'Fixed; whether it helps is measured.';
}

export function measuringText(share: number): string {
  return `Measuring whether the known network helps: ${percent(share)}. Training follows.`;
}
