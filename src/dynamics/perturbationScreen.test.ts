import { describe, expect, it } from 'vitest';
import { drivenModel } from '../../tests/support/dynamics/drivenModel';
import { type Outcome, ranked, screened } from './perturbationScreen';
import { predictEnd } from './predict';

const weights = [
  [0, 0, 0, 0],
  [0, 0, 0, 0],
  [0.6, -0.3, 0, 0],
  [0.2, 0.4, 0.1, 0],
];
const model = drivenModel(weights, 0.5, { scale: Float64Array.of(0.5, 0.5, 0.5, 0.25) });
const singles = { genes: [0, 1, 2], inPairs: false, level: 0 };

function screen(outcome: Outcome, candidates = singles) {
  return ranked(screened(model, candidates, outcome, null));
}

const towards = (...shift: readonly number[]): Outcome => ({
  direction: 'towards',
  shift: Float64Array.from(shift),
});

/** Over the genes other than gene 1. */
const sumOf = (of: (gene: number) => number) => [0, 2, 3].reduce((total, gene) => total + of(gene), 0);

describe('a screen for cells moved towards a group', () => {
  it('is 1 where a perturbation makes exactly the group, whatever its own gene, and first', () => {
    const { delta } = predictEnd(model, [{ gene: 0, value: 0 }], null);
    const [best, ...others] = screen(towards(...delta));
    expect(best?.changes).toEqual([{ gene: 0, value: 0 }]);
    expect(best?.value).toBeCloseTo(1, 5);
    // The least squares coefficient on the standardised shift of the genes that are not set.
    const change = predictEnd(model, [{ gene: 1, value: 0 }], null).delta;
    const z = (gene: number, of: Float32Array) => (of[gene] ?? 0) / (model.scale[gene] ?? 1);
    expect(others.find(({ changes }) => changes[0]?.gene === 1)?.value).toBeCloseTo(
      sumOf((gene) => z(gene, change) * z(gene, delta)) / sumOf((gene) => z(gene, delta) ** 2),
      5,
    );
  });

  it('leaves out perturbations of the only genes that differ', () => {
    expect(screen(towards(1, 0, 0, 0)).map(({ changes }) => changes[0]?.gene)).toEqual([1, 2]);
  });

  it('has an interval that contains the value at every combination of interval ends', () => {
    const margins = { unseen: new Float64Array(4).fill(0.3), measured: new Float64Array(4) };
    const [one] = ranked(
      screened({ ...model, margins }, { ...singles, genes: [0] }, towards(0, 0, 1, -1), null),
    );
    // dz over the squares: 2 and −4 standard deviations, each 0.3 wide.
    const reach = (0.3 * (2 + 4)) / (2 ** 2 + 4 ** 2);
    expect((one?.high ?? 0) - (one?.value ?? 0)).toBeCloseTo(reach, 5);
    expect((one?.value ?? 0) - (one?.low ?? 0)).toBeCloseTo(reach, 5);
  });
});

describe('a screen of pairs', () => {
  it('holds every two of the genes once, at their level', () => {
    const found = screen({ direction: 'down', genes: [3] }, { genes: [2, 0, 1], inPairs: true, level: 2 });
    expect(
      new Set(found.map(({ changes }) => changes.map(({ gene, value }) => `${gene}=${value}`).join())),
    ).toEqual(new Set(['2=2,0=2', '2=2,1=2', '0=2,1=2']));
    for (const { changes, value, low, high } of found) {
      expect(value).toBeCloseTo(-(predictEnd(model, changes, null).log2FoldChange[3] ?? NaN), 6);
      expect([low, high]).toEqual([value, value]);
    }
  });
});
