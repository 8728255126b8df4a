/** Names of a reference network, as tables and databases write them, matched with the genes of a run: by aliases, former symbols and Ensembl genes. */
import { otherNames } from '../../dataset/names/otherNames';
import { geneLookup } from '../../dataset/recognise/geneNames';
import { geneFinder } from '../../network/network';
import { distinctEdges } from '../../network/formats/knownEdges';
import type { Truth } from './truth';

/**
 * The reference with the names of `genes` where it uses other names of them, which are listed in `renamed`. Names of several genes, and
 * names that differ from several genes in case alone, stay as they are.
 */
export async function matchTruth(truth: Truth, genes: readonly string[]): Promise<Truth> {
  const find = geneFinder(genes);
  const names = new Set(truth.edges.flatMap(({ source, target }) => [source, target]));
  const folded = new Set(genes.map((gene) => gene.toLowerCase()));
  const sought = [...names].filter((name) => find(name) === null && !folded.has(name.toLowerCase()));
  if (sought.length === 0) return truth;
  const { findWritten } = geneLookup([genes]);
  const others = await otherNames(sought, genes, (name) => findWritten(name) >= 0);
  const lookup = geneLookup([genes], others);
  const renamed = sought.flatMap((written) => {
    const gene = genes[lookup.find(written)];
    return gene === undefined ? [] : { written, gene };
  });
  if (renamed.length === 0) return truth;
  const geneOf = new Map(renamed.map(({ written, gene }) => [written, gene]));
  return {
    ...truth,
    edges: distinctEdges(
      truth.edges.map((edge) => ({
        ...edge,
        source: geneOf.get(edge.source) ?? edge.source,
        target: geneOf.get(edge.target) ?? edge.target,
      })),
    ),
    renamed: [...(truth.renamed ?? []), ...renamed],
  };
}
