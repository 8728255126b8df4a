/**
 * Share of a perturbation's cells that look like controls, as if their guide had not cut; it reduces the mean effect.
 * Cells are projected on the direction of the perturbation's effect (five folds, each projected on the direction of
 * the others, so that noise is not taken for an effect), and the projections are separated into controls and others:
 * mixscape (Papalexi et al. 2021, Nature Genetics 53:322) with cross-fitting.
 */
import { effectDirection, momentsOfCells, project } from './moments';
import { fitNormalMixture } from '../../numerics/normalMixture';
import { rowsByCondition, ENOUGH_CONTROLS, isControl, nameOfCondition, type Dataset } from '../dataset';
import type { DatasetNote } from '../notes';

const PARTS = 5;
const MIN_CELLS = 20;
/** More controls would not improve the projection. */
const MAX_CONTROLS = 500;
/** Minimum shift, in standard errors, of a gene in the direction. */
const CLEAR_SHIFT = 2;
/** Minimum evidence for a note: gain in log likelihood, distance of the groups in standard deviations, share. */
const CLEAR_GAIN = 6;
const CLEAR_DISTANCE = 2.5;
const MIN_SHARE = 0.1;

/** Names the conditions whose cells clearly form two groups, one of them like controls, largest share first. */
export function escapingNotes(dataset: Dataset): readonly DatasetNote[] {
  const members = rowsByCondition(dataset);
  const values = withoutBatchShifts(dataset);
  const perturbations = dataset.conditions.flatMap((condition, index) => {
    const cells = members[index] ?? [];
    const controls = controlsOf(dataset, members, condition.time);
    if (isControl(condition) || cells.length < MIN_CELLS || controls.length < ENOUGH_CONTROLS) return [];
    const projections = projectionsOnEffect(values, dataset.genes.length, cells, controls);
    if (projections === null) return [];
    const { share, mean, deviation, gain } = fitNormalMixture(projections);
    const distance = mean / Math.sqrt((1 + deviation ** 2) / 2);
    const isClear = gain >= CLEAR_GAIN && distance >= CLEAR_DISTANCE && share >= MIN_SHARE;
    return isClear
      ? [{ label: nameOfCondition(condition.label, condition.time, dataset.timeUnit), share }]
      : [];
  });
  if (perturbations.length === 0) return [];
  return [{ tag: 'escaping-cells', perturbations: perturbations.toSorted((a, b) => b.share - a.share) }];
}

/**
 * [cells] projection in standard deviations of the controls from their mean, positive along the effect; null if no
 * gene moved clearly.
 */
function projectionsOnEffect(
  values: Float32Array,
  width: number,
  cells: readonly number[],
  controls: readonly number[],
): Float64Array | null {
  const reference = momentsOfCells(values, width, controls);
  const projections = new Float64Array(cells.length);
  for (let part = 0; part < PARTS; part++) {
    const rest = cells.filter((_, at) => at % PARTS !== part);
    const direction = effectDirection(momentsOfCells(values, width, rest), reference, CLEAR_SHIFT);
    if (direction === null) return null;
    const along = (cell: number) => project(values, cell, direction, reference.mean);
    const spread = Math.sqrt(controls.reduce((sum, cell) => sum + along(cell) ** 2, 0) / controls.length);
    for (let at = part; at < cells.length; at += PARTS) projections[at] = along(cells[at] ?? 0) / spread;
  }
  return projections;
}

/**
 * [cells × G] every batch shifted so that its controls have the mean of the first one's; batches with few controls
 * stay.
 */
function withoutBatchShifts({
  values,
  genes,
  batchOfCell,
  batches,
  conditions,
  conditionOfCell,
}: Dataset): Float32Array {
  if (batchOfCell === null || batches.length < 2) return values;
  const width = genes.length;
  const controls: number[][] = batches.map(() => []);
  conditionOfCell.forEach((condition, cell) => {
    const own = conditions[condition];
    if (own !== undefined && isControl(own)) controls[batchOfCell[cell] ?? 0]?.push(cell);
  });
  const means = controls.map((cells) =>
    cells.length < ENOUGH_CONTROLS ? null : momentsOfCells(values, width, cells).mean,
  );
  const first = means.find((mean) => mean !== null);
  return values.map((value, at) => {
    const mean = means[batchOfCell[Math.floor(at / width)] ?? 0];
    return mean && first ? value - (mean[at % width] as number) + (first[at % width] as number) : value;
  });
}

/** Control cells of the time point, or all if it has too few; evenly subsampled. */
function controlsOf(
  { conditions }: Dataset,
  members: readonly (readonly number[])[],
  time: number | null,
): readonly number[] {
  const cellsOf = (isWanted: (at: number | null) => boolean) =>
    conditions.flatMap((condition, index) =>
      isControl(condition) && isWanted(condition.time) ? (members[index] ?? []) : [],
    );
  const sameTime = cellsOf((at) => at === time);
  const all = sameTime.length >= ENOUGH_CONTROLS ? sameTime : cellsOf(() => true);
  const step = Math.max(1, all.length / MAX_CONTROLS);
  return Array.from(
    { length: Math.min(all.length, MAX_CONTROLS) },
    (_, at) => all[Math.floor(at * step)] ?? 0,
  );
}
