/**
 * The one validator of what lies in the browser's storage: whatever is found there becomes a run that can be
 * shown or gone on with, or `null` (damaged, or written by another version). Knows no storage.
 */
import { z } from 'zod';
import { datasetSchema, progressSchema, resultSchema, settingsSchema, truthSchema } from './recordSchemas';
import { recordVersion, type SavedRun, type SavedStart, type SavedState } from './savedRun';
import type { RunSummary } from './state';
import { parameterLayout } from '../dynamics/parameters';

/** null: nothing that this version can use. */
export function readRecord(start: unknown, state: unknown): SavedRun | null {
  const parsed = z.object({ start: startSchema, state: stateSchema }).safeParse({ start, state });
  if (!parsed.success) return null;
  const run = parsed.data;
  return run.start.id === run.state.id && fits(run) ? run : null;
}

/** Sizes that other code relies on without looking again. */
function fits({ start: { dataset }, state: { progress, result } }: SavedRun): boolean {
  const genes = dataset.genes.length;
  return (
    dataset.values.length === dataset.cells * genes &&
    dataset.conditionOfCell.length === dataset.cells &&
    dataset.conditionOfCell.every((condition) => condition >= 0 && condition < dataset.conditions.length) &&
    dataset.candidates.every((gene) => gene >= 0 && gene < genes) &&
    (progress === null ||
      [...progress.fits, ...(progress.companions.checkpoint ? [progress.companions.checkpoint] : [])].every(
        (fit) => fit.parameters.length === fit.firstMoment.length && isFinite32(fit.parameters),
      )) &&
    (result === null ||
      (result.model.genes.length === genes &&
        result.model.parameters.length === parameterLayout(result.model.shape).total &&
        [result.network, ...result.members].every(
          ({ weights }) => weights.length === result.network.regulators.length * genes,
        )))
  );
}

function isFinite32(values: Float32Array): boolean {
  return values.every((value) => Number.isFinite(value));
}

const whole = z.int().nonnegative();
const seriesSchema = z.object({ steps: z.instanceof(Float64Array), values: z.instanceof(Float64Array) });

const startSchema: z.ZodType<SavedStart> = z.object({
  version: z.literal(recordVersion),
  id: z.string(),
  dataset: datasetSchema,
  settings: settingsSchema,
  truth: truthSchema.nullable(),
});

const score = z.number().nullable();

const summarySchema: z.ZodType<RunSummary> = z.object({
  step: whole,
  steps: z.int().positive(),
  loss: score,
  heldOutError: score,
  stableShare: score,
  averaged: whole,
  refining: z.object({ fit: whole, fits: whole, step: whole, steps: whole }).nullable(),
  stepsPerSecond: score,
  secondsLeft: z.tuple([z.number(), z.number()]).nullable(),
  secondsElapsed: z.number().nonnegative(),
});

const stateSchema: z.ZodType<SavedState> = z.object({
  version: z.literal(recordVersion),
  id: z.string(),
  savedAt: z.number(),
  summary: summarySchema,
  progress: progressSchema.nullable(),
  result: resultSchema.nullable(),
  curves: z.object({ loss: seriesSchema, heldOut: seriesSchema }),
});
