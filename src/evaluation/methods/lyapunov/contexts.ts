/** The contexts of the steady state of a linear SDE: controls, and each training perturbation at the last time point, with their moments. */
import { isControl, type Intervention } from '../../../dataset/dataset';
import { removesActivity } from '../../../dataset/mapping';
import { clampLevel, withDosedInputs } from '../../../dynamics/prepare/interventionValues';
import { CLAMP_FLOOR } from '../../../dynamics/vectorField';
import { fastCrossProducts } from '../../../numerics/dense/products';
import type { Screen } from '../screen';
import { setLevels } from '../setLevels';

/** What an experiment does to the equations. */
export interface Setting {
  /** Genes whose product is gone, with the level (z) of no expression: their equation is left out. */
  readonly silent: readonly SetGene[];
  /** Genes held around a level, independent of their regulators, with the variance around it. */
  readonly held: readonly HeldGene[];
}

interface SetGene {
  readonly gene: number;
  readonly level: number;
}

interface HeldGene extends SetGene {
  readonly variance: number;
}

export interface Context extends Setting {
  readonly cells: number;
  /** [G] z; the mean of silent genes is set to 0. */
  readonly mean: Float64Array;
  /** [G × G] covariance of the cells (divisor: their number); silent genes have variance 1 and no covariance. */
  readonly covariance: Float64Array;
}

/** Of held genes. */
export const LEAST_VARIANCE = 1e-3;

/** The level at which a silent gene acts: no expression, not below −4 as in the model (docs/decisions/0022). */
export function silentLevel({
  mean,
  scale,
  dataset,
  perturbations,
}: Screen): (intervention: Intervention) => number {
  const knockoutValue = mean.map((mu, g) => ((scale[g] as number) > 0 ? -mu / (scale[g] as number) : 0));
  const latent = dataset.latent ?? [];
  const values = withDosedInputs(
    { knockoutValue, knockdownValue: knockoutValue },
    perturbations.filter(({ training }) => training),
    latent,
  );
  return (intervention) =>
    latent.includes(intervention.gene)
      ? clampLevel(values, intervention)
      : Math.max(CLAMP_FLOOR, knockoutValue[intervention.gene] as number);
}

export function isSilenced({ dataset }: Screen, { gene, kind }: Intervention): boolean {
  return removesActivity(kind) || (dataset.latent ?? []).includes(gene);
}

/** The level at which a perturbed gene acts on others: that of no expression for silent genes, its own for others. */
export function actingLevels(screen: Screen): (intervention: Intervention) => number {
  const [silent, held] = [silentLevel(screen), setLevels(screen)];
  return (one) => (isSilenced(screen, one) ? silent(one) : held(one));
}

/** In the order of the conditions; all controls are one context. */
export function contextsOf(screen: Screen): readonly Context[] {
  const { cells, dataset } = screen;
  const latest = Math.max(...dataset.conditions.map(({ time }) => time ?? -Infinity));
  const rows = new Map<number, number[]>();
  cells.conditionOf.forEach((index, row) => {
    const condition = dataset.conditions[index];
    if (condition === undefined) return;
    const control = isControl(condition);
    if (!control && condition.time !== null && condition.time < latest) return;
    const key = control ? -1 : index;
    const own = rows.get(key) ?? [];
    rows.set(key, own);
    own.push(row);
  });
  return Array.from(rows, ([index, own]) =>
    contextOf(screen, Int32Array.from(own), dataset.conditions[index]?.interventions ?? []),
  );
}

function contextOf(screen: Screen, rows: Int32Array, interventions: readonly Intervention[]): Context {
  const { values } = screen.cells;
  const genes = screen.dataset.genes.length;
  const everyGene = Int32Array.from({ length: genes }, (_, g) => g);
  const n = rows.length;
  const mean = new Float64Array(genes);
  for (const row of rows)
    for (let g = 0; g < genes; g++) mean[g] = (mean[g] as number) + (values[row * genes + g] as number) / n;
  const covariance = fastCrossProducts(
    { values, columns: genes, weights: null },
    rows,
    everyGene,
    everyGene,
  ).map((sum, p) => sum / n - (mean[Math.floor(p / genes)] as number) * (mean[p % genes] as number));
  const levelOf = silentLevel(screen);
  const silent = interventions
    .filter((one) => isSilenced(screen, one))
    .map((one) => ({ gene: one.gene, level: levelOf(one) }));
  const held = interventions
    .filter((one) => !isSilenced(screen, one))
    .map(({ gene }) => ({
      gene,
      level: mean[gene] as number,
      variance: Math.max(LEAST_VARIANCE, covariance[gene * (genes + 1)] as number),
    }));
  for (const { gene } of silent) {
    mean[gene] = 0;
    for (let g = 0; g < genes; g++) {
      covariance[gene * genes + g] = 0;
      covariance[g * genes + gene] = 0;
    }
    covariance[gene * (genes + 1)] = 1;
  }
  return { cells: n, mean, covariance, silent, held };
}
