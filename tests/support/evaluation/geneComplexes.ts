/**
 * A screen in which regulators act in complexes and hardly vary of themselves, so that only knockouts tell what a complex does; and embeddings that say which genes
 * belong together.
 */
import type { Dataset } from '../../../src/dataset/dataset';
import type { GeneRows } from '../../../src/network/embedding';
import { type Prior, priorOn } from '../../../src/network/prior';
import { Random } from '../../../src/numerics/random';
import { plantedScreen } from './plantedScreen';

const COMPLEXES = 6;
const MEMBERS = 3;
const REGULATORS = COMPLEXES * MEMBERS;
const GENES = 42;
/** Of each group of targets, the complex that activates it and the one that represses it. */
const COMPLEXES_OF = [
  [0, 1],
  [2, 3],
  [4, 5],
  [0, 3],
  [2, 5],
  [4, 1],
] as const;
const COLUMNS = 8;

/** Of a regulator its complex, of a target its group. */
const setOf = (gene: number) =>
  gene < REGULATORS ? Math.floor(gene / MEMBERS) : COMPLEXES + ((gene - REGULATORS) % COMPLEXES_OF.length);

function regulatorsOf(gene: number): readonly { readonly source: number; readonly weight: number }[] {
  if (gene < REGULATORS) return [];
  const [activating, repressing] = COMPLEXES_OF[setOf(gene) - COMPLEXES] ?? [];
  return [...Array(REGULATORS).keys()].flatMap((source) => {
    if (setOf(source) === activating) return [{ source, weight: 0.5 }];
    return setOf(source) === repressing ? [{ source, weight: -0.4 }] : [];
  });
}

/** One member of each of four complexes is held out. The network is known without signs. `shuffled`: the same rows for other genes. */
export function geneComplexes(seed: number): {
  readonly dataset: Dataset;
  readonly prior: Prior;
  readonly embeddings: GeneRows;
  readonly shuffled: GeneRows;
} {
  const screened = plantedScreen({
    genes: GENES,
    regulation: (gene, levels) =>
      regulatorsOf(gene).reduce((sum, { source, weight }) => sum + weight * (levels[source] ?? NaN), 0),
    noise: (gene) => (gene < REGULATORS ? 0.1 : 1),
    controls: 60,
    cellsPerKnockout: 12,
    seed,
  });
  const { genes } = screened;
  const nameOf = (gene: number) => genes[gene] ?? '';
  const edges = [...genes.keys()].flatMap((target) =>
    regulatorsOf(target).map(({ source }) => ({
      source: nameOf(source),
      target: nameOf(target),
      sign: 0 as const,
    })),
  );
  const laid = priorOn(edges, 'planted', genes, genes);
  if (!laid.ok) throw new Error(laid.error.tag);
  const random = new Random(seed + 1000);
  const centres = Array.from({ length: COMPLEXES + COMPLEXES_OF.length }, () =>
    Array.from({ length: COLUMNS }, () => random.normal()),
  );
  const rows = genes.map((_, gene) =>
    Float32Array.from(centres[setOf(gene)] ?? [], (centre) => centre + 0.2 * random.normal()),
  );
  const order = random.permutation(GENES);
  const rowsIn = (place: (gene: number) => number): GeneRows =>
    new Map(genes.map((name, gene) => [name, rows[place(gene)] ?? new Float32Array()]));
  return {
    dataset: { ...screened, heldOut: [0, 4, 8, 9].map(nameOf) },
    prior: laid.value,
    embeddings: rowsIn((gene) => gene),
    shuffled: rowsIn((gene) => order[gene] ?? 0),
  };
}
