import { expect, test } from 'vitest';
import type { Spread } from '../dynamics/prepare/cappedCells';
import { withinConditionSpread } from '../dynamics/prepare/cappedCells';
import { Random } from '../numerics/random';
import { mean } from '../numerics/statistics';
import { typicalCorrelation } from './diagnosisFactor';
import { covarianceWithin } from './diagnosisSpectrum';
import { hasSharedFactor } from './diagnosisVerdict';

const genes = 30;
const cells = 1200;

/** Cells in one condition: what all genes share times `loading`, what the pairs of genes share, and counting noise. */
function spreadOf(
  loading: number,
  noise: number,
): { readonly spread: Spread; readonly values: Float32Array } {
  const random = new Random(8);
  const values = new Float32Array(cells * genes);
  for (let cell = 0; cell < cells; cell++) {
    const shared = random.normal();
    let last = 0;
    for (let g = 0; g < genes; g++) {
      last = g % 2 === 0 ? random.normal() : 0.7 * last + 0.7 * random.normal();
      values[cell * genes + g] = loading * shared + last + noise * random.normal();
    }
  }
  const centres = Float64Array.from({ length: genes }, (_, g) => {
    let sum = 0;
    for (let cell = 0; cell < cells; cell++) sum += values[cell * genes + g] ?? 0;
    return sum / cells;
  });
  const spread = withinConditionSpread(
    {
      values,
      conditionOfCell: new Int32Array(cells),
      conditions: [{ perturbation: -1, interventions: [], time: null, cells }],
      centres,
    },
    genes,
  );
  if (!spread) throw new Error('there are cells');
  return { spread, values };
}

function seen(loading: number, noise: number): boolean | null {
  const correlation = typicalCorrelation(spreadOf(loading, noise).spread);
  return hasSharedFactor({ sharedFactor: null, typicalCorrelation: correlation }, genes);
}

test('a factor that all genes share is the correlation of a typical pair, and a network of pairs is none', () => {
  // Genes vary by 1 (.98 for the second of a pair) beside the factor's .25: .25/1.25 = .2.
  expect(typicalCorrelation(spreadOf(0.5, 0).spread)).toBeCloseTo(0.2, 1);
  expect(typicalCorrelation(spreadOf(0, 0).spread)).toBeLessThan(0.015);
});

test('a factor is still seen where counting noise is twice as large as what cells differ in, and noise alone is none', () => {
  expect(seen(0.8, 1.4)).toBe(true);
  expect(seen(0, 1.4)).toBe(false);
});

test('the covariance made of the spectrum is that of the cells', () => {
  const { spread, values } = spreadOf(0.5, 0.2);
  const covariance = covarianceWithin(spread, new Float64Array(genes).fill(1));
  const column = (g: number) => Array.from({ length: cells }, (_, cell) => values[cell * genes + g] ?? NaN);
  for (const [i, j] of [
    [0, 1],
    [4, 9],
    [7, 7],
  ] as const) {
    const [a, b] = [column(i), column(j)];
    const [ma, mb] = [mean(a), mean(b)];
    expect(covariance[i * genes + j]).toBeCloseTo(
      mean(a.map((x, cell) => (x - ma) * ((b[cell] ?? NaN) - mb))),
      4,
    );
  }
});
