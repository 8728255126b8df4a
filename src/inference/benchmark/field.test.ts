import { describe, expect, it } from 'vitest';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';
import { aComparison } from '../../../tests/support/inference/testComparison';
import { fieldMetrics } from '../../evaluation/predictions/fieldMetricNames';
import { foldsOf } from '../../evaluation/splits';
import { Random } from '../../numerics/random';
import type { Comparison } from '../run/result';
import { fieldBenchmark } from './field';
import type { EvaluatedRun } from './unseen';

const [GENES, PERTURBATIONS, ERROR] = [80, 12, 0.1];
const labels = Array.from({ length: PERTURBATIONS }, (_, k) => `P${k}`);

/** No cells: repeats are drawn. */
const screen = plainScreen({
  genes: Array.from({ length: GENES }, (_, g) => `G${g}`),
  values: new Float32Array(0),
  conditionOfCell: new Int32Array(0),
  conditions: labels.map((label, gene) => ({
    label,
    interventions: [{ gene, kind: 'knockout' as const }],
    time: null,
    cells: 100,
  })),
});

const folds = foldsOf(
  labels.map((label) => ({ label })),
  1,
);
const foldOf = (label: string) => folds.findIndex((fold) => fold.includes(label));

type Row = readonly number[];

/** Perturbations with changes of this size, measured with errors, and predicted as `predict` says from the truth. */
function runOf(size: number, predict: (truth: Row, k: number) => Row, change: Partial<Comparison> = {}) {
  const random = Random.mixed(4);
  const normal = () => Array.from({ length: GENES }, () => random.normal());
  const common = normal();
  const comparisons = labels.flatMap((label, k) => {
    const truth = normal().map((value, g) => size * (value + 0.5 * (common[g] ?? NaN)));
    const measured = truth.map((value) => value + ERROR * random.normal());
    const standardError = new Float32Array(GENES).fill(ERROR);
    const rest = { label, targets: [k], cells: 100, standardError, ...change };
    return (['training', 'cross-validated'] as const).map((role) =>
      aComparison(predict(truth, k), measured, { ...rest, role }),
    );
  });
  return withComparisons(comparisons);
}

function withComparisons(comparisons: readonly Comparison[]): EvaluatedRun {
  return {
    comparisons,
    controlSplit: null,
    model: { scale: new Float64Array(GENES).fill(1), settings: { seed: 1 } },
  };
}

const scoresOf = (run: EvaluatedRun) => {
  const found = fieldBenchmark(screen, run);
  if (found === null) throw new Error('nothing unseen');
  return found.scores;
};

describe('a run by the field’s metrics', () => {
  it('comes near a repeat where it predicts the truth, and every metric tells a repeat from the mean', () => {
    const scores = scoresOf(runOf(0.5, (truth) => truth));
    for (const metric of fieldMetrics) {
      expect(scores[metric].discriminates).toBe(true);
      // A guess is right for one of the four in a panel: a tie.
      expect(scores[metric].bds).toBeGreaterThanOrEqual(0.75);
      expect(scores[metric].scaled).toBeGreaterThan(0.95);
      expect(scores[metric].gap).toBeNull();
    }
    expect(scores.mseUnbiased.value).toBeCloseTo(0, 2);
    // The squared error between two measurements is all noise, which is subtracted.
    expect(scores.mseUnbiased.replicate).toBeCloseTo(0, 2);
    // Twice the error of each half: E|N(0, 4s²)|.
    expect(scores.mae.replicate).toBeCloseTo(2 * ERROR * Math.sqrt(2 / Math.PI), 2);
  });

  it('has the values of no change by definition', () => {
    const scores = scoresOf(runOf(0.5, () => Array.from({ length: GENES }, () => 0)));
    expect(scores.pdsCosine).toMatchObject({ value: 0.5, noChange: 0.5 });
    expect(scores.mseUnbiased.value).toBeCloseTo(1, 12);
    expect(scores.lfcNmae.value).toBeCloseTo(1, 12);
    for (const metric of fieldMetrics) expect(scores[metric].value).toBe(scores[metric].noChange);
  });

  it('is 0 where it predicts the mean of the others', () => {
    const means = new Map<string, Row>();
    const run = runOf(0.5, (truth) => truth);
    const withMean = fieldBenchmark(screen, run);
    expect(withMean?.scores.pdsCosine.mean).toBeCloseTo(0.5, 12);
    for (const one of run.comparisons) {
      const known = run.comparisons.filter(({ role }) => role === 'training');
      const same = known.filter(({ label }) => foldOf(label) !== foldOf(one.label));
      means.set(
        one.label,
        Array.from({ length: GENES }, (_, g) => {
          const free = same.filter(({ targets }) => !targets.includes(g));
          return free.reduce((sum, { measured }) => sum + (measured[g] ?? NaN) / free.length, 0);
        }),
      );
    }
    const byMean = withComparisons(
      run.comparisons.map((one) => ({
        ...one,
        predicted: Float32Array.from(means.get(one.label) ?? []),
      })),
    );
    for (const score of Object.values(scoresOf(byMean))) expect(score.scaled).toBeCloseTo(0, 4);
  });

  it('tells nothing where nothing changes', () => {
    const scores = scoresOf(runOf(0, () => Array.from({ length: GENES }, () => 0)));
    for (const metric of fieldMetrics) {
      expect(scores[metric].discriminates === true).toBe(false);
      expect(scores[metric].scaled).toBeNull();
    }
    expect(scores.lfcNmae.gap).toBe('few-responders');
  });

  it('says why a metric has no value', () => {
    const few = runOf(0.5, (truth) => truth).comparisons.filter(({ label }) => ['P0', 'P1'].includes(label));
    for (const score of Object.values(scoresOf(withComparisons(few))))
      expect(score).toMatchObject({ value: null, gap: 'few-perturbations' });
    const found = fieldBenchmark(
      screen,
      runOf(0.5, (truth) => truth, { cells: 1 }),
    );
    expect(found?.repeat).toBeNull();
    expect(found?.scores.sigJaccard).toMatchObject({ value: null, gap: 'one-measurement' });
    expect(found?.scores.pdsCosine).toMatchObject({ value: 1, gap: null, scaled: null, discriminates: null });
    expect(fieldBenchmark(screen, withComparisons([]))).toBeNull();
  });
});
