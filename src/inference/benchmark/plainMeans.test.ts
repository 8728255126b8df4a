import { describe, expect, it } from 'vitest';
import { madeUpRun } from '../../../tests/support/inference/madeUpRun';
import { besidePlainMeans, meanIsBetter } from './plainMeans';

describe('a run beside plain means', () => {
  it('is clearly better where the network predicts what each perturbation does alone', () => {
    const beside = besidePlainMeans(madeUpRun({ perturbations: 12, shared: 0.2, own: 1, predicted: 0.9 }));
    expect(beside).toMatchObject({ judged: 12, means: [] });
    expect(beside?.error.high).toBeLessThan(0.5);
  });

  it('is clearly worse where all perturbations do the same and the model misses it', () => {
    const run = madeUpRun({ perturbations: 12, shared: 1, own: 0.1, predicted: 0.9 });
    expect(besidePlainMeans(run)?.means).toEqual([
      { rival: 'shrunk-mean', better: true, predicts: true, enough: Infinity },
      { rival: 'mean-of-training', better: true, predicts: true, enough: Infinity },
    ]);
    expect(meanIsBetter(run)).toBe(true);
  });

  it('is not clearly better than a shrunken mean that predicts nothing, where it predicts nothing', () => {
    const run = madeUpRun({ perturbations: 12, shared: 0, own: 1, predicted: 0.01 });
    const beside = besidePlainMeans(run);
    expect(beside?.specific).toBe(false);
    expect(meanIsBetter(run)).toBe(false);
  });

  it('is specific where one strong perturbation decides the error and predictions fit their own', () => {
    const run = madeUpRun({ perturbations: 8, shared: 0, own: 1, predicted: 0.9 });
    const [strong] = run.comparisons.filter(({ role }) => role === 'cross-validated');
    const comparisons = run.comparisons.map((one) => {
      const isStrong = one.label === strong?.label;
      const size = isStrong ? 10 : 1;
      // The weak ones are predicted three times too large.
      const factor = one.role === 'cross-validated' && !isStrong ? 3 : 1;
      return {
        ...one,
        measured: one.measured.map((value) => size * value),
        predicted: one.predicted.map((value) => size * factor * value),
      };
    });
    const beside = besidePlainMeans({ ...run, comparisons });
    expect(beside?.error.value).toBeLessThan(0.5);
    expect(beside?.error.high).toBeGreaterThan(1);
    expect(beside?.specific).toBe(true);
  });

  it('counts doses of a perturbation once: four that do the same make nothing surer', () => {
    const run = madeUpRun({ perturbations: 9, shared: 0.2, own: 1, predicted: 0.6 });
    const comparisons = run.comparisons.flatMap((one) =>
      [1, 2, 3, 4].map((dose) => ({ ...one, label: `${one.label} ${dose} µM`, of: one.label })),
    );
    const [single, dosed] = [besidePlainMeans(run), besidePlainMeans({ ...run, comparisons })];
    expect(dosed?.judged).toBe(9);
    for (const end of ['value', 'low', 'high'] as const)
      expect(dosed?.error[end]).toBeCloseTo(single?.error[end] ?? NaN, 6);
  });

  it('is unknown where nothing was unseen', () => {
    const { comparisons, ...rest } = madeUpRun({ perturbations: 4, shared: 0, own: 1, predicted: 1 });
    const seen = comparisons.filter(({ role }) => role === 'training');
    expect(besidePlainMeans({ ...rest, comparisons: seen })).toBeNull();
  });
});
