/** Validates results of other methods that are kept with a run. */
import type { Dataset } from '../dataset/dataset';
import { float32, int32, whole } from './datasetSchema';
import type { KeptMethod } from './keptMethod';
import { z } from './zod';

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable();

const links = z.object({
  network: z.exactOptional(z.string()),
  regulators: whole,
  density: z.number(),
  averagePrecision: interval,
  bars: z.object({ degree: z.number().nullable(), 'pair-logistic': z.number().nullable() }),
  beyond: z.object({ degree: interval, 'pair-logistic': interval }),
  exceedsBoth: z.boolean(),
});

/** An error relative to no change can be infinite or NaN. */
const error = z.custom<number>((value) => typeof value === 'number');

export const methodsSchema: z.ZodType<readonly KeptMethod[]> = z.array(
  z.object({
    name: z.string(),
    settings: z.record(z.string(), z.number()),
    seed: z.int(),
    cells: z.string().nullable(),
    ofModel: z.boolean(),
    seconds: z.number().nonnegative(),
    unseen: z.object({ error, perturbations: whole }).nullable(),
    links: z.exactOptional(links),
    pairs: int32.nullable(),
    weights: float32,
  }),
);

/** Whether every weight is a number and belongs to a pair of the data set. */
export function methodsHold(
  methods: readonly KeptMethod[],
  { genes, candidates }: Pick<Dataset, 'genes' | 'candidates'>,
): boolean {
  const length = candidates.length * genes.length;
  return methods.every(
    ({ pairs, weights }) =>
      weights.length === (pairs?.length ?? length) &&
      !weights.some(Number.isNaN) &&
      (pairs === null || pairs.every((pair) => pair >= 0 && pair < length)),
  );
}
