/** How good the cells, genes and perturbations of a file are, and what the rules of a mapping leave out: what is drawn and said. */
import { median } from '../../numerics/statistics';
import type { OpenedFile } from '../annotation';
import type { Counted, FailedRule } from '../notes';
import type { Mapping, ScreenSize } from '../mapping';
import { nameGenes } from '../recognise/geneNames';
import { memoize } from '../../numerics/lazy';
import type { CellQuality } from './cellQuality';
import { passingGroups, withoutSmall, type CellGroups } from './cells';
import type { CellGroup, Perturbation } from './perturbations';
import { densityOf } from './density';
import { filterCells, rareGenes, sparedGenes } from './filter';
import { evenBins, logarithmicBins, type Histogram } from './histogram';
import { takingPart } from './takingPart';
import { targetReport, type TargetReport } from './targetReport';

export interface Distribution extends Histogram {
  readonly median: number;
}

export interface QualityReport {
  /** After all rules. */
  readonly takingPart: ScreenSize;
  readonly targets: TargetReport;
  readonly cells: {
    /** That could be used. */
    readonly all: number;
    readonly leftOut: number;
    readonly rules: readonly FailedRule[];
    /** Counts, or the sum of other values. */
    readonly totals: Distribution;
    readonly genes: Distribution;
    /** [bins of totals × bins of genes] cells that have both. */
    readonly totalsByGenes: readonly number[];
    /** null where no gene is named like a mitochondrial one. */
    readonly mitochondrial: Distribution | null;
  };
  readonly genes: {
    readonly all: number;
    readonly leftOut: number;
    /** That are in the model although they fail the rule: perturbed, pasted or listed as regulators. */
    readonly kept: readonly string[];
    /** Training cells in which a gene is detected. */
    readonly cells: Distribution;
  };
  readonly perturbations: {
    /** That are trained on without the rule. */
    readonly all: number;
    /** By name, with the cells that pass; fewest first. */
    readonly leftOut: readonly Counted[];
    /** Cells that could be used of each. */
    readonly cells: Distribution;
  };
}

/** @param grouped all cells that could be used */
export function qualityReport(
  opened: OpenedFile,
  quality: CellQuality,
  grouped: Pick<CellGroups, 'groups' | 'timeUnit'>,
  mapping: Mapping,
): QualityReport {
  const { groups } = grouped;
  const rules = mapping.filter ?? {};
  const filtered = filterCells(quality, rules, opened.cells);
  const small = withoutSmall(passingGroups(groups, filtered.passing), rules.fewestCells ?? 0);
  const sizes = trainingSizes(groups);
  const spread = spreadOf(quality);
  return {
    takingPart: takingPart(small.groups),
    targets: targetReport(opened, quality, grouped, mapping, filtered.passing),
    cells: {
      all: quality.cells.length,
      leftOut: filtered.leftOut,
      rules: filtered.rules,
      ...spread.cells,
    },
    genes: {
      ...genesLeftOut(opened, quality, groups, mapping),
      cells: spread.cellsOfGene,
    },
    perturbations: {
      all: sizes.length,
      leftOut: small.leftOut,
      cells: { ...logarithmicBins(sizes), median: median(sizes) },
    },
  };
}

/** How what was measured is spread, whatever the rules. */
const spreadOf = memoize(({ totals, genesOfCell, mitochondrial, cellsOfGene }: CellQuality) => {
  const [bins, geneBins] = [logarithmicBins(totals), logarithmicBins(genesOfCell)];
  return {
    cells: {
      totals: { ...bins, median: median(totals) },
      genes: { ...geneBins, median: median(genesOfCell) },
      totalsByGenes: densityOf(totals, bins.edges, genesOfCell, geneBins.edges),
      mitochondrial:
        mitochondrial === null ? null : { ...evenBins(mitochondrial), median: median(mitochondrial) },
    },
    cellsOfGene: { ...logarithmicBins(cellsOfGene), median: median(cellsOfGene) },
  };
});

/** Cells of each perturbation that is trained on. */
function trainingSizes(groups: readonly CellGroup[]): number[] {
  const sizes = new Map<Perturbation, number>();
  for (const { perturbation, cells } of groups) {
    if (perturbation.targets.length === 0 || perturbation.heldOut) continue;
    sizes.set(perturbation, (sizes.get(perturbation) ?? 0) + cells.length);
  }
  return [...sizes.values()];
}

function genesLeftOut(
  opened: OpenedFile,
  quality: CellQuality,
  groups: readonly CellGroup[],
  mapping: Mapping,
): Pick<QualityReport['genes'], 'all' | 'leftOut' | 'kept'> {
  const axis = opened.genes[mapping.matrix] ?? { index: [], columns: [] };
  const { names, lookup } = nameGenes(axis, mapping.geneColumn);
  const rare = rareGenes(quality, mapping.filter ?? {}, Int32Array.from(names.keys()));
  if (rare === null) return { all: names.length, leftOut: 0, kept: [] };
  const perturbed = groups.flatMap(({ perturbation }) => perturbation.targets);
  const wanted = [...perturbed, ...mapping.genes.pasted, ...(mapping.regulators ?? [])];
  const kept = sparedGenes(
    rare,
    names,
    wanted.map((name) => lookup.find(name)),
  );
  return { all: names.length, leftOut: rare.count - kept.length, kept };
}
