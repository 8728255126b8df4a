/** Predicted power beside what was found, in simulated screens. */
import { measureTests } from '../../../src/effects/measure';
import { findingLimit, measurementAt, powerOf } from '../../../src/effects/power';
import { simulatedScreen, type SimulatedDesign } from './simulatedScreen';

/** [falls, rises][bins of the prediction] number of changed genes, their mean predicted power, and the share that was found. */
export async function predictedAndSeen(
  design: Partial<SimulatedDesign>,
  { seeds, bins }: { readonly seeds: readonly number[]; readonly bins: number },
) {
  const sums = [0, 1].map(() => Array.from({ length: bins }, () => ({ tests: 0, predicted: 0, seen: 0 })));
  for (const seed of seeds) {
    const { screen, change, expected } = simulatedScreen(design, seed);
    const effects = await measureTests(screen, 'auto');
    const limit = findingLimit(effects, 0.05);
    const width = effects.genes.length;
    effects.q.forEach((q, at) => {
      const gene = Number(effects.genes[at % width]?.slice(4));
      const place = Math.floor(at / width) * screen.genes.length + gene;
      const test = measurementAt(effects, at, limit);
      if (test === null || change[place] === 0) return;
      const fold = Math.exp(expected[place] as number);
      const power = powerOf(test, fold);
      const bin = sums[fold < 1 ? 0 : 1]?.[Math.min(bins - 1, Math.floor(bins * power))];
      if (!bin) return;
      bin.tests += 1;
      bin.predicted += power;
      bin.seen += Number(q < 0.05 && (effects.folds.log2[at] as number) > 0 === fold > 1);
    });
  }
  return sums.map((direction) =>
    direction.map(({ tests, predicted, seen }) => ({
      tests,
      predicted: predicted / tests,
      seen: seen / tests,
    })),
  );
}
