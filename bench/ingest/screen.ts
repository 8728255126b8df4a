/**
 * Synthetic counts of any size, each computed from a hash, so that a matrix written by cell, by gene or as a whole is the
 * same. Each cell has one non-zero gene per group: with groups of twenty, every twentieth value is not zero.
 */
import { mixBits } from '../../src/numerics/random';

export interface MadeScreen {
  readonly cells: number;
  readonly genes: number;
  /** Size of the groups in which each cell has one non-zero gene; divides `genes`. */
  readonly group: number;
  readonly perturbations: number;
  readonly seed: number;
}

/** Index within the group of a cell's non-zero gene. */
export function memberOf({ group, seed }: MadeScreen, cell: number, groupIndex: number): number {
  return mixBits(Math.imul(cell, 0x9e3779b1) ^ Math.imul(groupIndex, 0x85ebca77) ^ seed) % group;
}

/** The count: 1 for half of them, more in geometrically decreasing shares. */
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

/**
 * Every tenth cell is a control; the others have one perturbation each, with equal frequencies: single genes, and pairs of neighbours where
 * there are more perturbations than genes.
 */
export function labels({ cells, genes, perturbations }: MadeScreen): readonly string[] {
  const step = Math.max(1, Math.floor(genes / perturbations));
  return Array.from({ length: cells }, (_, cell) => {
    if (cell % 10 === 0) return 'control';
    const perturbation = mixBits(cell) % perturbations;
    const gene = `GENE${(perturbation * step) % genes}`;
    return perturbation < genes ? gene : `${gene}+GENE${(perturbation + 1) % genes}`;
  });
}
