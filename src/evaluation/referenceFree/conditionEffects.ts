/** Effect of each perturbation on each gene, from its cells against unperturbed ones: total effects, a screen's evidence about its network. */
import { ENOUGH_CONTROLS, isControl, type Dataset } from '../../dataset/dataset';
import { withoutOutside } from '../../dataset/outsideGenes';
import { momentsOfExchanged } from '../../dataset/redrawnMoments';
import { mannWhitneyP } from '../../numerics/significance';
import { drain } from '../../numerics/lazy';
import { Random } from '../../numerics/random';
import { bySameReference, rowGroups, SortedColumn } from '../../numerics/sortedColumn';

/** With fewer cells a rank test detects no effect among all genes, however large. */
export const MIN_TEST_CELLS = 5;

/** Of one perturbation at one time point. */
export interface ConditionEffects {
  readonly label: string;
  readonly cells: number;
  /** Genes set by the experimenter. */
  readonly targets: readonly number[];
  /** [G] Wasserstein-1 distance of its cells to those compared with, log1p. */
  readonly wasserstein: Float64Array;
  /** [G] two-sided p of the Mann–Whitney test of the same cells. */
  readonly p: Float64Array;
}

/** Whether there are enough cells to detect a response. */
export function isTestable({ cells }: Pick<ConditionEffects, 'cells'>): boolean {
  return cells >= MIN_TEST_CELLS;
}

/**
 * Effects of every perturbed condition with cells, in the order of the dataset, held-out ones included. Compared with at least 20 controls
 * of the same time point, else with all controls; without controls, with all other perturbations in the same way. Empty without a
 * reference.
 */
export function conditionEffects(dataset: Dataset): readonly ConditionEffects[] {
  const [effects = []] = drain(effectsUnderLabels(dataset, [dataset.conditionOfCell]));
  return effects;
}

/**
 * The same under each of `labels` [cells]: conditions of the cells, as many of each as in the dataset. A gene is sorted once for all of
 * them. Yields the share done; stop iterating to cancel.
 */
export function* effectsUnderLabels(
  dataset: Dataset,
  labels: readonly Int32Array[],
): Generator<number, readonly (readonly ConditionEffects[])[]> {
  const { conditions, genes, values, conditionOfCell } = dataset;
  const { starts } = rowGroups(conditionOfCell, conditions.length);
  const tested = conditions.flatMap((condition, index) => {
    const [start = 0, end = 0] = starts.subarray(index, index + 2);
    const reference = isControl(condition) || start === end ? [] : comparedWith(dataset, index);
    return reference.length === 0 ? [] : [{ condition, index, cells: end - start, reference }];
  });
  const found = labels.map((conditionOf) => ({
    groups: rowGroups(conditionOf, conditions.length),
    effects: tested.map(({ condition: { label, interventions }, cells }) => ({
      label,
      cells,
      targets: interventions.map(({ gene }) => gene),
      wasserstein: new Float64Array(genes.length),
      p: new Float64Array(genes.length),
    })),
  }));
  const together = bySameReference(tested.entries(), ([, { reference }]) => reference);
  const column = new SortedColumn(conditionOfCell.length);
  for (let gene = 0; gene < genes.length; gene++) {
    column.sort(values, genes.length, gene);
    const free = together.map(({ reference }) => conditionsFree(dataset, reference, gene));
    for (const { groups, effects } of found) {
      column.divide(groups);
      for (const [at, { members }] of together.entries()) {
        column.refer(free[at] ?? []);
        for (const [place, { index }] of members) {
          const { wasserstein, p } = effects[place] as (typeof effects)[number];
          wasserstein[gene] = column.wasserstein(index);
          p[gene] = mannWhitneyP(column.ranks(index));
        }
      }
    }
    yield (gene + 1) / genes.length;
  }
  return found.map(({ effects }) => effects);
}

/** Those of some conditions that leave a gene free: only they are its reference. All of them where each sets it. */
function conditionsFree({ conditions }: Dataset, some: readonly number[], gene: number): readonly number[] {
  const free = some.filter((index) => conditions[index]?.interventions.every((one) => one.gene !== gene));
  return free.length > 0 ? free : some;
}

