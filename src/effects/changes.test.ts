import { expect, it } from 'vitest';
import { screenInMemory, simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { poisson } from '../../tests/support/numerics/poisson';
import { Random } from '../numerics/random';
import { mean } from '../numerics/statistics';
import { alikeTo, changesOfGenes, guideChanges, respondingGenes } from './changes';
import { errorOfFold, foldAgainst } from './folds';
import { measureEffects } from './measure';

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

it('a fold change is a ratio of expression, told too where the reference has none', () => {
  const logs = { levels: 'logarithms', slope: NaN } as const;
  expect(foldAgainst(Math.log1p(2), Math.log1p(6), logs).fold).toBeCloseTo(3, 12);
  expect(foldAgainst(0, Math.log1p(1), logs).fold).toBeCloseTo(1000, 9);
  expect(foldAgainst(Math.log1p(2), 0, logs).fold).toBe(1 / 128);
  expect(foldAgainst(0.1, 0.1 + Math.log(3), { levels: 'ratios', slope: NaN }).fold).toBeCloseTo(3, 12);
  const residuals = { levels: 'residuals', slope: 0.5 } as const;
  expect(foldAgainst(0.5, 1.5, residuals)).toEqual({ fold: 2, base: 2 });
  expect(foldAgainst(-0.5, 0, residuals).base).toBe(0.02);
});

it('changes of chosen genes are found by name, and there is none of a gene that was not measured', () => {
  const effects = {
    genes: ['A', 'B', 'C'],
    cells: new Float64Array(2),
    q: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    folds: { log2: Float64Array.of(1, 2, 3, 4, 5, 6) },
  };
  const { log2, q } = changesOfGenes(effects, ['C', 'Z', 'A']);
  expect([...q]).toEqual([0.3, NaN, 0.1, 0.6, NaN, 0.4]);
  expect([...log2]).toEqual([3, NaN, 1, 6, NaN, 4]);
});

it.each(['controls', 'auto'] as const)(
  'the same change is told of cells of any depth (%s)',
  async (against) => {
    const random = new Random(3);
    const depths = [1, 2, 1, 0.25];
    const levels = Array.from({ length: 60 }, () => 1 + 7 * random.uniform());
    // All do the same, which must not become what they are compared with. It rises and falls by the same counts, so that the depth of the cells stays.
    const rises = 1 + mean(levels.slice(0, 10)) / mean(levels.slice(10, 20)) / 2;
    const foldOf = (gene: number) => (gene < 10 ? 0.5 : gene < 20 ? rises : 1);
    const guideOfCell = Int32Array.from({ length: 1600 }, (_, cell) => cell % 4);
    const effects = await measureEffects(
      screenInMemory({
        genes: 60,
        perturbations: 4,
        perturbationOfGuide: [0, 1, 2, 3],
        guideOfCell,
        values: 'counts',
        dense: Array.from(guideOfCell).flatMap((k) =>
          levels.map((level, gene) =>
            poisson(level * (depths[k] ?? 1) * (k === 0 ? 1 : foldOf(gene)), random),
          ),
        ),
      }),
      against,
      () => undefined,
    );
    for (const k of [1, 2, 3]) {
      const log2 = Array.from(effects.folds.log2.subarray(60 * k, 60 * k + 60));
      expect(Math.abs(mean(log2.slice(0, 10)) + 1)).toBeLessThan(0.06);
      expect(Math.abs(mean(log2.slice(10, 20)) - Math.log2(rises))).toBeLessThan(0.06);
      const [guide] = guideChanges(effects, { perturbation: k, gene: 0 });
      expect(guide?.log2).toBeCloseTo(log2[0] ?? NaN, 1);
    }
  },
);

it('the most similar of many unrelated perturbations is not said to be similar', () => {
  const random = new Random(9);
  const length = 60;
  const value = Float64Array.from({ length: length ** 2 }, () => 0.15 * random.normal());
  // One that shares a part of its effects.
  value[1 * length + 2] = 0.8;
  const alike = {
    value,
    low: value.map((one) => one - 0.3),
    high: value.map((one) => one + 0.3),
    limit: 0.9,
    groups: [],
  };
  const relations = Array.from({ length }, (_, k) => alikeTo({ cells: new Float64Array(length), alike }, k));
  const told = relations.flatMap((all, k) =>
    all.filter(({ relation }) => relation !== 'unclear').map(({ perturbation }) => [k, perturbation]),
  );
  expect(told.filter(([k]) => k === 1)).toContainEqual([1, 2]);
  // 95 % of those without have nothing said of them.
  expect(told.length).toBeLessThan(9);
  expect(relations.flat().filter(({ low, high }) => low > 0 || high < 0).length).toBeGreaterThan(100);
});

it('intervals of genes that rise or fall much hold the true change', async () => {
  const design = { genes: 1000, shares: [0.1, 0.1, 0.1, 0], scale: 2, depth: 2, offTarget: 0 };
  const { screen: file, expected } = simulatedScreen(design, 25);
  const effects = await measureEffects(file, 'controls', () => undefined);
  const held = { rises: [0, 0], falls: [0, 0] };
  effects.folds.log2.forEach((log2, at) => {
    const [k, gene] = [Math.floor(at / effects.genes.length), effects.genes[at % effects.genes.length] ?? ''];
    const change = (expected[k * design.genes + Number(gene.slice(4))] as number) / Math.LN2;
    if (Math.abs(change) < 0.7 || k === 0) return;
    const count = change > 0 ? held.rises : held.falls;
    (count[0] as number) += Number(Math.abs(log2 - change) < 1.96 * errorOfFold(effects, at));
    (count[1] as number) += 1;
  });
  // As if nothing changed, they would hold half of the rises.
  for (const [within = 0, of = 0] of Object.values(held)) {
    expect(of).toBeGreaterThan(100);
    expect(within / of).toBeGreaterThan(0.85);
  }
});
