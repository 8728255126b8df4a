import { describe, expect, it } from 'vitest';
import { drivenModel } from '../../tests/support/dynamics/drivenModel';
import { joined, type Outcome, ranked, screened } from './perturbationScreen';
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
  return ranked(screened(model, { candidates, outcome, time: null, errors: [] }));
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

  it('has an interval as wide as errors of its genes go together', () => {
    const margins = { unseen: new Float64Array(4).fill(0.3), measured: new Float64Array(4) };
    const only = { ...singles, genes: [0] };
    const widthWith = (errors: readonly Float32Array[]) => {
      const asked = { candidates: only, outcome: towards(0, 0, 1, -1), time: null, errors };
      const [one] = ranked(screened({ ...model, margins }, asked));
      expect((one?.value ?? 0) - (one?.low ?? 0)).toBeCloseTo((one?.high ?? 0) - (one?.value ?? 0), 5);
      return (one?.high ?? 0) - (one?.value ?? 0);
    };
    // dz over the squares: 2 and −4 standard deviations, each 0.3 wide.
    const reach = (0.3 * (2 + 4)) / (2 ** 2 + 4 ** 2);
    expect(widthWith([])).toBeCloseTo(reach, 5);
    // Of two left-out perturbations nothing is known about errors that go together.
    expect(widthWith([1, -1].map(errorOfTwo))).toBeCloseTo(reach, 5);
    // Genes of opposite weight: errors of opposite sign add up, those of one sign cancel, others add as squares.
    expect(widthWith([-1, -1, -1].map(errorOfTwo))).toBeCloseTo(reach, 5);
    const [two, four] = [2, 4].map((weight) => (0.3 * weight) / (2 ** 2 + 4 ** 2)) as [number, number];
    const withReach = (squares: number) => Math.sqrt((squares + reach ** 2) / 5);
    expect(widthWith([1, 1, 1, 1].map(errorOfTwo))).toBeCloseTo(withReach(4 * (four - two) ** 2), 5);
    expect(widthWith([1, -1, 1, -1].map(errorOfTwo))).toBeCloseTo(withReach(4 * (two ** 2 + four ** 2)), 5);
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

describe('a screen that workers share', () => {
  it.each([1, 2, 3, 5])('has the perturbations and the order of the whole: %i workers', (of) => {
    const asked = {
      candidates: { genes: [0, 1, 2], inPairs: true, level: 0 },
      outcome: { direction: 'up', genes: [1] } as const,
      time: null,
      errors: [],
    };
    const parts = Array.from({ length: of }, (_, part) => [...screened(model, asked, { part, of })]);
    expect(joined(parts)).toEqual([...screened(model, asked)]);
  });
});

/** [G] errors of the last two genes at a left-out perturbation. */
function errorOfTwo(second: number): Float32Array {
  return Float32Array.of(0, 0, 1, second);
}
