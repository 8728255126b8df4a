/** Weights joined with made-up effects, in closed form and by brute force. */
import { expect, it } from 'vitest';
import { Random } from '../numerics/random';
import {
  directShare,
  joinedWeights,
  joinedWithField,
  type MeasuredEffects,
  supportedShare,
  withoutExplained,
} from './joinedWeights';

const three = { genes: ['A', 'B', 'C'], regulators: Int32Array.of(0, 1) };

const near = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toPrecision(4)));

/** Scores [A → …; B → …] of three genes. */
const effectsOf = (...scores: number[]): MeasuredEffects => ({
  scores: Float64Array.from(scores),
  isMeasured: [true, true],
});

it('an effect is direct as far as no path of two effects is as strong', () => {
  // A → B 10, B → C −10, A → C −5 (by way of B), nothing else.
  const share = directShare(effectsOf(0, 10, -5, 0, 0, -10), three);
  expect(near(share)).toEqual([0, 1, 0.2, 0, 0, 1]);
});

it('equals the maximum over all intermediates, by brute force', () => {
  const random = new Random(5);
  const genes = Array.from({ length: 12 }, (_, g) => `g${g}`);
  const regulators = Int32Array.of(0, 2, 3, 5, 7, 11);
  const scores = Float64Array.from({ length: 72 }, (_, at) =>
    at % 12 === regulators[Math.floor(at / 12)] ? 0 : 5 * random.normal(),
  );
  const isMeasured = [true, true, false, true, true, true];
  const share = directShare({ scores, isMeasured }, { genes, regulators });
  const z = (r: number, g: number) => Math.abs(scores[r * 12 + g] ?? 0);
  for (const [r, from] of regulators.entries())
    for (let g = 0; g < 12; g++) {
      const paths = Array.from(regulators, (by, j) =>
        !isMeasured[j] || j === r ? 0 : Math.min(z(r, by), z(j, g)),
      );
      const expected = isMeasured[r] && g !== from ? 1 / (1 + (Math.max(...paths) / z(r, g)) ** 2) : 0;
      expect(share[r * 12 + g]).toBeCloseTo(expected, 10);
    }
});

it('joined weights keep the sizes of the measured regulators, and the edges of others', () => {
  const weights = Float32Array.of(0, 0.1, 3, 0.5, 0, 0.2);
  const effects = { ...effectsOf(0, -9, 1, 0, 0, 0), isMeasured: [true, false] };
  const joined = joinedWeights(three, weights, effects);
  // √(.1 · 9) < √(3 · 1): the order stays; the significant effect decides the sign, the other does not.
  expect(near(joined)).toEqual([0, -0.1, 3, 0.5, 0, 0.2]);
  const stronger = { ...effects, scores: Float64Array.of(0, -90, 1, 0, 0, 0) };
  expect(near(joinedWeights(three, weights, stronger))).toEqual([0, -3, 0.1, 0.5, 0, 0.2]);
});

it('edges without weight or effect are last and tie', () => {
  const joined = joinedWeights(three, Float32Array.of(0, 1, 0, 0, 0, 2), effectsOf(0, 0, 9, 4, 0, 4));
  // Scores 0, 0, 0 and √8: the largest size, then the mean of the others.
  expect(near(joined.map(Math.abs))).toEqual([0, near([1 / 3])[0], 0.3333, 0.3333, 0, 2]);
});

it('covariation that a perturbed regulator explains is less of an edge the other way', () => {
  // A → B 3, A → C −1; B → A 2, B → C 0.5.
  const weights = Float32Array.of(0, 3, -1, 2, 0, 0.5);
  const explained = near(withoutExplained(three, weights, [true, false]));
  expect(explained).toEqual([0, 3, -1, near([2 / (1 + (3 / 2) ** 2)])[0], 0, 0.5]);
  expect([...withoutExplained(three, weights, [true, true])]).toEqual([...weights]);
  expect([...withoutExplained(three, weights, [false, false])]).toEqual([...weights]);
  const equal = Float32Array.of(0, -2, 0, 2, 0, 0);
  expect(withoutExplained(three, equal, [true, false])[3]).toBe(1);
  const none = Float32Array.of(0, 0, 0, 2, 0, 0);
  expect([...withoutExplained(three, none, [true, false])]).toEqual([...none]);
});

it('the share of supported edges counts strong edges with a significant effect of their sign', () => {
  const weights = Float32Array.of(0, 1, -2, 3, 0, 0.1);
  expect(supportedShare(three, weights, effectsOf(0, 4, -4, 4, 0, -9))).toBe(1);
  expect(supportedShare(three, weights, effectsOf(0, 1, -4, -4, 0, 9))).toBeCloseTo(1 / 3, 10);
  expect(supportedShare(three, new Float32Array(6), effectsOf(0, 4, -4, 4, 0, -9))).toBeNull();
});

/** From a gene to the next, in a matrix of twelve. */
const isDirect = (at: number) => (at % 12) - Math.floor(at / 12) === 1;
const strongest = (of: ArrayLike<number>) =>
  Array.from({ length: of.length }, (_, at) => at)
    .toSorted((a, b) => (of[b] ?? 0) - (of[a] ?? 0))
    .slice(0, 11);

it('in a cascade of total effects the direct ones come first', () => {
  const genes = Array.from({ length: 12 }, (_, g) => `g${g}`);
  const regulators = Int32Array.from(genes.keys());
  // Every gene acts on the next one, and effects hardly fade: many indirect ones are larger than the last direct ones.
  const scores = Float64Array.from({ length: 144 }, (_, at) => {
    const [from, to] = [Math.floor(at / 12), at % 12];
    return to > from ? (20 - from) * 0.9 ** (to - from - 1) : 0;
  });
  expect(strongest(scores).every(isDirect)).toBe(false);
  const learned = Float32Array.from(scores, (_, at) => 1 + at / 1000);
  const effects = { scores, isMeasured: genes.map(() => true) };
  expect(strongest(joinedWeights({ genes, regulators }, learned, effects)).every(isDirect)).toBe(true);
});

it('where cells show both directions of a cascade alike, perturbations of every second gene tell the right one', () => {
  const genes = Array.from({ length: 12 }, (_, g) => `g${g}`);
  const regulators = Int32Array.from(genes.keys());
  const weights = Float32Array.from({ length: 144 }, (_, at) => {
    const [from, to] = [Math.floor(at / 12), at % 12];
    return to === from + 1 ? 1 : to === from - 1 && from % 2 === 1 ? 1.1 : 0;
  });
  const isPerturbed = genes.map((_, g) => g % 2 === 0);
  expect(strongest(weights).every(isDirect)).toBe(false);
  expect(strongest(withoutExplained({ genes, regulators }, weights, isPerturbed)).every(isDirect)).toBe(true);
});

it('edges of regulators never perturbed are joined with a field by the ranks of either', () => {
  // g0 was perturbed; g1 and g2 were not. Weights [R × G], the field [G × R].
  const weights = Float32Array.of(0, 9, 9, 4, 0, -1, 16, 0, 0);
  const field = Float64Array.of(0, -1, 5, 7, 0, 2, 7, 3, 0);
  // |field| of g1→g0, g1→g2, g2→g0, g2→g1: 1, 3, 5, 2; it takes the sizes 0, 4, 16, 1 of the weights.
  const all = { genes: three.genes, regulators: Int32Array.of(0, 1, 2) };
  const joined = joinedWithField(all, weights, field, [true, false, false]);
  expect([...joined]).toEqual([0, 9, 9, 0, 0, -2, 16, 0, 0]);
  expect(joinedWithField(all, weights, field, [true, true, true])).toEqual(weights);
});
