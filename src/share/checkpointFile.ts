/**
 * A run that was broken off, as a file it goes on from bit for bit: where it stood, and how it was asked for. The cells are not
 * in it: they are read again from the data file, which must be the same. JSON with typed arrays, as a run file is.
 */
import { z } from 'zod';
import type { SavedProgress } from '../inference/run/progress';
import { readHeaded } from './typedJson';
import { progressSchema } from './schemas';
import { progressHolds } from './sizes';
import type { Outcome } from '../dataset/outcome';
import { toTypedJson } from './typedJson';

export interface RunCheckpoint {
  /** How the run was asked for, as whoever wrote it reads it. */
  readonly config: unknown;
  /** Dataset.fingerprint. */
  readonly fingerprint: string;
  /** The seed that trains. */
  readonly seed: number;
  /** null: nothing was learned yet. */
  readonly progress: SavedProgress | null;
  /** Total loss of the main fit at every step made, the first one's first. */
  readonly loss: Float64Array;
  /** Spent on training so far. */
  readonly seconds: number;
  /** Lines of the run's log so far. */
  readonly log: readonly string[];
}

export type CheckpointError =
  | { readonly tag: 'damaged' | 'alien' }
  | { readonly tag: 'too-new'; readonly version: number };

const format = 'modulode-checkpoint';
/** Raise it when a type above changes its meaning. */
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
