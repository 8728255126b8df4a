/**
 * Which modelled genes may regulate others (docs/method.md, "Candidate regulators"): perturbed genes and published transcription factors,
 * where a list of the species fits the measured genes.
 */
export const speciesNames = ['human', 'mouse', 'yeast'] as const;
export type Species = (typeof speciesNames)[number];

/**
 * `factors`: listed and perturbed genes; where no list fits, all genes up to MAX_ALL of them, else the perturbed ones.
 * These names are written to files.
 */
export const candidateChoices = ['factors', 'perturbed', 'all'] as const;
export type CandidateChoice = (typeof candidateChoices)[number];

export const defaultCandidates: CandidateChoice = 'factors';

/** Where the candidate regulators of a data set come from. */
export interface CandidateSource {
  /** What they are; `named`: genes that the user listed. */
  readonly are: CandidateChoice | 'named';
  /** Whose list fits the measured genes; null: none. */
  readonly species: Species | null;
  /** Modelled genes on that list, whether or not they are candidates. */
  readonly factors: readonly string[];
}

/** Up to this number of measured genes all are candidates where no list fits. */
const MAX_ALL = 150;

/** What the choice means for these genes. `measured`: modelled genes that were measured. */
export function candidatesAre(
  choice: CandidateChoice,
  species: Species | null,
  measured: number,
): CandidateChoice {
  if (choice !== 'factors' || species !== null) return choice;
  return measured <= MAX_ALL ? 'all' : 'perturbed';
}

/** Whether a modelled gene is a candidate. */
export function isCandidate(
  are: CandidateChoice,
  gene: { readonly isPerturbed: boolean; readonly isListed: boolean },
): boolean {
  switch (are) {
    case 'all':
      return true;
    case 'perturbed':
      return gene.isPerturbed;
    case 'factors':
      return gene.isPerturbed || gene.isListed;
    default:
      return are satisfies never;
  }
}
