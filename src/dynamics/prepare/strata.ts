/** Strata (cells that share batch and time point) and the reference cells of each. */
import {
  CONTROL_OF_RATIOS,
  ENOUGH_CONTROLS,
  isComparedWithZero,
  isControl,
  type Dataset,
} from '../../dataset/dataset';
import { batchesOfGroup } from '../../dataset/cellMoments';
import { Random } from '../../numerics/random';

export interface Strata {
  readonly count: number;
  /** [cells] */
  readonly ofCell: Int32Array;
  /** What perturbed cells are compared with. */
  readonly comparedWith: 'controls' | 'others';
  /** The reference of every gene where it is known without cells: log ratios; null: the mean of the reference cells. */
  readonly level: number | null;
  /** Per stratum, the cells of its mean; strata with the same cells share the array. */
  readonly reference: readonly Int32Array[];
  /** Per stratum, the cells of its scale: of its batch, all times. */
  readonly scaleReference: readonly Int32Array[];
}

export const allCells = (): boolean => true;

/**
 * The two halves of the controls. Shifts of training perturbations are measured against the half that predictions know, those of unseen
 * perturbations against the other: with the same controls on both sides their sampling error would count as predicted.
 */
export interface ControlHalves {
  /** [cells] 0 for perturbed cells. */
  readonly halfOfCell: Uint8Array;
  /** Strata as in `Strata`. */
  readonly strata: number;
}

const KNOWN_HALF = 1;
const MEASURED_HALF = 2;

/** Cells that predictions may know. */
export function isKnownCell({ halfOfCell }: ControlHalves): (cell: number) => boolean {
  return (cell) => halfOfCell[cell] !== MEASURED_HALF;
}

/** Cells that unseen perturbations are measured with. */
export function isMeasuringCell({ halfOfCell }: ControlHalves): (cell: number) => boolean {
  return (cell) => halfOfCell[cell] !== KNOWN_HALF;
}

/**
 * Random halves of the controls of every batch and time point, another draw for each `place`; null where perturbed cells are not compared
 * with controls.
 */
export function splitControls(dataset: Dataset, seed: number, place: number): ControlHalves | null {
  const { comparedWith, ofCell, count } = stratify(dataset, () => true);
  if (comparedWith === 'others') return null;
  const isControlCondition = dataset.conditions.map(isControl);
  const controls = Int32Array.from(dataset.conditionOfCell.keys()).filter(
    (cell) => isControlCondition[dataset.conditionOfCell[cell] as number] === true,
  );
  const byStratum = groupBy(controls, count, (cell) => ofCell[cell] as number);
  const halfOfCell = new Uint8Array(dataset.cells);
  const random = new Random(Math.imul(seed + 1, 0x27d4eb2f) ^ place);
  let next = random.integer(2);
  for (const cells of byStratum)
    for (const drawn of random.permutation(cells.length)) {
      halfOfCell[cells[drawn] as number] = next === 0 ? KNOWN_HALF : MEASURED_HALF;
      next = 1 - next;
    }
  return { halfOfCell, strata: count };
}

/** Stratum of the cells of a condition and batch. */
export function stratumOf({
  conditions,
}: Pick<Dataset, 'conditions'>): (condition: number, batch: number) => number {
  const times = [...new Set(conditions.map(({ time }) => time))];
  const timeOf = conditions.map(({ time }) => times.indexOf(time));
  return (condition, batch) => batch * times.length + (timeOf[condition] as number);
}

/** Whether perturbed cells are compared with so many controls. */
export function comparedWithOf(
  { control }: Pick<Dataset, 'control'>,
  controls: number,
): Strata['comparedWith'] {
  return control.mode !== 'others' && controls >= ENOUGH_CONTROLS ? 'controls' : 'others';
}

function lengthOf({ length }: Int32Array): number {
  return length;
}

/** Possible references of a stratum; absent where they cannot be told apart. */
interface NearReferences<Cells> {
  readonly stratum?: Cells | undefined;
  readonly batch?: Cells | undefined;
  readonly time?: Cells | undefined;
}

/** Of these the nearest with enough cells, else all: 20 controls of the stratum, its batch or its time; 20 others of the stratum, or 2 of its time. */
export function chosenReference<Cells>(
  comparedWith: Strata['comparedWith'],
  { stratum, batch, time }: NearReferences<Cells>,
  all: Cells,
  sizeOf: (cells: Cells) => number,
): Cells {
  const choices: readonly (readonly [Cells | undefined, number])[] =
    comparedWith === 'controls'
      ? [
          [stratum, ENOUGH_CONTROLS],
          [batch, ENOUGH_CONTROLS],
          [time, ENOUGH_CONTROLS],
        ]
      : [
          [stratum, ENOUGH_CONTROLS],
          [time, 2],
        ];
  return choices.find(([cells, needed]) => cells !== undefined && sizeOf(cells) >= needed)?.[0] ?? all;
}

