import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { mean } from '../../numerics/statistics';
import { calibration, type LabelledPrediction } from './calibration';

/** Measured is what was predicted, but for errors as large as a gene's own size and its standard error say. */
function screen(perturbations: number, genes: number, seed: number): readonly LabelledPrediction[] {
  const random = new Random(seed);
  const size = Float64Array.from({ length: genes }, () => 0.05 + random.uniform());
  return Array.from({ length: perturbations }, (_, k) => {
    const predicted = size.map(() => random.normal());
    const standardError = size.map(() => 0.3 * random.uniform());
    return {
      label: `P${k}`,
      targets: [k % genes],
      predicted,
      standardError,
      measured: predicted.map(
        (value, g) => value + Math.hypot(size[g] ?? NaN, standardError[g] ?? NaN) * random.normal(),
      ),
    };
  });
}

function error(one: LabelledPrediction, g: number): number {
  return (one.measured[g] ?? NaN) - (one.predicted[g] ?? NaN);
}

/** Slowly, straight from the words of calibration.ts: [share held, mean width] of the interval that promises `level`. */
function bruteForce(predictions: readonly LabelledPrediction[], level: number): readonly number[] {
  const genes = Array.from(predictions[0]?.measured ?? [], (_, g) => g);
  const root = (among: readonly LabelledPrediction[], at: LabelledPrediction, g: number) => {
    const free = among.flatMap((one) =>
      genes.filter((h) => !one.targets.includes(h)).map((h) => error(one, h) ** 2),
    );
    const own = among.filter(({ targets }) => !targets.includes(g)).map((one) => error(one, g) ** 2);
    return Math.sqrt(mean([...own, mean(free)]) + (at.standardError[g] ?? NaN) ** 2);
  };
  const held: number[] = [];
  const widths: number[] = [];
  for (const own of predictions) {
    const others = predictions.filter((one) => one !== own);
    const ratios = others
      .flatMap((other) =>
        genes
          .filter((g) => !other.targets.includes(g))
          .map(
            (g) =>
              Math.abs(error(other, g)) /
              root(
                others.filter((one) => one !== other),
                other,
                g,
              ),
          ),
      )
      .toSorted((a, b) => a - b);
    const place = level * (ratios.length - 1);
    const [low, high] = [ratios[Math.floor(place)] ?? NaN, ratios[Math.ceil(place)] ?? NaN];
    const q = low + (place - Math.floor(place)) * (high - low);
    for (const g of genes) {
      if (own.targets.includes(g)) continue;
      const half = q * root(others, own, g);
      held.push(Number(Math.abs(error(own, g)) <= half));
      widths.push(2 * half);
    }
  }
  return [mean(held), mean(widths)];
}

describe('intervals', () => {
  it('have nominal coverage for normal errors', () => {
    const { coverage } = calibration(screen(40, 80, 1));
    expect(coverage.map(({ promised }) => promised)).toEqual([0.5, 0.8, 0.9, 0.95]);
    for (const { promised, held } of coverage) expect(Math.abs(held - promised)).toBeLessThan(0.02);
  });

  it('derive from the errors at the other perturbations alone', () => {
    const some = screen(5, 7, 2);
    for (const { promised, held, width } of calibration(some).coverage) {
      const [expected, wide] = bruteForce(some, promised);
      expect(held).toBeCloseTo(expected ?? NaN, 12);
      expect(width).toBeCloseTo(wide ?? NaN, 10);
    }
  });

  it('are too narrow for a perturbation with far larger errors than all others', () => {
    const [first, ...others] = screen(10, 30, 3);
    const off = first && { ...first, measured: Float64Array.from(first.measured, (value) => value + 20) };
    const { coverage } = calibration(off ? [off, ...others] : []);
    expect(coverage.at(-1)?.held).toBeLessThan(0.92);
  });

  it('are absent for fewer than three perturbations, and points without errors', () => {
    expect(calibration(screen(2, 5, 4)).coverage).toEqual([]);
    const perfect = screen(4, 5, 5).map((one) => ({
      ...one,
      measured: one.predicted,
      standardError: new Float64Array(5),
    }));
    expect(calibration(perfect).coverage.at(0)).toEqual({ promised: 0.5, held: 1, width: 0 });
  });
});

describe('predicted magnitudes', () => {
  it('are grouped in ascending tenths, without the targets', () => {
    const predicted = Float64Array.from({ length: 41 }, (_, g) => (7 * g) % 40);
    const measured = predicted.map((value) => 0.5 * value + 1);
    const { tenths } = calibration([
      { label: 'A', targets: [40], predicted, measured, standardError: predicted },
    ]);
    expect(tenths).toHaveLength(10);
    tenths.forEach((tenth, at) => {
      expect(tenth.genes).toBe(4);
      expect(tenth.predicted).toBeCloseTo(4 * at + 1.5, 12);
      expect(tenth.measured).toBeCloseTo(2 * at + 1.75, 12);
    });
  });

  it('stay together where they are equal', () => {
    const predicted = Float64Array.of(-1, 0, 0, 0, 0, 0, 0, 0, 0, 2);
    const { tenths } = calibration([
      { label: 'A', targets: [], predicted, measured: predicted, standardError: predicted },
    ]);
    expect(tenths.map(({ predicted: size, genes }) => [size, genes])).toEqual([
      [-1, 1],
      [0, 8],
      [2, 1],
    ]);
  });

  it('have a slope below one where they are too large, and none without predictions', () => {
    const one = screen(1, 50, 6)[0];
    const half = one && { ...one, measured: Float64Array.from(one.predicted, (value) => value / 2) };
    expect(calibration(half ? [half] : []).slope).toBeCloseTo(0.5, 12);
    expect(calibration(half ? [{ ...half, predicted: new Float64Array(50) }] : []).slope).toBeNull();
  });
});
