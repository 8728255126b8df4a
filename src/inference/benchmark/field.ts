/**
 * A run by the field's metrics, on perturbations that it had not seen: each beside no change, the mean of the known perturbations and a
 * repeated measurement, which are its 0 and 1 on this screen (docs/method.md, "The field's metrics").
 */
import { familyOf } from '../../dataset/dataset';
import type { TrainingData } from '../../dynamics/settings';
import { fieldMetrics, type FieldMetric } from '../../evaluation/predictions/fieldMetricNames';
import {
  fieldErrors,
  fieldParts,
  pooledParts,
  type FieldParts,
  type FieldShift,
} from '../../evaluation/predictions/fieldMetrics';
import { mean } from '../../numerics/statistics';
import type { FieldBenchmark, FieldGap, FieldScore } from './benchmark';
import { repeatsOf, type Difference } from './repeats';
import { inLog, meansBesideMeasured, unseenShifts, type EvaluatedRun, type UnseenComparison } from './unseen';

/** Metrics that need standard errors. */
const fromErrors: ReadonlySet<FieldMetric> = new Set([
  'mseUnbiased',
  'lfcNmae',
  'directionFidelity',
  'directionReach',
  'sigJaccard',
]);

const gaps: Readonly<Record<FieldMetric, FieldGap>> = {
  pdsCosine: 'all-set',
  mseUnbiased: 'no-effect',
  lfcNmae: 'few-responders',
  directionFidelity: 'no-responders',
  directionReach: 'no-responders',
  sigJaccard: 'no-responders',
  pearsonTop20: 'few-genes',
  centroidAccuracy: 'all-set',
  mae: 'all-set',
};

/** Ends of the score of a metric that the challenge limits. */
const limits: Partial<Record<FieldMetric, readonly [number, number]>> = {
  mseUnbiased: [0, 1],
  lfcNmae: [-6, Infinity],
};

/** Below these no metric has a value. */
const MIN_PERTURBATIONS = 3;

const computed = new WeakMap<EvaluatedRun['comparisons'], FieldBenchmark>();

/** null where no perturbation was unseen. Computed once for a result. */
export function fieldBenchmark(dataset: TrainingData, result: EvaluatedRun): FieldBenchmark | null {
  const { what, judged } = unseenShifts(result);
  if (judged.length === 0) return null;
  const known = computed.get(result.comparisons);
  if (known) return known;
  const perturbations = new Set(judged.map(familyOf)).size;
  const { scale } = result.model;
  const beside = meansBesideMeasured(result, judged);
  const shifts = inLog(judged, scale).map((one, at) => ({
    ...one,
    meanBesideMeasured: Float64Array.from(scale, (s, gene) => s * (beside[at]?.[gene] as number)),
    panel: JSON.stringify([foldOf(one, judged), one.time]),
    controls: result.controlSplit === null ? '' : foldOf(one, judged),
    targets: [...one.targets, ...(dataset.latent ?? [])],
    predictedError: null,
    whole: { measured: one.measured, standardError: one.standardError },
  }));
  const tellsNoise = shifts.some(({ cells }) => cells > 1);
  const repeats =
    perturbations >= MIN_PERTURBATIONS && tellsNoise
      ? repeatsOf(dataset, shifts, {
          seed: result.model.settings.seed,
          splitControls: result.controlSplit !== null,
        })
      : null;
  const byModel = fieldParts(shifts);
  const byNothing = fieldParts(
    shifts.map((one) => ({ ...one, predicted: new Float64Array(one.measured.length) })),
  );
  const byMean = fieldParts(shifts.map((one) => ({ ...one, predicted: one.meanOfKnown })));
  const halves = repeats?.differences.map((differences) => inHalves(shifts, differences)) ?? [];
  const families = judged.map(familyOf);
  const scoreOf = (metric: FieldMetric): FieldScore => {
    if (perturbations < MIN_PERTURBATIONS) return { ...noScore, gap: 'few-perturbations' };
    if (!tellsNoise && fromErrors.has(metric)) return { ...noScore, gap: 'one-measurement' };
    const value = pooledParts(byModel[metric]);
    if (value === null) return { ...noScore, gap: gaps[metric] };
    const own = { value, noChange: pooledParts(byNothing[metric]), mean: pooledParts(byMean[metric]) };
    return { ...own, ...besideRepeat(metric, own, halves, families), gap: null };
  };
  const found = {
    what,
    perturbations,
    repeat: repeats && repeats.by,
    scores: Object.fromEntries(fieldMetrics.map((metric) => [metric, scoreOf(metric)])) as Record<
      FieldMetric,
      FieldScore
    >,
  };
  computed.set(result.comparisons, found);
  return found;
}

