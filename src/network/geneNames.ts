/** From a name as others write it to a gene of a network. Not the rules for reading labels of a file: dataset/recognise. */

/** Exact spelling first, else ignoring case where only one gene is meant (Gata1, GATA1); null where there is none. */
export function geneFinder(genes: readonly string[]): (name: string) => number | null {
  const exact = new Map(genes.map((name, gene) => [name, gene]));
  const folded = new Map<string, number | null>();
  for (const [gene, name] of genes.entries()) {
    const key = name.toLowerCase();
    folded.set(key, folded.has(key) ? null : gene);
  }
  return (name) => exact.get(name) ?? folded.get(name.toLowerCase()) ?? null;
}
