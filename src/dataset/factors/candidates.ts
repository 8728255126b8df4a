/**
 * Which modelled genes may regulate others (docs/method.md, "Candidate regulators"): perturbed genes and published transcription factors
 * (README.md beside), where a list of the species fits the measured genes. A list is told from its names as they are written: GATA1 is
 * human, Gata1 mouse.
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

/** Transcription factors among the measured genes. */
export interface ListedFactors {
  readonly species: Species;
  /** Names of the measured genes that are on the list. */
  readonly names: ReadonlySet<string>;
}

/** Read when they are first needed. */
const texts: Readonly<Record<Species, () => Promise<{ readonly default: string }>>> = {
  human: () => import('./human.txt?raw'),
  mouse: () => import('./mouse.txt?raw'),
  yeast: () => import('./yeast.txt?raw'),
};

/** Fewer listed names than this may be a coincidence, or a handful of genes that were chosen for a model. */
const FEWEST_LISTED = 10;
/** The list of another species holds at most this share of what the fitting one does. */
const MAX_SHARE_OF_NEXT = 0.5;

/** The list with most of the names; null where none has several of them, or two have about as many. */
export async function listedFactors(genes: readonly string[]): Promise<ListedFactors | null> {
  if (genes.length < FEWEST_LISTED) return null;
  const found = await Promise.all(
    speciesNames.map(async (species): Promise<ListedFactors> => {
      const listed = await namesOf(species);
      return { species, names: new Set(genes.filter((name) => listed.has(name))) };
    }),
  );
  const [first, second] = found.toSorted((a, b) => b.names.size - a.names.size);
  if (!first || !second || first.names.size < FEWEST_LISTED) return null;
  return second.names.size > MAX_SHARE_OF_NEXT * first.names.size ? null : first;
}

/** All names of the list; several of one gene stand in a line, separated by tabs. */
async function namesOf(species: Species): Promise<ReadonlySet<string>> {
  const { default: text } = await texts[species]();
  return new Set(text.split(/[\t\n]/).filter((name) => name !== ''));
}
