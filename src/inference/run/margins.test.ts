import { describe, expect, it, test } from 'vitest';
import { Random } from '../../numerics/random';
import { jointErrors, predictionMargins } from './margins';
import type { Comparison } from './result';

const genes = 60;
const nothing = new Float64Array(genes);

/** Perturbations whose errors at a gene have that gene's standard deviation, from .1 to .1 · genes. */
function leftOut(perturbations: number, seed: number) {
  const random = new Random(seed);
  return Array.from({ length: perturbations }, (_, k) => ({
    label: `P${k}`,
    targets: [k % genes],
    predicted: nothing,
    measured: Float64Array.from({ length: genes }, (__, gene) => 0.1 * (gene + 1) * random.normal()),
    measuredFactor: null,
  }));
}

const trained = Array.from({ length: 4 }, (_, k) => ({
  targets: [k],
  standardError: Float64Array.from({ length: genes }, (__, gene) => (gene === 7 ? 0.5 : 0.2)),
  measuredFactor: 0.64,
}));

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe('intervals of predicted changes', () => {
  it('of changes that were not measured contain 95 % of new errors, gene by gene', () => {
    const { unseen } = predictionMargins(leftOut(80, 1), trained) ?? {};
    const fresh = leftOut(400, 2);
    const shares = Array.from({ length: genes }, (_, gene) => {
      const inside = fresh.filter(
        ({ measured }) => Math.abs(measured[gene] ?? NaN) <= (unseen?.[gene] ?? NaN),
      );
      return inside.length / fresh.length;
    });
    expect(Math.min(...shares)).toBeGreaterThan(0.85);
    expect(Math.abs(shares.reduce((sum, share) => sum + share / genes, 0) - 0.95)).toBeLessThan(0.015);
  });

  it('of changes that were not measured take the quantile of each perturbation over the errors of the others', () => {
    const judged = leftOut(7, 3).map((one, k) => ({ ...one, label: `P${k % 5}` }));
    const { unseen } = predictionMargins(judged, trained) ?? {};
    const meanSquare = (among: typeof judged, gene: number) => {
      const squares = (at: number) =>
        among.flatMap(({ targets, measured }) => (targets.includes(at) ? [] : [(measured[at] ?? NaN) ** 2]));
      const every = Array.from({ length: genes }, (_, at) => squares(at)).flat();
      return (sumOf(squares(gene)) + sumOf(every) / every.length) / (squares(gene).length + 1);
    };
    const ratios = judged.flatMap(({ label, targets, measured }) =>
      Array.from(measured, (value, gene) =>
        targets.includes(gene)
          ? []
          : [
              Math.abs(value) /
                Math.sqrt(
                  meanSquare(
                    judged.filter((one) => one.label !== label),
                    gene,
                  ),
                ),
            ],
      ).flat(),
    );
    const quantile = (unseen?.[5] ?? NaN) / Math.sqrt(meanSquare(judged, 5));
    expect(ratios.filter((ratio) => ratio <= quantile).length / ratios.length).toBeCloseTo(0.95, 2);
  });

  it('of changes that were not measured are unknown for fewer than three perturbations', () => {
    expect(predictionMargins(leftOut(2, 1), trained)?.unseen).toBeNull();
    expect(predictionMargins(leftOut(3, 1), trained)?.unseen).not.toBeNull();
    const ofMeasuredGenes = leftOut(8, 1).map((one) => ({ ...one, measuredFactor: 0.5 }));
    expect(predictionMargins(ofMeasuredGenes, trained)?.unseen).toBeNull();
  });

  it('of measured genes are 1.96 times what the factor leaves of the standard error', () => {
    const { measured } = predictionMargins(leftOut(4, 1), trained) ?? {};
    // Four perturbations, and the mean over all genes as one more; gene 7 is free in all of them.
    const variances = [0.2 ** 2, 0.5 ** 2];
    const [usual = NaN, noisy = NaN] = variances;
    const entries = 4 * genes - 4;
    const pooled = ((entries - 4) * usual + 4 * noisy) / entries;
    expect(measured?.[20]).toBeCloseTo(1.96 * 0.8 * Math.sqrt((4 * usual + pooled) / 5), 10);
    expect(measured?.[7]).toBeCloseTo(1.96 * 0.8 * Math.sqrt((4 * noisy + pooled) / 5), 10);
    expect(measured?.[0]).toBeCloseTo(1.96 * 0.8 * Math.sqrt((3 * usual + pooled) / 4), 10);
  });

  it('are unknown without training perturbations', () => {
    expect(predictionMargins([], [])).toBeNull();
  });
});

const one = (role: Comparison['role'], targets: readonly number[], error: readonly number[]): Comparison => ({
  label: 'P',
  role,
  time: null,
  targets,
  cells: 10,
  strata: [],
  predicted: Float32Array.from(error, (value) => value + 3),
  measured: new Float32Array(error.length).fill(3),
  standardError: new Float32Array(error.length),
});

test('errors at left-out perturbations are in units of their gene, and nothing at targets', () => {
  const errors = jointErrors([
    one('training', [], [9, 9]),
    one('cross-validated', [], [3, 1]),
    one('cross-validated', [1], [-4, 7]),
  ]);
  // The mean square of all three free errors counts as one more of each gene.
  const pooled = (9 + 1 + 16) / 3;
  const first = Math.sqrt((9 + 16 + pooled) / 3);
  const second = Math.sqrt((1 + pooled) / 2);
  const expected = [3 / first, 1 / second, -4 / first, 0];
  for (const [at, value] of errors.flatMap((error) => [...error]).entries())
    expect(value).toBeCloseTo(expected[at] ?? NaN, 5);
  expect(jointErrors([one('training', [], [1, 2])])).toEqual([]);
});
