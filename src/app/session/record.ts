/** Validates a saved run. Loaded only when something was found in the browser's storage, because the validator is large. */
import { z } from '../../share/zod';
import { datasetSchema } from '../../share/datasetSchema';
import {
  progressSchema,
  resultSchema,
  seriesSchema,
  settingsSchema,
  summarySchema,
  truthSchema,
} from '../../share/schemas';
import { holdsTogether, progressHolds } from '../../share/sizes';
import { recordVersion, type SavedRun, type SavedStart, type SavedState } from './savedRun';

/** null: damaged, or written by another version. */
export function readRecord(start: unknown, state: unknown): SavedRun | null {
  const parsed = z.object({ start: startSchema, state: stateSchema }).safeParse({ start, state });
  if (!parsed.success) return null;
  const {
    start: { id, dataset },
    state: { id: sameId, progress, result },
  } = parsed.data;
  // Other code relies on the sizes of arrays.
  const fits = holdsTogether(dataset, result) && (progress === null || progressHolds(progress));
  return id === sameId && fits ? parsed.data : null;
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
