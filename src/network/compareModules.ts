/** The modules of two networks beside each other, on the genes that both have. */
import { adjustedRand } from './agreement';
import type { SharedGenes } from './compareNetworks';
import type { Module } from './network';

export interface ModuleComparison {
  /** Adjusted Rand index over the shared genes, those in no module as groups of one; null where one has no modules there. */
  readonly adjustedRand: number | null;
  /** Modules of the first with their partner in the second, those that share most first. */
  readonly matched: readonly ModuleMatch[];
}

interface ModuleMatch {
  /** Indices into the modules of either. */
  readonly first: number;
  readonly second: number;
  /** Shared genes that are in both, and in either. */
  readonly both: number;
  readonly either: number;
}

/** Partners are paired greedily by the share both/either; a module has one partner or none. */
export function compareModules(
  first: readonly Module[],
  second: readonly Module[],
  shared: SharedGenes,
): ModuleComparison {
  const before = labelsOf(first, shared.first);
  const after = labelsOf(second, shared.second);
  return {
    adjustedRand: hasModules(before) && hasModules(after) ? adjustedRand(before, after) : null,
    matched: paired(
      first
        .flatMap((_, a) => second.map((__, b) => overlap(before, after, a, b)))
        .filter(({ both }) => both > 0),
    ),
  };
}

function paired(candidates: readonly ModuleMatch[]): ModuleMatch[] {
  const left = candidates.toSorted(
    (a, b) => b.both / b.either - a.both / a.either || a.first - b.first || a.second - b.second,
  );
  const found: ModuleMatch[] = [];
  for (const match of left)
    if (found.every(({ first, second }) => first !== match.first && second !== match.second))
      found.push(match);
  return found;
}

function overlap(before: Int32Array, after: Int32Array, first: number, second: number): ModuleMatch {
  let both = 0;
  let either = 0;
  for (const [gene, label] of before.entries()) {
    const [here, there] = [label === first, after[gene] === second];
    both += Number(here && there);
    either += Number(here || there);
  }
  return { first, second, both, either };
}

function hasModules(labels: Int32Array): boolean {
  return labels.some((label) => label >= 0);
}

/** Module of every gene in `genes`, −1 for none. */
function labelsOf(modules: readonly Module[], genes: readonly number[]): Int32Array {
  return Int32Array.from(genes, (gene) => modules.findIndex((module) => module.genes.includes(gene)));
}
