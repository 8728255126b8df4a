import { expect, it } from 'vitest';
import { respondingGenes } from './changes';

/** Perturbations × genes. */
const screen = (z: readonly (readonly number[])[], q: readonly (readonly number[])[]) => ({
  genes: Array.from(z[0] ?? [], (_, gene) => `G${gene}`),
  folds: { log2: Float64Array.from(z.flat()), error: new Float64Array(z.flat().length).fill(1) },
  q: Float64Array.from(q.flat()),
  isTested: true,
});

it('perturbations choose their strongest genes in turn, so that alike ones leave room for another', () => {
  const strong = [0, 9, -8, 7, 0];
  const effects = screen(
    [[0, 0, 0, 0, 0], strong, strong, [0, 1, 0, 0, -3]],
    [
      [1, 1, 1, 1, 1],
      [1, 0, 0, 0, 1],
      [1, 0, 0, 0, 1],
      [1, 0.2, 1, 1, 0.01],
    ],
  );
  expect(respondingGenes(effects, [1, 2, 3], { rate: 0.05, most: 2 })).toEqual([1, 4]);
  expect(respondingGenes(effects, [1, 2, 3], { rate: 0.05, most: 9 })).toEqual([1, 4, 2, 3]);
  expect(respondingGenes(effects, [1, 2, 3], { rate: 0.001, most: 9 })).toEqual([1, 2, 3]);
  expect(respondingGenes(effects, [], { rate: 0.05, most: 9 })).toEqual([]);
});
