/** Names of modules after the gene sets that are enriched in them (docs/method.md, "Enrichment"). */
import type { Enriched } from './enrichment';
import type { Module } from './network';

/** Largest false discovery rate, least number of shared genes, and least share of the genes of the module. */
const NAMING = { q: 0.05, genes: 3, share: 0.2 } as const;

/** Tests of one module with all sets, the best first. */
interface ModuleTests<Row extends Enriched> {
  readonly module: Pick<Module, 'genes'>;
  readonly rows: readonly Row[];
}

/**
 * By place in `tests`, the best set of each module that holds up: q ≤ 0.05, at least three genes, and at least a fifth of the module. A set names
 * one module, the one with its smallest p; another takes the next of its sets.
 */
export function setNames<Row extends Enriched>(tests: readonly ModuleTests<Row>[]): ReadonlyMap<number, Row> {
  const claims = tests
    .flatMap(({ module, rows }, place) =>
      rows.filter((row) => holdsUp(row, module.genes.length)).map((row, rank) => ({ place, row, rank })),
    )
    .toSorted((a, b) => a.row.p - b.row.p || a.rank - b.rank || a.place - b.place);
  const named = new Map<number, Row>();
  const taken = new Set<string>();
  for (const { place, row } of claims) {
    if (named.has(place) || taken.has(row.set)) continue;
    named.set(place, row);
    taken.add(row.set);
  }
  return named;
}

function holdsUp({ q, overlap }: Enriched, genes: number): boolean {
  return q <= NAMING.q && overlap >= NAMING.genes && overlap >= NAMING.share * genes;
}
