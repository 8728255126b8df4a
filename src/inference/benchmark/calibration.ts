/**
 * Calibration of predicted magnitudes and intervals. The interval of a perturbation derives from the errors at the others alone
 * (cross-conformal, after Vovk 2015), each divided by its expected magnitude.
 */
import { type Condition, familyOf } from '../../dataset/dataset';
import { coverage, type MeasuredShift } from '../../evaluation/predictions/predictionScores';
import { quantileOfSorted } from '../../numerics/statistics';
import type { Calibration } from './benchmark';

/** Log1p expression; time points and doses of a perturbation count as one. */
export type LabelledPrediction = MeasuredShift & Pick<Condition, 'label' | 'of'>;

const TENTHS = 10;
const PROMISED = [0.5, 0.8, 0.9, 0.95] as const;
/** With fewer perturbations none remain to scale the errors of others while a third is evaluated. */
const MIN_PERTURBATIONS = 3;

type GeneOfOne = Readonly<Record<'predicted' | 'measured', number>>;

export function calibration(predictions: readonly LabelledPrediction[]): Calibration {
  const genes = predictions.flatMap(({ predicted, measured, targets }) =>
    Array.from({ length: measured.length }, (_, gene) => gene)
      .filter((gene) => !targets.includes(gene))
      .map((gene) => ({ predicted: predicted[gene] as number, measured: measured[gene] as number })),
  );
  const square = genes.reduce((sum, { predicted }) => sum + predicted ** 2, 0);
  const cross = genes.reduce((sum, one) => sum + one.predicted * one.measured, 0);
  return { tenths: tenths(genes), slope: square > 0 ? cross / square : null, coverage: covered(predictions) };
}

/** Equal predictions stay together, in the group of the middle one: fewer than ten groups where many are equal. */
function tenths(genes: readonly GeneOfOne[]): Calibration['tenths'] {
  const sorted = genes.toSorted((a, b) => a.predicted - b.predicted);
  const groups: GeneOfOne[][] = Array.from({ length: TENTHS }, () => []);
  for (let start = 0; start < sorted.length;) {
    let end = start + 1;
    while (end < sorted.length && sorted[end]?.predicted === sorted[start]?.predicted) end++;
    const middle = (start + end) / 2 / sorted.length;
    groups[Math.min(TENTHS - 1, Math.floor(TENTHS * middle))]?.push(...sorted.slice(start, end));
    start = end;
  }
  return groups
    .filter(({ length }) => length > 0)
    .map((group) => ({
      predicted: group.reduce((sum, { predicted }) => sum + predicted / group.length, 0),
      measured: group.reduce((sum, { measured }) => sum + measured / group.length, 0),
      genes: group.length,
    }));
}

/** Squared errors of one or several perturbations: per gene, with counts, and over all genes. */
interface SquaredErrors {
  /** [G] */
  readonly squares: Float64Array;
  readonly counts: Float64Array;
  readonly square: number;
  readonly count: number;
}

interface OwnErrors extends SquaredErrors {
  readonly endpoints: readonly LabelledPrediction[];
  /** [endpoints × G] absolute errors; −1 where the gene was set. */
  readonly sizes: Float64Array;
}

/**
 * The interval of gene g at a perturbation is its prediction ± q·√(SE² + τ²_g): SE of the measurement; τ²_g the mean squared error at g,
 * with the mean over all genes counted as one more observation; q the quantile of |error| over that root at the other perturbations. Both
 * exclude the evaluated perturbation, and each root of the others its own error as well. Empty for fewer than three perturbations.
 */