/** The first label of those that know the same perturbations: they share a fit and a half of the controls. */
function foldOf({ known }: Pick<UnseenComparison, 'known'>, judged: readonly UnseenComparison[]): string {
  return judged.reduce(
    (first, one) => (one.known === known && (first === '' || one.label < first) ? one.label : first),
    '',
  );
}

const noRepeat = { replicate: null, scaled: null, bds: null, discriminates: null };
const noScore = { value: null, noChange: null, mean: null, ...noRepeat };

/** One half as a prediction of the other, and the mean of the known perturbations as one. */
interface Halves {
  readonly repeat: FieldParts;
  readonly mean: FieldParts;
}

function inHalves(shifts: readonly FieldShift[], differences: readonly Difference[]): Halves {
  const halved = shifts.map((one, at) => {
    const half = (sign: number, values: ArrayLike<number>, of: keyof Difference) =>
      Float64Array.from(values, (value, gene) => value + sign * (differences[at]?.[of][gene] ?? 0));
    return {
      ...one,
      measured: half(-1, one.measured, 'change'),
      meanBesideMeasured: half(-1, one.meanBesideMeasured, 'ofControls'),
      standardError: Float64Array.from(one.standardError, (error) => Math.SQRT2 * error),
      other: half(1, one.measured, 'change'),
      meanBesideOther: half(1, one.meanBesideMeasured, 'ofControls'),
    };
  });
  return {
    repeat: fieldParts(
      halved.map((one) => ({
        ...one,
        predicted: one.other,
        predictedError: one.standardError,
        meanOfKnown: one.meanBesideOther,
      })),
    ),
    mean: fieldParts(halved.map((one) => ({ ...one, predicted: one.meanOfKnown }))),
  };
}

/** One-sided normal deviate of 5 %. */
const CLEARLY = 1.645;

function besideRepeat(
  metric: FieldMetric,
  { value, mean: byMean }: { readonly value: number; readonly mean: number | null },
  halves: readonly Halves[],
  families: readonly string[],
): Pick<FieldScore, 'replicate' | 'scaled' | 'bds' | 'discriminates'> {
  const repeated = halves.flatMap(({ repeat }) => pooledParts(repeat[metric]) ?? []);
  if (repeated.length === 0 || byMean === null) return noRepeat;
  const replicate = mean(repeated);
  const sign = fieldErrors.has(metric) ? -1 : 1;
  const outcomes = new Map<string, number[]>();
  for (const { repeat, mean: other } of halves)
    families.forEach((family, at) => {
      const [own, its] = [repeat[metric][at] ?? null, other[metric][at] ?? null];
      if (own === null || its === null) return;
      outcomes.set(family, [...(outcomes.get(family) ?? []), Math.sign(sign * (own.part - its.part))]);
    });
  const shareOf = (outcome: number) =>
    [...outcomes.values()].map((list) => list.filter((one) => one === outcome).length / list.length);
  const [wins, losses] = [shareOf(1), shareOf(-1)];
  const bds = wins.length === 0 ? null : mean(wins);
  const isBetter = sign * replicate > sign * byMean;
  const [least, most] = limits[metric] ?? [-Infinity, Infinity];
  const scaled = Math.min(most, Math.max(least, (value - byMean) / (replicate - byMean)));
  const discriminates = bds !== null && bds >= 0.5 && isBetter && areMore(sum(wins), sum(losses));
  return { replicate, scaled: discriminates ? scaled : null, bds, discriminates };
}

/** Sign test with the correction for continuity, at 5 %; ties are left out (Dixon & Mood 1946). */
function areMore(wins: number, losses: number): boolean {
  return wins - losses - 1 > CLEARLY * Math.sqrt(wins + losses);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
