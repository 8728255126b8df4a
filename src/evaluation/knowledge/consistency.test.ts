import { expect, test } from 'vitest';
import { Random } from '../../numerics/random';
import { balancedScore, classScores, knowledgeAgainstData, weightOfData } from './consistency';
import type { Responses } from './responses';

test('F of each class is twice the hits over both counts, counted one by one', () => {
  const random = new Random(3);
  const draw = () => Array.from({ length: 300 }, () => random.integer(3) - 1);
  const [said, truth, counted] = [draw(), draw(), Array.from({ length: 300 }, () => random.integer(2))];
  const f = (c: number) => {
    const pairs = said
      .map((value, at) => [value === c, truth[at] === c] as const)
      .filter((_, at) => counted[at]);
    const precision = pairs.filter(([a, b]) => a && b).length / pairs.filter(([a]) => a).length;
    const recall = pairs.filter(([a, b]) => a && b).length / pairs.filter(([, b]) => b).length;
    return (2 * precision * recall) / (precision + recall);
  };
  const scores = classScores(said, truth, counted);
  expect(scores.down).toBeCloseTo(f(-1), 12);
  expect(scores.none).toBeCloseTo(f(0), 12);
  expect(scores.up).toBeCloseTo(f(1), 12);
  expect(scores.macro).toBeCloseTo((f(-1) + f(0) + f(1)) / 3, 12);
  expect(classScores([0, 0], [0, 0])).toEqual({ down: null, none: 1, up: null, macro: 1 });
  expect(classScores([1], [0], [0]).macro).toBeNull();
});

test('The balanced score is the weighted harmonic mean of squares: equal halves give themselves, 0 gives 0', () => {
  expect(balancedScore(0.6, 0.6, 0.27)).toBeCloseTo(0.6, 12);
  expect(balancedScore(0.5, 1, 0.5)).toBeCloseTo(1 / Math.sqrt(2.5), 12);
  expect(balancedScore(0, 0.9, 0.1)).toBe(0);
  expect(balancedScore(null, 0.9, 0.1)).toBeNull();
});

const [A, B, C, D] = [0, 1, 2, 3];

function knockout(gene: number) {
  return { label: `${gene}`, time: null, cells: 9, settings: [{ gene, direction: -1 as const }] };
}

/** Knockouts of A, B and D in four genes; A lowers B and C, B raises C, D does nothing. */
function example(): Responses {
  const classes = Int8Array.from([0, -1, -1, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  const isMeasured = Uint8Array.from([0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0]);
  const some = new Float64Array(12);
  return {
    genes: 4,
    perturbations: [knockout(A), knockout(B), knockout(D)],
    classes,
    isMeasured,
    isClear: isMeasured,
    effect: some,
    q: some,
  };
}

const edge = (source: number, target: number, sign: 1 | -1) => ({ source, target, sign });

test('The weight of the data half follows from what each source lacks', () => {
  const base = { genes: ['A', 'B', 'C', 'D'], edges: [edge(A, B, 1), edge(D, C, 1)] };
  const deduced = Int8Array.from([0, -1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0]);
  // Data: 3/12 changes, 2 perturbations with effects, 1 of 3 without a deduction (B). Base: 2/12, 2 sources and 2 targets, 1 of 3 without data (D).
  const data = 3 / 12 + 2 / 4 + 1 / 3;
  const knowledge = 2 / 12 + 2 / 4 + 1 / 3;
  expect(weightOfData(example(), base, deduced)).toBeCloseTo(knowledge / (data + knowledge), 12);
});

test('Saying nothing, and repeating the base, stand beside the predictions', () => {
  const base = { genes: ['A', 'B', 'C', 'D'], edges: [edge(A, B, 1), edge(B, C, 1)] };
  const responses = example();
  const { predictions, nothing, base: copied } = knowledgeAgainstData(responses, base, responses.classes, 1);
  expect(predictions.data.macro).toBe(1);
  expect(copied.knowledge.macro).toBe(1);
  // Of nine measured entries six are unchanged: F of “none” is 2·6/(9 + 6), and both other classes are missed.
  expect(nothing.data).toEqual({ down: 0, none: 12 / 15, up: 0, macro: 12 / 45 });
  // Deduced: B down after A, C down after B; the first is measured, the second has the opposite sign.
  expect(copied.data).toEqual({ down: 0.5, none: 12 / 13, up: 0, macro: (0.5 + 12 / 13) / 3 });
  expect(predictions.spoken.down).toBeCloseTo(2 / 3, 12);
});