/**
 * Controls are the reference where there are at least 20 (of the stratum, else of its batch, else of its time, else
 * all); otherwise the training cells of the stratum (20), of its time (2) or all of them. Of the controls, only cells for which `isUsed`
 * holds are the reference; which strata share theirs does not depend on it.
 */
export function stratify(
  dataset: Dataset,
  isTraining: (condition: number) => boolean,
  isUsed: (cell: number) => boolean = allCells,
): Strata {
  const times = [...new Set(dataset.conditions.map(({ time }) => time))];
  const stratumAt = stratumOf(dataset);
  const isControlCondition = dataset.conditions.map(isControl);
  const ofCell = new Int32Array(dataset.cells);
  const controls: number[] = [];
  const training: number[] = [];
  for (let cell = 0; cell < dataset.cells; cell++) {
    const condition = dataset.conditionOfCell[cell] as number;
    ofCell[cell] = stratumAt(condition, dataset.batchOfCell?.[cell] ?? 0);
    if (isTraining(condition)) training.push(cell);
    if (isControlCondition[condition] === true) controls.push(cell);
  }
  const comparedWith = comparedWithOf(dataset, controls.length);
  const pool = Int32Array.from(comparedWith === 'controls' ? controls : training);
  const count = Math.max(1, dataset.batches.length) * times.length;
  const timeOfStratum = (stratum: number): number => stratum % times.length;
  const batchOfStratum = (stratum: number): number => Math.floor(stratum / times.length);
  const byStratum = groupBy(pool, count, (cell) => ofCell[cell] as number);
  const byTime = groupBy(pool, times.length, (cell) => timeOfStratum(ofCell[cell] as number));
  const byBatch = groupBy(pool, Math.max(1, dataset.batches.length), (cell) =>
    batchOfStratum(ofCell[cell] as number),
  );
  const reference: Int32Array[] = [];
  const scaleReference: Int32Array[] = [];
  for (let stratum = 0; stratum < count; stratum++) {
    const batch = byBatch[batchOfStratum(stratum)];
    const near = { stratum: byStratum[stratum], batch, time: byTime[timeOfStratum(stratum)] };
    reference.push(chosenReference(comparedWith, near, pool, lengthOf));
    scaleReference.push(
      comparedWith === 'controls' && batch && batch.length >= ENOUGH_CONTROLS ? batch : pool,
    );
  }
  const lists = new Map([...reference, ...scaleReference].map((cells) => [cells, cells.filter(isUsed)]));
  const used = (cells: Int32Array) => lists.get(cells) ?? cells;
  return {
    count,
    ofCell,
    comparedWith,
    level: isComparedWithZero(dataset) ? CONTROL_OF_RATIOS : null,
    reference: reference.map(used),
    scaleReference: scaleReference.map(used),
  };
}

/** Shares of a condition's cells by stratum, those without cells left out. */
export type StrataMix = readonly { readonly stratum: number; readonly share: number }[];

/** Strata of a mix that are compared with the same cells, together: their references are one sample, not several. */
export function bySharedReference(mix: StrataMix, { reference }: Strata): readonly StrataMix[] {
  const groups = new Map<Int32Array | undefined, StrataMix[number][]>();
  for (const one of mix) {
    const cells = reference[one.stratum];
    groups.set(cells, [...(groups.get(cells) ?? []), one]);
  }
  return [...groups.values()];
}

/** [conditions] */
export function strataMixes(dataset: Dataset, { ofCell, count }: Strata): readonly StrataMix[] {
  const cells = new Float64Array(dataset.conditions.length * count);
  const add = (condition: number, stratum: number, n: number) => {
    const place = condition * count + stratum;
    cells[place] = (cells[place] as number) + n;
  };
  const { moments } = dataset;
  const stratumAt = stratumOf(dataset);
  if (moments)
    moments.condition.forEach((condition, group) => {
      for (const own of batchesOfGroup(moments, group))
        add(condition, stratumAt(condition, own.batch), own.cells);
    });
  else dataset.conditionOfCell.forEach((condition, cell) => add(condition, ofCell[cell] as number, 1));
  return dataset.conditions.map((_, condition) => {
    const own = cells.subarray(condition * count, (condition + 1) * count);
    const all = own.reduce((sum, n) => sum + n, 0);
    return [...own.keys()].flatMap((stratum) => {
      const n = own[stratum] as number;
      return n > 0 ? [{ stratum, share: n / all }] : [];
    });
  });
}

function groupBy(cells: Int32Array, groups: number, groupOf: (cell: number) => number): Int32Array[] {
  const lists: number[][] = Array.from({ length: groups }, () => []);
  for (const cell of cells) lists[groupOf(cell)]?.push(cell);
  return lists.map((list) => Int32Array.from(list));
}
