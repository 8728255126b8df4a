/** Genes by their names, as written or ignoring case where that is unambiguous. */

/**
 * Index of a gene by name: exact spelling first, else ignoring case where that is unambiguous (Gata1, GATA1); null where there is none.
 * Labels of a file have rules of their own: dataset/recognise.
 */
export function geneFinder(genes: readonly string[]): (name: string) => number | null {
  const exact = new Map(genes.map((name, gene) => [name, gene]));
  const folded = new Map<string, number | null>();
  for (const [gene, name] of genes.entries()) {
    const key = name.toLowerCase();
    folded.set(key, folded.has(key) ? null : gene);
  }
  return (name) => exact.get(name) ?? folded.get(name.toLowerCase()) ?? null;
}

/** Indices of the common genes, into the genes of each, in the order of the first. */
export interface SharedGenes {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

export function sharedGenes(first: readonly string[], second: readonly string[]): SharedGenes {
  const find = geneFinder(second);
  const findBack = geneFinder(first);
  const matches = first
    .map((name, gene) => ({ gene, other: find(name) }))
    // Case-insensitive names may match one way only; a gene has at most one partner.
    .filter(({ gene, other }) => other !== null && findBack(second[other] ?? '') === gene);
  return { first: matches.map(({ gene }) => gene), second: matches.map(({ other }) => other ?? 0) };
}
