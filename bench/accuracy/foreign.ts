/** Knockouts of another simulator (BoolODE): all ordered pairs, no list of regulators. */
import { methodNames } from '../../src/evaluation/methods/methods';
import { fileOfSet, loadKnownSet } from '../knownSet';
import type { Choice, Job } from './job';
import { measured, type SetRow } from './measure';

const sets = ['dyn-BF', 'dyn-CY', 'dyn-FN4', 'hsc'] as const;

export function foreignJobs({ data }: Choice): readonly Job<SetRow>[] {
  return sets.flatMap((name) => {
    const file = fileOfSet(data, name);
    if (file === undefined) return [];
    return {
      name: `foreign ${name}`,
      run: async () =>
        measured(await loadKnownSet(file), {
          group: 'BoolODE',
          from: 'shared',
          methods: methodNames.filter((method) => method !== 'density'),
        }),
    };
  });
}
