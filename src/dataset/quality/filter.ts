/** Quality rules: which cells and genes pass, and how many each rule excludes. */
import { compareNames } from '../canonicalOrder';
import type { FilterRules } from '../mapping';
import type { DatasetNote, FailedRule } from '../notes';
import type { CellQuality } from './measure';

/** Do the rules need more than annotations? */
export function needsValues(rules: FilterRules = {}): boolean {
  const { fewestCells: _, mostGuides: __, ...ofValues } = rules;
  return Object.keys(ofValues).length > 0;
}

export interface FilteredCells {
  /** [cells of the file] 1 for usable cells that pass all rules. */
  readonly passing: Uint8Array;
  readonly leftOut: number;
  /** One entry per active rule. */
  readonly rules: readonly FailedRule[];
}

/** The mitochondrial rule is inactive if no gene is named like a mitochondrial one. */
export function filterCells(quality: CellQuality, rules: FilterRules, cellsOfFile: number): FilteredCells {
  const { cells, values, totals, genesOfCell, mitochondrial } = quality;
  const failing = new Uint8Array(cells.length);
  const failed = (rule: FailedRule['rule'], limit: number | undefined, fails: (row: number) => boolean) => {
    if (limit === undefined) return [];
    let count = 0;
    for (let row = 0; row < cells.length; row++) {
      if (!fails(row)) continue;
      failing[row] = 1;
      count += 1;
    }
    return [{ rule, limit, cells: count }];
  };
  const { leastCounts = 0, leastGenes = 0, mostMitochondrial = 1 } = rules;
  const perRule = [
    ...failed(
      values === 'counts' ? 'counts' : 'total',
      rules.leastCounts,
      (row) => (totals[row] as number) < leastCounts,
    ),
    ...failed('genes', rules.leastGenes, (row) => (genesOfCell[row] as number) < leastGenes),
    ...failed(
      'mitochondrial',
      mitochondrial === null ? undefined : rules.mostMitochondrial,
      (row) => (mitochondrial?.[row] ?? 0) > mostMitochondrial,
    ),
  ];
  const passing = new Uint8Array(cellsOfFile);
  cells.forEach((cell, row) => {
    passing[cell] = 1 - (failing[row] as number);
  });
  return { passing, leftOut: failing.reduce((sum, fails) => sum + fails, 0), rules: perRule };
}

export function filteredCellsNote({ cells }: CellQuality, { leftOut, rules }: FilteredCells): DatasetNote[] {
  return leftOut === 0 ? [] : [{ tag: 'cells-filtered', cells: cells.length, leftOut, rules }];
}

export interface RareGenes {
  readonly least: number;
  /** [measured genes] 1 if detected in fewer than `least` cells. */
  readonly isRare: Uint8Array;
  readonly count: number;
}

/**
 * Names of rare genes that are requested, in order.
 * @param wanted positions of genes; below 0 if not found
 */
export function requestedRareGenes(
  { isRare }: RareGenes,
  names: readonly string[],
  wanted: readonly number[],
): readonly string[] {
  return [...new Set(wanted)]
    .filter((place) => isRare[place] === 1)
    .map((place) => names[place] ?? '')
    .toSorted(compareNames);
}

/**
 * null without the rule.
 * @param placeOfGene [genes of the matrix]
 */
export function rareGenes(
  { cellsOfGene }: Pick<CellQuality, 'cellsOfGene'>,
  { leastCellsOfGene: least }: FilterRules,
  placeOfGene: Int32Array,
): RareGenes | null {
  if (least === undefined) return null;
  const isRare = new Uint8Array(cellsOfGene.length);
  let count = 0;
  cellsOfGene.forEach((cells, gene) => {
    if (cells >= least) return;
    isRare[placeOfGene[gene] as number] = 1;
    count += 1;
  });
  return { least, isRare, count };
}
