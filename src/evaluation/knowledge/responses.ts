/**
 * What perturbations did, in three classes (down, none, up), with what every decision rests on: the data side of the comparison of knowledge
 * and data after ALIGNED (docs/methods/aligned.md).
 */
import { type Condition, isControl, type Intervention } from '../../dataset/dataset';
import { benjaminiHochberg, normalTail } from '../../numerics/significance';
import { median, NORMAL_MAD } from '../../numerics/statistics';

/** One perturbation at one time point: [G] changes in log1p expression, as the comparisons of a run hold them. */
interface MeasuredChange {
  readonly label: string;
  readonly time: number | null;
  readonly cells: number;
  /** Genes that the experimenter set. */
  readonly targets: readonly number[];
  readonly measured: ArrayLike<number>;
  readonly standardError: ArrayLike<number>;
}

/** Smallest mean shift, in standard deviations of cells, and largest false discovery rate of a change. */
const CHANGE = { effect: 0.5, fdr: 0.05 } as const;

/** Genes that an experiment sets, with the direction: −1 knockout or knockdown, 1 overexpression. */
export interface Setting {
  readonly gene: number;
  readonly direction: 1 | -1;
}

interface Measured {
  readonly label: string;
  readonly time: number | null;
  readonly cells: number;
  readonly settings: readonly Setting[];
}

/** Matrices are [P × G], row-major. */
export interface Responses {
  readonly genes: number;
  readonly perturbations: readonly Measured[];
  /** −1 down, 0 none, 1 up; 0 also where nothing was measured. */
  readonly classes: Int8Array;
  /** 1 measured; 0 set by the experimenter, or without an error of measurement. */
  readonly isMeasured: Uint8Array;
  /**
   * 1 where the class is beyond doubt: a change; or no sign of one, with an interval (95 %) within ± the smallest change, under a
   * perturbation that changes another gene and so did work.
   */
  readonly isClear: Uint8Array;
  /** Mean shift in standard deviations of cells. */
  readonly effect: Float64Array;
  /** False discovery rate of a change: NaN where nothing was tested. */
  readonly q: Float64Array;
}

/** [P × G] */
interface Sizes {
  readonly effect: Float64Array;
  readonly error: Float64Array;
}

/**
 * @param changes one per perturbation and time @param conditions of the data set, which tell the kind of each perturbation
 * @param scale [G] standard deviation of cells, log1p
 * @param told [P × G] q of the table of effects, NaN where it tests nothing; null without it: of normal tests of these changes
 */
export function responsesOf(
  changes: readonly MeasuredChange[],
  conditions: readonly Condition[],
  scale: ArrayLike<number>,
  told: Float64Array | null = null,
): Responses {
  const genes = scale.length;
  const kinds = new Map<string, readonly Intervention[]>(
    conditions.filter((condition) => !isControl(condition)).map((one) => [one.label, one.interventions]),
  );
  const { effect, error } = sizesOf(changes, scale);
  const isMeasured = Uint8Array.from(effect, (_, at) => {
    const change = changes[Math.floor(at / genes)];
    return change?.targets.includes(at % genes) || !((error[at] as number) > 0) ? 0 : 1;
  });
  const tested = [...isMeasured.keys()].filter((at) => isMeasured[at]);
  const q = told ?? normalTests(effect, error, tested);
  const classes = new Int8Array(effect.length);
  const isClear = new Uint8Array(effect.length);
  for (const at of tested) {
    const size = effect[at] as number;
    const isSignificant = (q[at] as number) < CHANGE.fdr;
    if (isSignificant && Math.abs(size) > CHANGE.effect) classes[at] = Math.sign(size);
    const farthest = Math.abs(size) + 1.96 * (error[at] as number);
    isClear[at] = classes[at] !== 0 || (!isSignificant && farthest < CHANGE.effect) ? 1 : 0;
  }
  for (let row = 0; row < changes.length; row++) {
    const [from, to] = [row * genes, (row + 1) * genes];
    if (classes.subarray(from, to).every((value) => value === 0)) isClear.fill(0, from, to);
  }
  return {
    genes,
    perturbations: changes.map(({ label, time, cells, targets }) => ({
      label,
      time,
      cells,
      settings: targets.map((gene) => ({ gene, direction: directionOf(kinds.get(label), gene) })),
    })),
    classes,
    isMeasured,
    isClear,
    effect,
    q,
  };
}

