/** Regulators that were perturbed and those that never were, scored apart: the second are what a network adds to a screen. */
import { auroc, averagePrecision, density } from '../metrics';
import type { ScoredPairs } from '../scoredPairs';

export interface AreaScores {
  readonly regulators: number;
  readonly pairs: number;
  readonly trueEdges: number;
  readonly density: number;
  /** null where none of the pairs is true. */
  readonly auprc: number | null;
  /** null where none or all of them are. */
  readonly auroc: number | null;
}

export interface PerturbedApart {
  readonly perturbed: AreaScores;
  readonly neverPerturbed: AreaScores;
}

/** `perturbed`: genes set in the training cells, alone or with others. */
export function perturbedApart(scored: ScoredPairs, perturbed: ReadonlySet<number>): PerturbedApart {
  const genes = scored.network.genes.length;
  const part = (isPart: (source: number) => boolean): AreaScores => {
    const places = [...scored.pairs.keys()].filter((at) =>
      isPart(Math.floor((scored.pairs[at] as number) / genes)),
    );
    const positive = Uint8Array.from(places, (at) => scored.positive[at] as number);
    const sizes = Float64Array.from(places, (at) => scored.sizes[at] as number);
    return {
      regulators: new Set(places.map((at) => Math.floor((scored.pairs[at] as number) / genes))).size,
      pairs: places.length,
      trueEdges: positive.reduce((sum, p) => sum + p, 0),
      density: density(positive),
      auprc: averagePrecision(positive, sizes),
      auroc: auroc(positive, sizes),
    };
  };
  return {
    perturbed: part((source) => perturbed.has(source)),
    neverPerturbed: part((source) => !perturbed.has(source)),
  };
}
