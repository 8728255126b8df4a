/** Known networks that come with the program (README.md beside): what they are. Without what reads their edges (bundled.ts). */
import type { Species } from '../../dataset/factors/candidates';

export const bundledPriors = {
  'trrust-human': {
    title: 'TRRUST v2, human',
    species: 'human',
    about: '8,427 edges of 795 transcription factors, from abstracts; 55 % with a sign',
    citation: 'Han et al. 2018, Nucleic Acids Research 46:D380. CC BY-SA 4.0.',
  },
  'trrust-mouse': {
    title: 'TRRUST v2, mouse',
    species: 'mouse',
    about: '6,490 edges of 827 transcription factors, from abstracts; 61 % with a sign',
    citation: 'Han et al. 2018, Nucleic Acids Research 46:D380. CC BY-SA 4.0.',
  },
} as const satisfies Record<string, BundledPrior>;

interface BundledPrior {
  readonly title: string;
  readonly species: Species;
  readonly about: string;
  /** Publication and licence. */
  readonly citation: string;
}

export type BundledPriorName = keyof typeof bundledPriors;

export const bundledPriorNames: readonly BundledPriorName[] = ['trrust-human', 'trrust-mouse'];

export function isBundledPrior(name: string): name is BundledPriorName {
  return bundledPriorNames.some((known) => known === name);
}
