/** The rows of the tables on the Evaluate page, during and after the benchmark. */
import { describe, expect, it } from 'vitest';
import { judgedOf } from '../../../../../tests/support/inference/testComparison';
import { areas, interval, predictionCard } from '../../../../../tests/support/present/benchmarkExamples';
import { absenceText, orderOfSources } from './NetworksPanel';
import { perturbationErrors, shownScores, unseenTable } from './unseenRows';

const comparison = {
  label: 'A',
  role: 'held-out' as const,
  time: null,
  targets: [0],
  cells: 10,
  strata: [],
  predicted: Float32Array.of(0, 1, 1),
  measured: Float32Array.of(0, 1, 2),
  standardError: Float32Array.of(0.1, 0.1, 0.1),
};
const judged = judgedOf(comparison, { ...comparison, label: 'B', role: 'training', targets: [1] });

describe('unseen perturbations', () => {
  it('have reserved rows during the benchmark, and rows from the run itself without one', () => {
    const waiting = unseenTable(null, judged, true);
    expect(waiting?.rows.map(({ predictor, error, pending }) => [predictor, error, pending])).toEqual([
      ['modulode', null, true],
      ['linear', null, true],
      ['mean-of-training', null, true],
      ['no-change', null, true],
    ]);
    const known = unseenTable(null, judged, false);
    expect(known?.rows.map(({ predictor, pending }) => [predictor, pending])).toEqual([
      ['modulode', false],
      ['mean-of-training', false],
      ['no-change', false],
    ]);
    expect(known?.rows[0]?.error?.value).toBeCloseTo(1 / 5);
    expect(waiting?.perturbations).toBe(known?.perturbations);
  });

  it('reserve a row for the sum of single effects only with combined perturbations', () => {
    const combined = judgedOf({ ...comparison, targets: [0, 1] });
    expect(unseenTable(null, combined, true)?.rows.map(({ predictor }) => predictor)).toContain('additive');
  });

  it('come from the benchmark once it exists, without empty columns', () => {
    const table = unseenTable(predictionCard({}), judged, true);
    expect(table?.perturbations).toBe(8);
    expect(table?.rows.map(({ error }) => error?.value)).toEqual([0.5, 0.7, 0.9, 1]);
    expect(table && shownScores(table)).toEqual([]);
  });

  it('give no table where every perturbation was trained on', () => {
    expect(unseenTable(null, judgedOf({ ...comparison, role: 'training' }), true)).toBeNull();
  });
});

it('each perturbation has its own best baseline, other than no change', () => {
  expect(perturbationErrors(predictionCard({ labels: ['A', 'B'] }), null)).toEqual([
    { label: 'A', error: 0.5, best: 0.7 },
    { label: 'B', error: 0.5, best: 0.7 },
  ]);
});

it('methods have a fixed order while computing and are sorted by AUPRC afterwards', () => {
  const rows = areas({ modulode: interval(0.5), pearson: interval(0.7), genie3: interval(0.2) });
  const truth = { name: '', pairs: 10, trueEdges: 2, density: 0.2, trained: null, rows };
  expect(orderOfSources(truth, true)[0]).toBe('modulode');
  expect(orderOfSources(truth, false).slice(0, 3)).toEqual(['pearson', 'modulode', 'genie3']);
});

it('a row without numbers states the reason', () => {
  const leftOut = [{ source: 'genie3', minutes: 12.2 }] as const;
  expect(absenceText('genie3', leftOut, true)).toBe('not run: about 12 min');
  expect(absenceText('welch', leftOut, true)).toBe('pending');
  expect(absenceText('welch', leftOut, false)).toBe('not computed');
});
