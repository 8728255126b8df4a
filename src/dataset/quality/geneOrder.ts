/**
 * The measured genes in the order of their names: every sum over genes, and every tie between them, comes out the same
 * wherever the file has them. What follows selection by variability, such as the composition, is counted in these places.
 */
import { orderOfNames, placesOf } from '../canonicalOrder';
import type { GeneNaming } from '../recognise/geneNames';

export interface OrderedGenes {
  /** Names in order; `find` gives a place in it. */
  readonly naming: GeneNaming;
  /** [genes of the matrix] */
  readonly placeOfGene: Int32Array;
}

export function inOrderOfNames(naming: GeneNaming): OrderedGenes {
  const order = orderOfNames(naming.names);
  const placeOfGene = placesOf(order);
  return {
    placeOfGene,
    naming: {
      ...naming,
      names: Array.from(order, (gene) => naming.names[gene] ?? ''),
      lookup: {
        find: (name) => placeOfGene[naming.lookup.find(name)] ?? -1,
        findWritten: (name) => placeOfGene[naming.lookup.findWritten(name)] ?? -1,
      },
    },
  };
}
