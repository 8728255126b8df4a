/** A pasted list of genes. */
import { geneFinder } from '../../../../network/network';

export interface PastedGenes {
  /** Indices, each once, in the order of the list. */
  readonly genes: readonly number[];
  /** Names that the model does not have. */
  readonly unknown: readonly string[];
}

/** Separated by commas, semicolons, spaces or line ends; case is ignored where that is unambiguous. */
export function pastedGenes(text: string, names: readonly string[]): PastedGenes {
  const find = geneFinder(names);
  const typed = [...new Set(text.split(/[\s,;]+/u).filter((name) => name !== ''))];
  const found = typed.map((name) => ({ name, gene: find(name) }));
  return {
    genes: [...new Set(found.flatMap(({ gene }) => (gene === null ? [] : [gene])))],
    unknown: found.flatMap(({ name, gene }) => (gene === null ? [name] : [])),
  };
}
