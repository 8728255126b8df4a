/**
 * The one validator of what lies in the browser's storage: whatever is found there becomes a run that can be
 * shown or gone on with, or `null` (damaged, or written by another version). Knows no storage.
 */
import { z } from 'zod';
import {
  datasetSchema,
  progressSchema,
  resultSchema,
  seriesSchema,
  settingsSchema,
  summarySchema,
  truthSchema,
} from '../../share/schemas';
import { holdsTogether, progressHolds } from '../../share/sizes';
import { recordVersion, type SavedRun, type SavedStart, type SavedState } from './savedRun';

/** null: nothing that this version can use. */
export function readRecord(start: unknown, state: unknown): SavedRun | null {
  const parsed = z.object({ start: startSchema, state: stateSchema }).safeParse({ start, state });
  if (!parsed.success) return null;
  const run = parsed.data;
  return run.start.id === run.state.id && fits(run) ? run : null;
}

/** Sizes that other code relies on without looking again. */
function fits({ start: { dataset }, state: { progress, result } }: SavedRun): boolean {
  return holdsTogether(dataset, result) && (progress === null || progressHolds(progress));
}

const startSchema: z.ZodType<SavedStart> = z.object({
  version: z.literal(recordVersion),
  id: z.string(),
  dataset: datasetSchema,
  settings: settingsSchema,
  truth: truthSchema.nullable(),
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
