/** Strata (cells that share batch and time point) and the reference cells of each. */
import { ENOUGH_CONTROLS, isControl, type Dataset } from '../../dataset/dataset';

export interface Strata {
  readonly count: number;
  /** [cells] */
  readonly ofCell: Int32Array;
  /** What perturbed cells are compared with. */
  readonly comparedWith: 'controls' | 'others';
  /** Per stratum, the cells of its mean; strata with the same cells share the array. */
  readonly reference: readonly Int32Array[];
  /** Per stratum, the cells of its scale: of its batch, all times. */
  readonly scaleReference: readonly Int32Array[];
}

/**
 * Controls are the reference where there are at least 20 (of the stratum, else of its batch, else of its time, else
 * all); otherwise the training cells of the stratum (20), of its time (2) or all of them.
 */
export function stratify(dataset: Dataset, isTraining: (condition: number) => boolean): Strata {
  const times = [...new Set(dataset.conditions.map(({ time }) => time))];
  const timeOf = dataset.conditions.map(({ time }) => times.indexOf(time));
  const isControlCondition = dataset.conditions.map(isControl);
  const ofCell = new Int32Array(dataset.cells);
  const controls: number[] = [];
  const training: number[] = [];
  for (let cell = 0; cell < dataset.cells; cell++) {
    const condition = dataset.conditionOfCell[cell] as number;
    const batch = dataset.batchOfCell?.[cell] ?? 0;
    ofCell[cell] = batch * times.length + (timeOf[condition] as number);
    if (isTraining(condition)) training.push(cell);
    if (isControlCondition[condition] === true) controls.push(cell);
  }
  const comparedWith =
    dataset.control.mode !== 'others' && controls.length >= ENOUGH_CONTROLS ? 'controls' : 'others';
  const pool = Int32Array.from(comparedWith === 'controls' ? controls : training);
  const count = Math.max(1, dataset.batches.length) * times.length;
  const timeOfStratum = (stratum: number): number => stratum % times.length;
  const batchOfStratum = (stratum: number): number => Math.floor(stratum / times.length);
  const byStratum = groupBy(pool, count, (cell) => ofCell[cell] as number);
  const byTime = groupBy(pool, times.length, (cell) => timeOfStratum(ofCell[cell] as number));
  const byBatch = groupBy(pool, Math.max(1, dataset.batches.length), (cell) =>
    batchOfStratum(ofCell[cell] as number),
  );
  const firstOf = (choices: readonly [Int32Array | undefined, number][]): Int32Array =>
    choices.find(([cells, needed]) => cells !== undefined && cells.length >= needed)?.[0] ?? pool;

  const reference: Int32Array[] = [];
  const scaleReference: Int32Array[] = [];
  for (let stratum = 0; stratum < count; stratum++) {
    const own = byStratum[stratum];
    const time = byTime[timeOfStratum(stratum)];
    const batch = byBatch[batchOfStratum(stratum)];
    reference.push(
      comparedWith === 'controls'
        ? firstOf([
            [own, ENOUGH_CONTROLS],
            [batch, ENOUGH_CONTROLS],
            [time, ENOUGH_CONTROLS],
          ])
        : firstOf([
            [own, ENOUGH_CONTROLS],
            [time, 2],
          ]),
    );
    scaleReference.push(comparedWith === 'controls' ? firstOf([[batch, ENOUGH_CONTROLS]]) : pool);
  }
  return { count, ofCell, comparedWith, reference, scaleReference };
}

function groupBy(cells: Int32Array, groups: number, groupOf: (cell: number) => number): Int32Array[] {
  const lists: number[][] = Array.from({ length: groups }, () => []);
  for (const cell of cells) lists[groupOf(cell)]?.push(cell);
  return lists.map((list) => Int32Array.from(list));
}