/** [P × G] false discovery rates; NaN where nothing was tested. */
function normalTests(effect: Float64Array, error: Float64Array, tested: readonly number[]): Float64Array {
  const adjusted = benjaminiHochberg(
    tested.map((at) => 2 * normalTail(Math.abs((effect[at] as number) / (error[at] as number)))),
  );
  const q = new Float64Array(effect.length).fill(NaN);
  for (const [place, at] of tested.entries()) q[at] = adjusted[place] as number;
  return q;
}

function directionOf(interventions: readonly Intervention[] | undefined, gene: number): 1 | -1 {
  return interventions?.find((one) => one.gene === gene)?.kind === 'overexpression' ? 1 : -1;
}

/**
 * Shifts and their errors in standard deviations of cells. With one sample per perturbation no error is measured: a gene's median over the
 * perturbations is the reference then, and their median absolute deviation the error.
 */
function sizesOf(changes: readonly MeasuredChange[], scale: ArrayLike<number>): Sizes {
  const genes = scale.length;
  const effect = new Float64Array(changes.length * genes);
  const error = new Float64Array(effect.length);
  const isOneSampleEach = changes.length > 0 && changes.every(({ cells }) => cells === 1);
  for (let gene = 0; gene < genes; gene++) {
    const unit = scale[gene] as number;
    if (!(unit > 0)) continue;
    const free = changes.filter(({ targets }) => !targets.includes(gene));
    const values = free.map(({ measured }) => measured[gene] as number);
    const middle = isOneSampleEach && values.length > 0 ? median(values) : 0;
    const spread = isOneSampleEach
      ? NORMAL_MAD * median(values.map((value) => Math.abs(value - middle)))
      : null;
    for (const [row, { measured, standardError }] of changes.entries()) {
      effect[row * genes + gene] = ((measured[gene] as number) - middle) / unit;
      error[row * genes + gene] = (spread ?? (standardError[gene] as number)) / unit;
    }
  }
  return { effect, error };
}

/**
 * Smallest predicted change, in standard deviations of cells, that counts as one: at it as many changes are predicted as were measured,
 * because predictions are shrunken and no fixed size would compare. Infinite where none was measured.
 * @param predicted [P] changes [G] in log1p expression
 */
export function predictedThreshold(
  predicted: readonly ArrayLike<number>[],
  { classes, isMeasured }: Pick<Responses, 'classes' | 'isMeasured'>,
  scale: ArrayLike<number>,
): number {
  const genes = scale.length;
  const count = classes.reduce((sum, value) => sum + Math.abs(value), 0);
  const sizes = predicted.flatMap((change, row) =>
    Array.from(change, (value, gene) =>
      isMeasured[row * genes + gene] ? Math.abs(inUnits(value, scale[gene] as number)) : 0,
    ),
  );
  const smallest = count === 0 ? 0 : (sizes.toSorted((a, b) => b - a)[count - 1] ?? 0);
  return smallest > 0 ? smallest : Infinity;
}

/** [P × G] predictions in three classes. */
export function predictedClasses(
  predicted: readonly ArrayLike<number>[],
  scale: ArrayLike<number>,
  threshold: number,
): Int8Array {
  const genes = scale.length;
  const classes = new Int8Array(predicted.length * genes);
  for (const [row, change] of predicted.entries())
    for (let gene = 0; gene < genes; gene++) {
      const size = inUnits(change[gene] as number, scale[gene] as number);
      if (Math.abs(size) >= threshold) classes[row * genes + gene] = Math.sign(size);
    }
  return classes;
}

function inUnits(value: number, unit: number): number {
  return unit > 0 ? value / unit : 0;
}
