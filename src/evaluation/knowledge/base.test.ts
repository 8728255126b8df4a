import { expect, test } from 'vitest';
import { priorOn } from '../../network/prior';
import { Random } from '../../numerics/random';
import { type BaseEdge, baseOf, deducedClasses } from './base';

function times(a: boolean[][], b: boolean[][]): boolean[][] {
  return a.map((row) => row.map((_, j) => row.some((value, k) => value && b[k]?.[j] === true)));
}

/** The recursion as published, on Boolean matrices: P ← P ∨ PR₊ ∨ NR₋, N ← N ∨ PR₋ ∨ NR₊. */
function byMatrices(genes: number, edges: readonly BaseEdge[], hops: number) {
  const empty = () => Array.from({ length: genes }, () => Array.from({ length: genes }, () => false));
  const matrix = (sign: number) => {
    const of = empty();
    for (const edge of edges) if (edge.sign === sign) (of[edge.source] ?? [])[edge.target] = true;
    return of;
  };
  const or = (...all: boolean[][][]) =>
    empty().map((row, i) => row.map((_, j) => all.some((one) => one[i]?.[j])));
  const [plus, minus] = [matrix(1), matrix(-1)];
  let [p, n] = [plus, minus];
  for (let hop = 1; hop < hops; hop++)
    [p, n] = [or(p, times(p, plus), times(n, minus)), or(n, times(p, minus), times(n, plus))];
  return { p, n };
}

test('Deductions are those of the Boolean recursion, for single genes and for several', () => {
  const random = new Random(1);
  const genes = 14;
  const names = Array.from({ length: genes }, (_, g) => `G${g}`);
  for (const hops of [1, 2, 3, 5]) {
    const edges = Array.from({ length: 26 }, (): BaseEdge => ({
      source: random.integer(genes),
      target: random.integer(genes),
      sign: ([-1, 1, 0] as const)[random.integer(3)] ?? 0,
    }));
    // Matrices hold a pair once per sign, edges may repeat.
    const { p, n } = byMatrices(genes, edges, hops);
    const experiments = [
      [{ gene: 2, direction: -1 as const }],
      [{ gene: 5, direction: 1 as const }],
      [
        { gene: 1, direction: 1 as const },
        { gene: 9, direction: -1 as const },
      ],
    ];
    const wanted = experiments.flatMap((settings) =>
      names.map((_, j) => {
        if (settings.some(({ gene }) => gene === j)) return 0;
        const reached = (sign: number) =>
          settings.some(({ gene, direction }) => (direction === sign ? p : n)[gene]?.[j]);
        return Number(reached(1)) - Number(reached(-1));
      }),
    );
    expect([...deducedClasses({ genes: names, edges }, experiments, hops)]).toEqual(wanted);
  }
});

test('Base edges are the known edges of a prior with their signs', () => {
  const prior = priorOn(
    [
      { source: 'b', target: 'A', sign: -1 },
      { source: 'B', target: 'C', sign: 0 },
      { source: 'C', target: 'A', sign: 1 },
      { source: 'A', target: 'B', sign: 1 },
    ],
    'known',
    ['A', 'B', 'C'],
    ['B', 'C'],
  );
  expect(prior.ok && baseOf(prior.value).edges).toEqual([
    { source: 1, target: 0, sign: -1 },
    { source: 1, target: 2, sign: 0 },
    { source: 2, target: 0, sign: 1 },
  ]);
});
