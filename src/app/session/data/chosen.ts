/** The data set on screen with the choices of the next training. */
import { perturbedGenes, type Dataset } from '../../../dataset/dataset';
import {
  candidatesAre,
  isCandidate,
  type CandidateChoice,
  type CandidateSource,
} from '../../../dataset/factors/candidates';
import type { TrainingChoices } from '../state';

/** A loaded data set with other held-out perturbations and candidate regulators, and a note of names that are not modelled. */
export function chosen(dataset: Dataset, choices: TrainingChoices): Dataset {
  const { heldOut, regulators, candidates } = choices;
  if (!regulators) return { ...(candidates ? withCandidates(dataset, candidates) : dataset), heldOut };
  const index = new Map(dataset.genes.map((gene, i) => [gene, i]));
  const missing = regulators.filter((name) => !index.has(name));
  const found = [...new Set(regulators.flatMap((name) => index.get(name) ?? []))];
  const notes = dataset.notes.filter((note) => note.tag !== 'regulators-not-modelled');
  return {
    ...dataset,
    heldOut,
    candidates: Int32Array.from(found.toSorted((a, b) => a - b)),
    candidateSource: { ...sourceOf(dataset), are: 'named' },
    notes: missing.length > 0 ? [...notes, { tag: 'regulators-not-modelled', names: missing }] : notes,
  };
}

function withCandidates(dataset: Dataset, choice: CandidateChoice): Dataset {
  const { species, factors } = sourceOf(dataset);
  const measured = dataset.genes.length - (dataset.latent?.length ?? 0);
  const are = candidatesAre(choice, species, measured);
  const perturbed = new Set(perturbedGenes(dataset));
  const listed = new Set(factors);
  const found = [...dataset.genes.keys()].filter((gene) =>
    isCandidate(are, { isPerturbed: perturbed.has(gene), isListed: listed.has(dataset.genes[gene] ?? '') }),
  );
  return {
    ...dataset,
    candidates: Int32Array.from(found),
    candidateSource: { are, species, factors },
    notes: dataset.notes.filter((note) => note.tag !== 'regulators-not-modelled'),
  };
}

/** Older data sets do not say which of their genes are on a list. */
function sourceOf({ candidateSource }: Dataset): Pick<CandidateSource, 'species' | 'factors'> {
  return candidateSource ?? { species: null, factors: [] };
}
