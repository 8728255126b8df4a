/** Size and time of the next run in words. */
import { shapeOf, trainingSteps, type ModelSize } from '../../../../inference/training/forecast';
import type { TrainingSettings } from '../../../../dynamics/settings';
import { count, timeRange } from '../../../../present/text/format';

const LONG_SECONDS = 600;

export function modelCost(size: ModelSize, settings: TrainingSettings): string {
  const { candidates, modules } = shapeOf(size, settings);
  const [fewest, most] = trainingSteps(size, settings).map(count);
  const steps =
    fewest === most
      ? `up to ${most} steps`
      : `${most} steps, or in ${fewest} where a linear model of the cells is a good start`;
  const edges = candidates * Math.max(size.genes - 1, 0);
  return `${count(size.genes)} genes and ${count(candidates)} candidate regulators give ${count(edges)} possible edges; ${count(modules)} hidden modules learn them in ${steps}.`;
}

/** 'About 5–15 s on this processor.', and whether to warn. */
export function timeSentence([shortest, longest]: readonly [number, number]): {
  readonly text: string;
  readonly long: boolean;
} {
  return {
    text: `About ${timeRange([Math.max(1, shortest), Math.max(1, longest)])} on this processor.`,
    long: longest > LONG_SECONDS,
  };
}
