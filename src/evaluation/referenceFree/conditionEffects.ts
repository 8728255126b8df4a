/** Effect of each perturbation on each gene, from its cells against unperturbed ones: total effects, a screen's evidence about its network. */
import { ENOUGH_CONTROLS, isControl, rowsByCondition, type Dataset } from '../../dataset/dataset';
import { momentsOfExchanged } from '../../dataset/redrawnMoments';
import { mannWhitneyP, wassersteinOfSorted } from '../../numerics/significance';
import { Random } from '../../numerics/random';

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
  return [...eachConditionEffect(dataset)];
}

/** The same one by one; stop iterating to cancel. */
export function* eachConditionEffect(dataset: Dataset): Generator<ConditionEffects> {
  const rows = rowsByCondition(dataset);
  // Sorted columns of controls serve many conditions; without controls every perturbation has a reference of its own.
  const hasControls = dataset.conditions.some((condition) => isControl(condition) && condition.cells > 0);
  const known = new Map<string, readonly Float64Array[]>();
  const columnsOf = (conditions: readonly number[]): readonly Float64Array[] => {
    const key = conditions.join();
    const columns =
      known.get(key) ??
      sortedColumns(
        dataset,
        conditions.flatMap((index) => rows[index] ?? []),
        true,
      );
    if (hasControls) known.set(key, columns);
    return columns;
  };
  for (const [index, condition] of dataset.conditions.entries()) {
    const reference = comparedWith(dataset, index);
    const own = rows[index] ?? [];
    if (isControl(condition) || own.length === 0 || reference.length === 0) continue;
    const perturbed = sortedColumns(dataset, own, false);
    const others = columnsOf(reference);
    const perGene = (measure: (a: Float64Array, b: Float64Array) => number) =>
      Float64Array.from(perturbed, (values, gene) => measure(values, others[gene] ?? values));
    yield {
      label: condition.label,
      cells: own.length,
      targets: condition.interventions.map(({ gene }) => gene),
      wasserstein: perGene(wassersteinOfSorted),
      p: perGene(mannWhitneyP),
    };
  }
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

/** [G] sorted values of a gene in some cells; `isReference`: only where it was not set. */
function sortedColumns(
  dataset: Dataset,
  cells: readonly number[],
  isReference: boolean,
): readonly Float64Array[] {
  const { genes, values } = dataset;
  const free = cellsFree(dataset, cells);
  return genes.map((_, gene) =>
    Float64Array.from(
      isReference ? free(gene) : cells,
      (cell) => values[cell * genes.length + gene] as number,
    ).toSorted(),
  );
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
  const { conditions, conditionOfCell, batchOfCell } = dataset;
  const timesWithControls = new Set(conditions.filter(isControl).map(({ time }) => time));
  const groups = new Map<string, number[]>();
  const keyOf = (condition: number, batch: number | null) => {
    const time = conditions[condition]?.time ?? null;
    return `${timesWithControls.has(time) ? time : ''} ${batch ?? ''}`;
  };
  conditionOfCell.forEach((condition, cell) => {
    const key = keyOf(condition, batchOfCell?.[cell] ?? null);
    const group = groups.get(key) ?? [];
    group.push(cell);
    groups.set(key, group);
  });
  const random = new Random(seed);
  const shuffled = new Int32Array(conditionOfCell.length);
  for (const cells of groups.values())
    random.permutation(cells.length).forEach((from, at) => {
      shuffled[cells[at] as number] = conditionOfCell[cells[from] as number] as number;
    });
  const groupOf = new Map([...groups.keys()].map((key, group) => [key, group]));
  const groupAt = (condition: number, batch: number | null) => groupOf.get(keyOf(condition, batch)) ?? -1;
  const groupOfCell = conditionOfCell.map((condition, cell) =>
    groupAt(condition, batchOfCell?.[cell] ?? null),
  );
  return {
    ...dataset,
    conditionOfCell: shuffled,
    composition: null,
    moments: momentsOfExchanged(dataset, shuffled, groupOfCell, (condition, batch) =>
      groupAt(condition, batchOfCell && batch),
    ),
  };
}
