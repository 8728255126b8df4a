/** What labels were taken for, in words. */
import type { TakenFor } from '../../dataset/mapping';
import type { TakenLabel } from '../../dataset/recognise/taken';
import { count } from './format';

const roles = {
  control: 'control',
  'left-out': 'left out: too many guides',
  unrecognised: 'not recognised',
} as const;

/** 'measured gene', 'measured gene and compound', 'control'. */
export function takenText({ role, taken }: Pick<TakenLabel, 'role' | 'taken'>): string {
  return role === 'perturbation' ? taken.join(' and ') : roles[role];
}

const plurals: Readonly<Record<string, string>> = {
  'measured gene': 'measured genes',
  'gene not measured': 'genes not measured',
  compound: 'compounds',
  control: 'controls',
} satisfies Partial<Record<TakenFor | 'control', string>>;

/** '12 measured genes, 1 control.' */
export function takenCounts(labels: readonly TakenLabel[]): string {
  const counts = new Map<string, number>();
  for (const one of labels) counts.set(takenText(one), (counts.get(takenText(one)) ?? 0) + 1);
  const parts = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([text, of]) => `${count(of)} ${of === 1 ? text : (plurals[text] ?? text)}`);
  return parts.length === 0 ? '' : `Labels: ${parts.join(', ')}.`;
}