function covered(predictions: readonly LabelledPrediction[]): Calibration['coverage'] {
  const families = [...new Set(predictions.map(familyOf))];
  if (families.length < MIN_PERTURBATIONS) return [];
  const errors = families.map((family) => errorsOf(predictions.filter((one) => familyOf(one) === family)));
  const total = totalOf(errors);
  const intervals = errors.map((own) => ({
    own,
    tau2: expected(total, [own]),
    sorted: relativeErrors(own, errors, total).toSorted(),
  }));
  return PROMISED.flatMap((promised) => {
    const found = coverage(
      intervals.flatMap(({ own, tau2, sorted }) => {
        const q = sorted.length === 0 ? 0 : quantileOfSorted(sorted, promised);
        return own.endpoints.map((one) => {
          const half = tau2.map((value, gene) => q * rootWith(value, one.standardError[gene] as number));
          return {
            measured: one.measured,
            targets: one.targets,
            low: half.map((width, gene) => (one.predicted[gene] as number) - width),
            high: half.map((width, gene) => (one.predicted[gene] as number) + width),
          };
        });
      }),
    );
    return found === null ? [] : { promised, held: found.share, width: found.width };
  });
}

function errorsOf(endpoints: readonly LabelledPrediction[]): OwnErrors {
  const genes = endpoints[0]?.measured.length ?? 0;
  const squares = new Float64Array(genes);
  const counts = new Float64Array(genes);
  const sizes = new Float64Array(endpoints.length * genes).fill(-1);
  for (const [at, { predicted, measured, targets }] of endpoints.entries())
    for (let gene = 0; gene < genes; gene++) {
      if (targets.includes(gene)) continue;
      const error = (predicted[gene] as number) - (measured[gene] as number);
      sizes[at * genes + gene] = Math.abs(error);
      squares[gene] = (squares[gene] as number) + error ** 2;
      counts[gene] = (counts[gene] as number) + 1;
    }
  const [square, count] = [squares, counts].map((values) => values.reduce((sum, value) => sum + value, 0));
  return { squares, counts, square: square ?? 0, count: count ?? 0, endpoints, sizes };
}

function totalOf(errors: readonly SquaredErrors[]): SquaredErrors {
  const overAll = (values: (one: SquaredErrors) => Float64Array) =>
    Float64Array.from(errors[0]?.squares ?? [], (_, gene) =>
      errors.reduce((sum, one) => sum + (values(one)[gene] as number), 0),
    );
  return {
    squares: overAll(({ squares }) => squares),
    counts: overAll(({ counts }) => counts),
    square: errors.reduce((sum, one) => sum + one.square, 0),
    count: errors.reduce((sum, one) => sum + one.count, 0),
  };
}

/** [G] τ² without the perturbations `left`. */
function expected(total: SquaredErrors, left: readonly SquaredErrors[]): Float64Array {
  const count = left.reduce((rest, one) => rest - one.count, total.count);
  const square = left.reduce((rest, one) => rest - one.square, total.square);
  const pooled = count > 0 ? square / count : 0;
  const tau2 = new Float64Array(total.squares.length);
  for (let gene = 0; gene < tau2.length; gene++) {
    let own = total.squares[gene] as number;
    let times = total.counts[gene] as number;
    for (const { squares, counts } of left) {
      own -= squares[gene] as number;
      times -= counts[gene] as number;
    }
    tau2[gene] = Math.max(0, own + pooled) / (times + 1);
  }
  return tau2;
}

/** |error| over its expected magnitude at all perturbations but `own`. */
function relativeErrors(own: OwnErrors, all: readonly OwnErrors[], total: SquaredErrors): Float64Array {
  const others = all.filter((one) => one !== own);
  const ratios = new Float64Array(others.reduce((sum, { sizes }) => sum + sizes.length, 0));
  let count = 0;
  for (const other of others) {
    const tau2 = expected(total, [own, other]);
    for (const [at, { standardError }] of other.endpoints.entries())
      for (let gene = 0; gene < tau2.length; gene++) {
        const size = other.sizes[at * tau2.length + gene] as number;
        const root = rootWith(tau2[gene] as number, standardError[gene] as number);
        if (size >= 0 && root > 0) ratios[count++] = size / root;
      }
  }
  return ratios.subarray(0, count);
}

function rootWith(tau2: number, standardError: number): number {
  return Math.sqrt(tau2 + standardError ** 2);
}
