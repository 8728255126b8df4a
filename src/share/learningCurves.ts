/** Validates how a run was learned: its curves and its time-lapse. Apart from schemas.ts for the checks of its indices. */
import type { Dataset } from '../dataset/dataset';
import { float32, int32, whole } from './datasetSchema';
import type { LearningCurves } from './finishedRun';
import { moduleSchema, seriesSchema } from './schemas';
import { MAX_FRAMES } from './timeLapse';
import { z } from './zod';

const frame = z.object({
  step: whole,
  error: z.custom<number>((value) => typeof value === 'number').nullable(),
  pairs: int32,
  weights: float32,
  agreement: float32,
  modules: whole.nullable(),
});

/** Runs of earlier versions end in frames of averaged fits, which are no steps of learning: they are left out. */
const framesSchema = z
  .array(frame.extend({ averaged: whole.default(1) }))
  .max(MAX_FRAMES)
  .transform((frames) => frames.flatMap(({ averaged, ...rest }) => (averaged > 1 ? [] : [rest])));

export const curvesSchema: z.ZodType<LearningCurves> = z.object({
  loss: seriesSchema,
  heldOut: seriesSchema,
  // Absent from older runs.
  timeLapse: z.exactOptional(
    z.object({
      frames: framesSchema,
      every: z.int().positive(),
      modules: z.array(z.array(moduleSchema)),
    }),
  ),
});

/** Of a curve: more than any training has steps, and fewer than a call takes arguments. */
const MAX_POINTS = 50_000;

/** Whether arrays are of one length and no longer than a training takes, and every pair, gene and set of modules exists. */
export function curvesHold(
  { loss, heldOut, timeLapse }: LearningCurves,
  { genes, candidates }: Pick<Dataset, 'genes' | 'candidates'>,
): boolean {
  if (
    [loss, heldOut].some(({ steps, values }) => steps.length !== values.length || steps.length > MAX_POINTS)
  )
    return false;
  if (!timeLapse) return true;
  const { frames, modules } = timeLapse;
  const isGene = (gene: number) => gene < genes.length;
  const pairs = candidates.length * genes.length;
  return (
    frames.every(
      (one) =>
        one.pairs.every((pair) => pair >= 0 && pair < pairs) &&
        [one.weights, one.agreement].every(
          (values) => values.length === one.pairs.length && values.every(Number.isFinite),
        ) &&
        (one.modules === null || one.modules < modules.length),
    ) && modules.flat().every((module) => [...module.genes, ...module.regulators].every(isGene))
  );
}
