/**
 * Published lists of transcription factors (README.md beside), and which of them fits the measured genes. A list is told from its names as
 * they are written: GATA1 is human, Gata1 mouse.
 */
import { speciesNames, type Species } from './candidates';

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
