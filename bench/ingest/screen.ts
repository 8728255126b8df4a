/**
 * Made-up counts of any size, drawn place by place from a hash, so that a matrix can be written by cell, by gene or whole and
 * is the same one. Genes stand in groups of one value per cell: with groups of twenty, every twentieth value is not zero.
 */
import { mixBits } from '../../src/numerics/random';

export interface MadeScreen {
  readonly cells: number;
  readonly genes: number;
  /** Genes of which each cell has one; divides `genes`. */
  readonly group: number;
  readonly perturbations: number;
  readonly seed: number;
}

/** Which gene of a group a cell has, counted within the group. */
export function memberOf({ group, seed }: MadeScreen, cell: number, groupIndex: number): number {
  return mixBits(Math.imul(cell, 0x9e3779b1) ^ Math.imul(groupIndex, 0x85ebca77) ^ seed) % group;
}

/** Its count: half of them 1, a quarter twice the level of the gene more, and so on. */
export function countOf({ seed }: MadeScreen, cell: number, gene: number): number {
  const bits = mixBits(Math.imul(cell, 0xc2b2ae3d) ^ Math.imul(gene, 0x27d4eb2f) ^ ~seed);
  return 1 + Math.clz32(bits | 0xff) * (1 + (mixBits(gene) & 3));
}

export function geneNames({ genes }: MadeScreen): readonly string[] {
  return Array.from({ length: genes }, (_, gene) => `GENE${gene}`);
}

export function cellNames({ cells }: MadeScreen): readonly string[] {
  return Array.from({ length: cells }, (_, cell) => `cell${String(cell).padStart(6, '0')}-1`);
}

/** Every tenth cell is a control; the others are perturbed in one gene, all alike often. */
export function labels({ cells, genes, perturbations }: MadeScreen): readonly string[] {
  const step = Math.floor(genes / perturbations);
  return Array.from({ length: cells }, (_, cell) =>
    cell % 10 === 0 ? 'control' : `GENE${(mixBits(cell) % perturbations) * step}`,
  );
}
