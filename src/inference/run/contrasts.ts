/** Changes of conditions as combinations of the means of groups of cells, for genes of which nothing else is kept. */
import { batchesOfGroup } from '../../dataset/cellMoments';
import {
  CONTROL_OF_RATIOS,
  controlCellCount,
  isComparedWithZero,
  isControl,
  type Condition,
  type Dataset,
} from '../../dataset/dataset';
import type { OutsideGenes } from '../../dataset/outsideGenes';
import { chosenReference, comparedWithOf } from '../../dynamics/prepare/strata';

export interface Contrasts {
  /** [rows × groups] change = Σ contrast · mean − level. */
  readonly rows: Float64Array;
  readonly level: number;
  /** [groups] likewise, the mean of the controls; null where it is the level. */
  readonly control: Float64Array | null;
  /** [rows × groups] error of a change per sampling error of the mean of a group, in its standard deviations for cells of variance 1. */
  readonly errors: Float64Array;
  /** Groups of controls that several changes are compared with; empty where that are other conditions, whose errors count for little each. */
  readonly controls: readonly number[];
}

/**
 * Against controls or other training conditions, as for the modelled genes (dynamics/prepare/strata.ts), or against the level of log ratios.
 */
export function contrastsOf(
  dataset: Dataset,
  outside: OutsideGenes,
  conditions: readonly number[],
): Contrasts {
  const { condition, cells } = outside;
  const groups = cells.length;
  const all = [...cells.keys()];
  const conditionOf = (group: number) => dataset.conditions[condition[group] as number];
  const where = (holds: (of: Condition) => boolean) =>
    all.filter((group) => {
      const of = conditionOf(group);
      return of !== undefined && holds(of);
    });
  const controls = where(isControl);
  const isAgainstLevel = isComparedWithZero(dataset);
  const comparedWith = comparedWithOf(dataset, controlCellCount(dataset));
  const training = where(({ label }) => !dataset.heldOut.includes(label));
  const cellsIn = (of: readonly number[]) => of.reduce((sum, group) => sum + (cells[group] as number), 0);
  const at = (of: readonly number[], time: number | null) =>
    of.filter((group) => conditionOf(group)?.time === time);
  const inBatch = (of: readonly number[], batch: number) =>
    of.filter((group) => outside.batch[group] === batch);
  const known = new Map<string, readonly number[]>();
  const controlsOf = (batch: number, time: number | null) => {
    const key = `${batch} ${time}`;
    const ofBatch = inBatch(controls, batch);
    const near = { stratum: at(ofBatch, time), batch: ofBatch, time: at(controls, time) };
    const found = known.get(key) ?? chosenReference(comparedWith, near, controls, cellsIn);
    known.set(key, found);
    return found;
  };
  const referenceOf = (own: number, batch: number): readonly number[] => {
    const time = dataset.conditions[own]?.time ?? null;
    if (comparedWith === 'controls') return controlsOf(batch, time);
    // Perturbed conditions are one group of all batches.
    const others = training.filter((group) => condition[group] !== own);
    return chosenReference(comparedWith, { time: at(others, time) }, others, cellsIn);
  };
  const rows = new Float64Array(conditions.length * groups);
  conditions.forEach((own, row) => {
    const line = rows.subarray(row * groups, (row + 1) * groups);
    const add = (of: readonly number[], weight: number) => {
      const count = cellsIn(of);
      for (const group of of)
        line[group] = (line[group] as number) + (weight * (cells[group] as number)) / count;
    };
    const ownGroups = all.filter((group) => condition[group] === own);
    add(ownGroups, 1);
    if (isAgainstLevel) return;
    const count = cellsIn(ownGroups);
    for (const group of ownGroups)
      for (const part of batchesOfGroup(outside, group))
        add(referenceOf(own, part.batch), -part.cells / count);
  });
  const pool = comparedWith === 'controls' ? controls : training;
  const control = new Float64Array(groups);
  for (const group of pool) control[group] = (cells[group] as number) / cellsIn(pool);
  return {
    rows,
    level: isAgainstLevel ? CONTROL_OF_RATIOS : 0,
    control: isAgainstLevel ? null : control,
    errors: rows.map((value, place) => value / Math.sqrt(cells[place % groups] as number)),
    controls: comparedWith === 'controls' && !isAgainstLevel ? controls : [],
  };
}
