/** How much one division of genes into modules differs from another, whatever the modules are called. Pure. */
import type { Module } from '../../../../network/network';

type Groups = readonly Pick<Module, 'genes'>[];

/** Genes whose module shares less than half of its members (Jaccard) with the module they were in before. */
export function regrouped(before: Groups, after: Groups): number {
  const genes = new Set([...before, ...after].flatMap((module) => module.genes));
  return [...genes].filter((gene) => overlap(withGene(before, gene), withGene(after, gene)) < 0.5).length;
}

function withGene(groups: Groups, gene: number): ReadonlySet<number> {
  return new Set(groups.find(({ genes }) => genes.includes(gene))?.genes);
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const shared = [...a].filter((gene) => b.has(gene)).length;
  return shared / (a.size + b.size - shared);
}
