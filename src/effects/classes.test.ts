/** Classes and own targets' changes on simulated screens whose effects are known. */
import { beforeAll, describe, expect, it } from 'vitest';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { classes, type PerturbationClass } from './classes';
import { measureTests } from './measure';

const shares = [0, 0, 0, 0, 0, 0, 0, 0, 0.05, 0.05, 0.05, 0.05, 0.25, 0.25, 0.25, 0.25];

async function classified(ownFold: number | null, seed: number): Promise<readonly PerturbationClass[]> {
  const { screen } = simulatedScreen({ genes: 400, shares, cells: 80, controlCells: 80, ownFold }, seed);
  return classes(await measureTests(screen, 'auto'), 0.05).slice(1);
}

describe('classes', () => {
  let found: readonly (readonly PerturbationClass[])[] = [];
  beforeAll(async () => {
    found = [await classified(0.3, 51), await classified(0.3, 52)];
  });

  it.each([
    ['own target only', 0, 8, 11],
    ['specific', 8, 12, 6],
    ['broad', 12, 16, 7],
  ] as const)('%s', (kind, from, to, least) => {
    const kinds = found.flatMap((one) => one.slice(from, to).map((told) => told.kind));
    expect(kinds.filter((told) => told === kind).length).toBeGreaterThanOrEqual(least);
    expect(kinds.filter((told) => told === 'broad').length).toBeLessThanOrEqual(kind === 'broad' ? 8 : 1);
  });

  it('count changes of both directions', () => {
    const [up, down] = [0, 0].map((_, at) =>
      found
        .flatMap((one) => one.slice(12))
        .reduce((sum, told) => sum + (at === 0 ? told.increased : told.decreased), 0),
    );
    // Rises and falls are equally many and equally large in ln.
    expect(Math.min(up ?? 0, down ?? 0)).toBeGreaterThan(0.6 * Math.max(up ?? 0, down ?? 0));
  });

  it.each([0.3, 1.8])('hold the true change of the own target, × %d, in their intervals', async (fold) => {
    const screens = fold === 0.3 ? found : [await classified(fold, 53), await classified(fold, 54)];
    const own = screens.flat().flatMap((told) => told.own ?? []);
    const held = own.filter(({ low, high }) => low <= Math.log2(fold) && Math.log2(fold) <= high).length;
    expect(own.length).toBeGreaterThan(25);
    // Two standard errors below .95, and one guide in twenty acts on genes besides.
    expect(held / own.length).toBeGreaterThan(0.82);
  });
});
