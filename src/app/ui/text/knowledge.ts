/** Words of the Knowledge panel. */
import type { PriorStrength } from '../../../dataset/knowledge';
import { percent } from '../../../present/text/format';

export const knowledgeTexts = {
  title: 'Knowledge',
  about:
    'Its edges are favoured in training, unlisted edges of its regulators disfavoured. Other regulators are learned from the data alone.',
  drop: 'Drop to use as the known network',
  choice: 'Known network',
  none: 'None',
  noneAbout: 'Learned from the data alone.',
  own: 'Your own network',
  ownAbout:
    'Edge list, SIF, GraphML, regulons (GMT, JSON, YAML), motif table, matrix, or an embedding of genes (.csv, .npy with names, .h5ad).',
  open: 'Open a file…',
  another: 'Another file…',
  reading: 'Reading the network …',
  matching: 'Matching names …',
  undo: 'Undo',
  cancel: 'Cancel',
  coverage: 'How much of it applies here',
  uncovered: 'Candidates without known targets',
  outside: 'Its regulators that are not candidates here',
  strength: 'Strength',
  learned: 'In the run on screen',
} as const;

/** γ of the next run. */
export const strengthChoices: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'auto', label: 'Auto' },
  ...[0, 0.5, 1, 2, 3].map((value) => ({ value: String(value), label: String(value) })),
];

export function strengthText(strength: PriorStrength): string {
  if (strength === 'auto') return 'Chosen by cross-validation on unseen perturbations; it can be 0.';
  return strength === 0
    ? 'The network is not used.'
    : 'Fixed, whether it helps or not; its gain is measured.';
}

export function measuringText(share: number): string {
  return `Measuring whether the known network helps: ${percent(share)}. Training follows.`;
}
