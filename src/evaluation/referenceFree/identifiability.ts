/** What a screen can reveal of its network, before any model: which regulators were perturbed, and with what effect. */
import { type Dataset, isControl, rowsByCondition } from '../../dataset/dataset';
import { benjaminiHochberg } from '../../numerics/significance';
import {
  conditionEffects,
  isTestable,
  type ConditionEffects,
  cellsFree,
  comparedWith,
} from './conditionEffects';
import { symmetricEigen } from '../../numerics/linearAlgebra';
import { pearson } from '../../numerics/statistics';

const LEVEL = 0.05;
/** Number of conditions in which a gene must respond to count as moving. */
const CLEARLY_MOVING = 2;

export interface Identifiability {
  /** Candidate regulators, indices into genes: perturbed alone, only in combination, and never. */
  readonly alone: readonly number[];
  readonly onlyTogether: readonly number[];
  readonly neverPerturbed: readonly number[];
  /** Perturbations to which no free gene responds at any time point (q ≤ .05 among its genes). */
  readonly withoutEffect: readonly string[];
  /** Perturbations with fewer than `MIN_TEST_CELLS` cells at every time point: responses cannot be detected. */
  readonly tooFewCells: readonly string[];
  /** Groups of genes with the same response to every perturbation. */
  readonly movingTogether: readonly (readonly number[])[];
  /** Number of distinct effects among `perturbations` conditions, which are `labels` at one or more time points. */
  readonly effectiveRank: number;
  readonly perturbations: number;
  readonly labels: number;
}

/** For all perturbations of the dataset with these `effects`: restrict it to the training side first (splits.ts). */
export function identifiability(
  dataset: Dataset,
  effects: readonly ConditionEffects[] = conditionEffects(dataset),
): Identifiability {
  const shifts = meanShifts(dataset);
  const answers = effects.map(answeringGenes);
  const alone = new Set(effects.flatMap(({ targets }) => (targets.length === 1 ? targets : [])));
  const set = new Set(effects.flatMap(({ targets }) => targets));
  const candidates = [...dataset.candidates];
  const moving = [...dataset.genes.keys()].filter(
    (gene) => answers.filter((genes) => genes.has(gene)).length >= CLEARLY_MOVING,
  );
  return {
    alone: candidates.filter((gene) => alone.has(gene)),
    onlyTogether: candidates.filter((gene) => set.has(gene) && !alone.has(gene)),
    neverPerturbed: candidates.filter((gene) => !set.has(gene)),
    withoutEffect: withoutEffect(effects.filter(isTestable)),
    tooFewCells: tooFewCells(effects),
    movingTogether: movingTogether(shifts, moving),
    effectiveRank: effectiveRank(
      shifts.map((shift, k) => shift.map((value, gene) => (effects[k]?.targets.includes(gene) ? 0 : value))),
    ),
    perturbations: shifts.length,
    labels: new Set(effects.map(({ label }) => label)).size,
  };
}

/** Free genes with q ≤ .05 among those of the condition. */
function answeringGenes({ targets, p }: ConditionEffects): ReadonlySet<number> {
  const free = [...p.keys()].filter((gene) => !targets.includes(gene));
  const q = benjaminiHochberg(free.map((gene) => p[gene] as number));
  return new Set(free.filter((_, at) => (q[at] as number) <= LEVEL));
}

function tooFewCells(effects: readonly ConditionEffects[]): string[] {
  const testable = new Set(effects.filter(isTestable).map(({ label }) => label));
  return [...new Set(effects.map(({ label }) => label))].filter((label) => !testable.has(label));
}

function withoutEffect(effects: readonly ConditionEffects[]): string[] {
  return [...new Set(effects.map(({ label }) => label))].filter((label) => {
    const p = effects
      .filter((effect) => effect.label === label)
      .flatMap((effect) => [...effect.p].filter((_, gene) => !effect.targets.includes(gene)));
    return benjaminiHochberg(p).every((q) => q > LEVEL);
  });
}

/**
 * Number of distinct effects: exp(−Σ p log p) of the singular values of the shifts [perturbations × G], p their shares of the sum (Roy &
 * Vetterli 2007). From 1 (all alike) to the smaller dimension; 0 where nothing changes. An upper bound, because noise counts as difference.
 */
export function effectiveRank(shifts: readonly Float64Array[]): number {
  const count = shifts.length;
  const gram = new Float64Array(count * count);
  shifts.forEach((a, i) =>
    shifts.forEach((b, j) => {
      gram[i * count + j] = a.reduce((sum, value, gene) => sum + value * (b[gene] as number), 0);
    }),
  );
  if (count === 0) return 0;
  const singular = symmetricEigen(gram, count).values.map((value) => Math.sqrt(Math.max(0, value)));
  const total = singular.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return 0;
  return Math.exp(
    singular.reduce((sum, value) => (value > 0 ? sum - (value / total) * Math.log(value / total) : sum), 0),
  );
}

/**
 * [perturbed conditions with cells] each [G] mean log1p minus that of the cells it is compared with (conditionEffects.ts): a description of
 * the screen, not a training target.
 */
export function meanShifts(dataset: Dataset): readonly Float64Array[] {
  const rows = rowsByCondition(dataset);
  return dataset.conditions.flatMap((condition, index) => {
    const reference = comparedWith(dataset, index).flatMap((other) => rows[other] ?? []);
    const own = rows[index] ?? [];
    if (isControl(condition) || own.length === 0 || reference.length === 0) return [];
    const free = cellsFree(dataset, reference);
    const [with_, without] = [meanOf(dataset, () => own), meanOf(dataset, free)];
    return [with_.map((value, gene) => value - (without[gene] as number))];
  });
}

/** [G] mean over the cells chosen for each gene. */
function meanOf({ genes, values }: Dataset, cellsOf: (gene: number) => readonly number[]): Float64Array {
  return Float64Array.from(genes, (_, gene) => {
    const cells = cellsOf(gene);
    return (
      cells.reduce((sum, cell) => sum + (values[cell * genes.length + gene] as number), 0) / cells.length
    );
  });
}

/** |Pearson's r| over perturbations from which two genes count as one. */
const ALIKE = 0.95;
/** With fewer perturbations chance reaches that. */
const MIN_PERTURBATIONS = 4;

/**
 * Genes with the same response to every perturbation, whose mutual regulation is not identifiable: groups of at least two, each ascending,
 * largest first, connected by chains of |r| ≥ .95 between their shifts. Only `genes` that clearly move, because others correlate by chance.
 */
export function movingTogether(
  shifts: readonly Float64Array[],
  genes: readonly number[],
): readonly (readonly number[])[] {
  if (shifts.length < MIN_PERTURBATIONS) return [];
  const profiles = genes.map((gene) => shifts.map((shift) => shift[gene] as number));
  const groupOf = genes.map((_, at) => at);
  for (let a = 0; a < genes.length; a++)
    for (let b = 0; b < a; b++) {
      if (groupOf[a] === groupOf[b]) continue;
      if (Math.abs(pearson(profiles[a] ?? [], profiles[b] ?? [])) < ALIKE) continue;
      const [kept, merged] = [groupOf[b] as number, groupOf[a] as number];
      groupOf.forEach((group, at) => {
        if (group === merged) groupOf[at] = kept;
      });
    }
  return [...new Set(groupOf)]
    .map((group) => genes.filter((_, at) => groupOf[at] === group).toSorted((x, y) => x - y))
    .filter((group) => group.length > 1)
    .toSorted((x, y) => y.length - x.length || (x[0] as number) - (y[0] as number));
}
