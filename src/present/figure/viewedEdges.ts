import type { DrawnEdge, Scene } from './scene';

/** What the views beside the network show of a scene. */
export type ViewedScene = Pick<
  Scene,
  'genes' | 'edges' | 'modules' | 'moduleNames' | 'hiddenModules' | 'hiddenGenes' | 'hiddenEdges' | 'doubt'
>;

/** The edges of the scene whose genes are not hidden, by themselves or with a module. */
export function viewedEdges({
  edges,
  modules,
  hiddenModules,
  hiddenGenes,
}: ViewedScene): readonly DrawnEdge[] {
  const hidden = new Set([
    ...hiddenGenes,
    ...hiddenModules.flatMap((module) => modules[module]?.genes ?? []),
  ]);
  return edges.filter(({ source, target }) => !hidden.has(source) && !hidden.has(target));
}

/** [G] module of each gene; null: in none. */
export function modulesOfGenes({ genes, modules }: ViewedScene): readonly (number | null)[] {
  const found = new Map(
    modules.flatMap((module, index) => module.genes.map((gene) => [gene, index] as const)),
  );
  return genes.map((_, gene) => found.get(gene) ?? null);
}

/** 'M1', or 'M1 · erythroid' where the person gave a name. */
export function moduleTitle({ modules, moduleNames }: ViewedScene, module: number): string {
  const own = modules[module]?.name ?? '';
  const given = moduleNames[module];
  return given ? `${own} · ${given}` : own;
}
