/** Names of a reference network, as tables and databases write them, matched with the genes of a run: by aliases, former symbols and Ensembl genes. */
import { otherNames } from '../../dataset/names/otherNames';
import { geneLookup } from '../../dataset/recognise/geneNames';
import { geneFinder } from '../../dataset/names/match';
import { distinctEdges } from '../../network/formats/knownEdges';
import type { Truth } from './truth';

/**
 * Names that are other names of one gene each. Names of several genes, and names that differ from several genes in case alone, are not
 * among them, nor are names of genes themselves.
 */
export async function otherSpellings(
  names: Iterable<string>,
  genes: readonly string[],
): Promise<NonNullable<Truth['renamed']>> {
  const find = geneFinder(genes);
  const folded = new Set(genes.map((gene) => gene.toLowerCase()));
  const sought = [...new Set(names)].filter((name) => find(name) === null && !folded.has(name.toLowerCase()));
  if (sought.length === 0) return [];
  const { findWritten } = geneLookup([genes]);
  const others = await otherNames(sought, genes, (name) => findWritten(name) >= 0);
  const lookup = geneLookup([genes], others);
  return sought.flatMap((written) => {
    const gene = genes[lookup.find(written)];
    return gene === undefined ? [] : { written, gene };
  });
}

/** The reference with the names of `genes` where it uses other names of them, which are listed in `renamed`. */
export async function matchTruth(truth: Truth, genes: readonly string[]): Promise<Truth> {
  const renamed = await otherSpellings(
    truth.edges.flatMap(({ source, target }) => [source, target]),
    genes,
  );
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
