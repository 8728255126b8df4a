/**
 * An interrupted run as a file from which it resumes bit for bit: the state of training and the configuration. The cells are not
 * included; they are read again from the same data file. JSON with typed arrays, like a run file.
 */
import { z } from './zod';
import type { SavedProgress } from '../inference/run/progress';
import { readTypedJson, typedJsonPieces, type FileError, type ParsedJson } from './typedJson';
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

/** Raise the version when the meaning of a field changes. */
const header = { format: 'modulode-checkpoint', version: 1 };

/** Text of the file, in pieces. */
export function* writeCheckpoint(checkpoint: RunCheckpoint): Generator<string, void, undefined> {
  yield* typedJsonPieces({ ...header, ...checkpoint });
  yield '\n';
}

export function readCheckpoint(text: string | ParsedJson): Outcome<RunCheckpoint, FileError> {
  return readTypedJson(text, header, checkpointSchema, holds);
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
