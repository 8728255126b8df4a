/** The candidate regulators of a run in words: where edges may start. */
import { perturbedGenes, type Dataset } from '../../dataset/dataset';
import {
  candidatesAre,
  type CandidateChoice,
  type CandidateSource,
  type Species,
} from '../../dataset/factors/candidates';
import { count, plural } from './format';

type Screen = Pick<Dataset, 'genes' | 'candidates' | 'candidateSource' | 'conditions'>;

export const candidateChoiceTexts: readonly { readonly value: CandidateChoice; readonly label: string }[] = [
  { value: 'factors', label: 'Transcription factors and perturbed genes' },
  { value: 'perturbed', label: 'Perturbed genes' },
  { value: 'all', label: 'All genes' },
];

/** Counts behind the words, as in metrics.json. */
export interface CandidateCounts {
  /** null: not recorded, as in runs of older versions. */
  readonly source: CandidateSource['are'] | null;
  readonly count: number;
  readonly perturbed: number;
  /** Candidates on the list of the species that were not perturbed. */
  readonly otherFactors: number;
  readonly species: Species | null;
}

export function candidateCounts(dataset: Screen): CandidateCounts {
  const { candidates, candidateSource, genes } = dataset;
  const perturbed = new Set(perturbedGenes(dataset));
  const listed = new Set(candidateSource?.factors);
  const others = candidates.filter((gene) => !perturbed.has(gene));
  return {
    source: candidateSource?.are ?? null,
    count: candidates.length,
    perturbed: candidates.length - others.length,
    otherFactors: others.filter((gene) => listed.has(genes[gene] ?? '')).length,
    species: candidateSource?.species ?? null,
  };
}

/** '25 perturbed genes and 12 other transcription factors (published list, human)' */
export function candidatesText(dataset: Screen): string {
  const counts = candidateCounts(dataset);
  switch (counts.source) {
    case 'factors':
      if (counts.otherFactors === 0)
        return `${plural(counts.perturbed, 'perturbed gene')} (no other is a transcription factor on the published list, ${counts.species ?? ''})`;
      return `${plural(counts.perturbed, 'perturbed gene')} and ${plural(counts.otherFactors, 'other transcription factor')} (published list, ${counts.species ?? ''})`;
    case 'perturbed':
      return `the ${plural(counts.count, 'perturbed gene')}`;
    case 'all':
      return `all ${plural(counts.count, 'gene')}`;
    case 'named':
      return plural(counts.count, 'listed gene');
    case null:
      return count(counts.count);
    default:
      return counts.source satisfies never;
  }
}

/** Beside the network; null where it is not recorded. */
export function sourcesSentence(dataset: Screen): string | null {
  return dataset.candidateSource ? `Candidate regulators: ${candidatesText(dataset)}.` : null;
}

/** What a choice means for the genes of this screen. */
export function choiceText(choice: CandidateChoice, genes: number): string {
  switch (choice) {
    case 'factors':
      return `Published list for human, mouse and yeast; for other species ${candidatesAre('factors', null, genes) === 'all' ? 'all genes' : 'the perturbed genes'}.`;
    case 'perturbed':
      return 'Only genes that the screen perturbs.';
    case 'all':
      return 'Every modelled gene: slow with many genes.';
    default:
      return choice satisfies never;
  }
}