/** Conditions with cells that a perturbed one is compared with; indices into dataset.conditions. */
export function comparedWith({ conditions }: Dataset, index: number): readonly number[] {
  const own = conditions[index];
  const withCells = [...conditions.keys()].filter((other) => (conditions[other]?.cells ?? 0) > 0);
  const controls = withCells.filter((other) => conditions[other]?.interventions.length === 0);
  const pool =
    controls.length > 0 ? controls : withCells.filter((other) => conditions[other]?.label !== own?.label);
  const sameTime = pool.filter((other) => conditions[other]?.time === own?.time);
  const cells = sameTime.reduce((sum, other) => sum + (conditions[other]?.cells ?? 0), 0);
  return cells >= (controls.length > 0 ? ENOUGH_CONTROLS : 1) ? sameTime : pool;
}

/** Cells of `cells` in which a gene was not set: only they are its reference. All of them where it was set in all. */
export function cellsFree(
  { conditions, conditionOfCell }: Pick<Dataset, 'conditions' | 'conditionOfCell'>,
  cells: readonly number[],
): (gene: number) => readonly number[] {
  const set = new Set(
    cells.flatMap((cell) =>
      (conditions[conditionOfCell[cell] as number]?.interventions ?? []).map(({ gene }) => gene),
    ),
  );
  return (gene) => {
    if (!set.has(gene)) return cells;
    const free = cells.filter((cell) =>
      conditions[conditionOfCell[cell] as number]?.interventions.every((one) => one.gene !== gene),
    );
    return free.length > 0 ? free : cells;
  };
}

/**
 * Null model of a screen: cells exchange conditions within their batch, and within their time point where it has controls; every condition
 * keeps its number of cells, and effects of time and batch remain. Means over all cells vary as means of so many cells do.
 */
export function shuffledLabels(dataset: Dataset, seed: number): Dataset {
  const shuffled = exchangedLabels(dataset, seed);
  const { conditionOfCell, batchOfCell } = dataset;
  const keyOf = exchangeKeys(dataset);
  const groupOf = new Map([...cellsByKey(dataset).keys()].map((key, group) => [key, group]));
  const groupAt = (condition: number, batch: number | null) => groupOf.get(keyOf(condition, batch)) ?? -1;
  const groupOfCell = conditionOfCell.map((condition, cell) =>
    groupAt(condition, batchOfCell?.[cell] ?? null),
  );
  return {
    ...withoutOutside(dataset),
    conditionOfCell: shuffled,
    composition: null,
    moments: momentsOfExchanged(dataset, shuffled, groupOfCell, (condition, batch) =>
      groupAt(condition, batchOfCell && batch),
    ),
  };
}

/** [cells] the conditions of cells under this null model. */
export function exchangedLabels(dataset: Dataset, seed: number): Int32Array {
  const { conditionOfCell } = dataset;
  const random = new Random(seed);
  const shuffled = new Int32Array(conditionOfCell.length);
  for (const cells of cellsByKey(dataset).values())
    random.permutation(cells.length).forEach((from, at) => {
      shuffled[cells[at] as number] = conditionOfCell[cells[from] as number] as number;
    });
  return shuffled;
}

/** Cells that exchange their conditions, in the order of their first cells. */
function cellsByKey(dataset: Dataset): ReadonlyMap<string, readonly number[]> {
  const keyOf = exchangeKeys(dataset);
  const groups = new Map<string, number[]>();
  dataset.conditionOfCell.forEach((condition, cell) => {
    const key = keyOf(condition, dataset.batchOfCell?.[cell] ?? null);
    const group = groups.get(key) ?? [];
    group.push(cell);
    groups.set(key, group);
  });
  return groups;
}

/** Cells of equal keys exchange their conditions. */
function exchangeKeys({ conditions }: Dataset): (condition: number, batch: number | null) => string {
  const timesWithControls = new Set(conditions.filter(isControl).map(({ time }) => time));
  return (condition, batch) => {
    const time = conditions[condition]?.time ?? null;
    return `${timesWithControls.has(time) ? time : ''} ${batch ?? ''}`;
  };
}
