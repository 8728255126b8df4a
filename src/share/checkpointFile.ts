/**
 * An interrupted run as a file from which it resumes bit for bit: the state of training and the configuration. The cells are not
 * included; they are read again from the same data file. JSON with typed arrays, like a run file.
 */
import { z } from 'zod';
import type { SavedProgress } from '../inference/run/progress';
import { readHeaded, toTypedJson } from './typedJson';
import { progressSchema } from './schemas';
import { progressHolds } from './sizes';
import type { Outcome } from '../dataset/errors';

export interface RunCheckpoint {
  /** Configuration of the run, in the format of its writer. */
  readonly config: unknown;
  /** Dataset.fingerprint. */
  readonly fingerprint: string;
  /** Seed of the run in training. */
  readonly seed: number;
  /** null before the first step. */
  readonly progress: SavedProgress | null;
  /** Total loss of the main fit at every completed step. */
  readonly loss: Float64Array;
  /** Training time so far. */
  readonly seconds: number;
  /** Log lines so far. */
  readonly log: readonly string[];
}

export type CheckpointError =
  | { readonly tag: 'damaged' | 'alien' }
  | { readonly tag: 'too-new'; readonly version: number };

const format = 'modulode-checkpoint';
/** Raise it when the meaning of a field changes. */
const version = 1;

export function writeCheckpoint(checkpoint: RunCheckpoint): string {
  return `${toTypedJson({ format, version, ...checkpoint })}\n`;
}

export function readCheckpoint(text: string): Outcome<RunCheckpoint, CheckpointError> {
  const read = readHeaded(text, format, version);
  if (read.kind === 'too-new') return { ok: false, error: { tag: 'too-new', version: read.version } };
  if (read.kind !== 'content') return { ok: false, error: { tag: read.kind } };
  const checkpoint = checkpointSchema.safeParse(read.content);
  return checkpoint.success && holds(checkpoint.data)
    ? { ok: true, value: checkpoint.data }
    : { ok: false, error: { tag: 'damaged' } };
}

const checkpointSchema: z.ZodType<RunCheckpoint> = z.object({
  config: z.unknown(),
  fingerprint: z.string(),
  seed: z.int(),
  progress: progressSchema.nullable(),
  loss: z.instanceof(Float64Array),
  seconds: z.number().nonnegative(),
  log: z.array(z.string()),
});

function holds({ progress, loss }: RunCheckpoint): boolean {
  return progress === null ? loss.length === 0 : loss.length === progress.step && progressHolds(progress);
}
