/** Doses of half the effect on simulated screens of compounds. */
import { dosedScreen } from '../../tests/support/effects/dosedScreen';
import type { SimulatedDesign } from '../../tests/support/effects/simulatedScreen';
import { wholeCurves } from '../../src/effects/doses';
import { measureTests } from '../../src/effects/measure';

const FACTOR = 1.5;

/** Of all compounds: those within a factor of 1.5, told, told and within, and intervals of told ones that hold the truth. */
export async function simulatedDoses(
  seeds: readonly number[],
  doses: readonly number[],
  design: Partial<SimulatedDesign> = {},
) {
  const found = { all: 0, within: 0, told: 0, toldWithin: 0, held: 0 };
  for (const seed of seeds) {
    const { screen, halves } = dosedScreen(10, doses, seed, design);
    const effects = await measureTests(screen, 'auto');
    wholeCurves(effects, screen.perturbations).forEach(({ fit: { half, low, high, verdict } }, at) => {
      const truth = halves[at] as number;
      const isWithin = Math.abs(Math.log(half / truth)) <= Math.log(FACTOR);
      const isTold = verdict === 'told';
      found.all += 1;
      found.within += Number(isWithin);
      found.told += Number(isTold);
      found.toldWithin += Number(isTold && isWithin);
      found.held += Number(isTold && low <= truth && truth <= high);
    });
  }
  return found;
}
