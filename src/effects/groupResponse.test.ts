import { expect, it } from 'vitest';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { groupResponse } from './groupResponse';
import { measureTests } from './measure';

it('of perturbations that do the same holds the true change, and none is set apart', async () => {
  const shares = [0.1, 0.1, 0.1, 0.1, 0.1, 0, 0, 0, 0];
  const { screen, change } = simulatedScreen(
    {
      genes: 1000,
      shares,
      mix: shares.map((share, k) => shares.map((_, row) => Number(row === (share > 0 ? 0 : k)))),
      scale: 2,
      leastStrength: 1,
      offTarget: 0,
      guideSpread: 0.02,
    },
    31201,
  );
  const effects = await measureTests(screen, 'auto');
  const { common, apart } = groupResponse(effects, [1, 2, 3, 4, 5], 0.05);
  const truth = new Map(screen.genes.map((name, gene) => [name, (change[1000 + gene] as number) / Math.LN2]));
  const rises = common
    .map(({ gene, log2, error }) => ({ log2, error, truly: truth.get(effects.genes[gene] ?? '') ?? NaN }))
    .filter(({ truly }) => truly > 0.7);
  expect(rises.length).toBeGreaterThan(30);
  const held = rises.filter(({ log2, error, truly }) => Math.abs(log2 - truly) < 1.96 * error);
  expect(held.length / rises.length).toBeGreaterThan(0.85);
  expect(apart.flatMap(({ genes }) => genes).length).toBeLessThan(3);
  for (const { strength } of apart) expect(Math.abs(strength - 1)).toBeLessThan(0.15);
});
