/**
 * Resampled fits of a run that one computer made, as a file: another command summarises those of all computers. JSON with typed arrays,
 * like a run file.
 */
import { z } from './zod';
import { MAX_FITS, MIN_FITS, type ResampledFit } from '../inference/run/confidence';
import type { ShuffledRun } from '../inference/confidence/shuffledCheck';
import type { Network } from '../network/network';
import { moduleSchema } from './schemas';
import { readTypedJson, typedJsonPieces, type FileError, type ParsedJson } from './typedJson';
import type { Outcome } from '../dataset/errors';

export interface SharedFits {
  /** Identifies the run whose training was repeated. */
  readonly run: string;
  /** Number of fits of all shares together. */
  readonly of: number;
  readonly fits: readonly ResampledFit[];
  /** The label check, null within where it is impossible; null: another share has it. */
  readonly labels: { readonly shuffled: ShuffledRun | null } | null;
}

/** Raise the version when the meaning of a field changes. */
const header = { format: 'modulode-fits', version: 1 };

/** Text of the file, in pieces. */
export function* writeFits(fits: SharedFits): Generator<string, void, undefined> {
  yield* typedJsonPieces({ ...header, ...fits });
  yield '\n';
}

export function readFits(text: string | ParsedJson): Outcome<SharedFits, FileError> {
  return readTypedJson(text, header, fitsSchema, holds);
}

const whole = z.int().nonnegative();
const float32 = z.instanceof(Float32Array);

const fitsSchema: z.ZodType<SharedFits> = z.object({
  run: z.string(),
  of: z.int().min(MIN_FITS).max(MAX_FITS),
  fits: z.array(
    z.object({ index: whole, weights: float32, modules: z.array(moduleSchema), responses: float32 }),
  ),
  labels: z
    .object({
      shuffled: z
        .object({
          check: z.object({ error: z.number(), stableShare: z.number() }),
          chance: z.object({ mean: float32, deviation: float32 }),
        })
        .nullable(),
    })
    .nullable(),
});

/** All arrays are [R × G]. */
function holds({ fits, of, labels }: SharedFits): boolean {
  const chance = labels?.shuffled?.chance;
  const sizes = [
    ...fits.flatMap(({ weights, responses }) => [weights.length, responses.length]),
    ...(chance ? [chance.mean.length, chance.deviation.length] : []),
  ];
  return sizes.every((size) => size === sizes[0]) && fits.every(({ index }) => index < of);
}

/** Whether they are fits of this network: as many scores, and modules of its genes. */
export function fitsSuit({ fits, labels }: SharedFits, { genes, weights }: Network): boolean {
  const sizes = [
    ...fits.map((fit) => fit.weights),
    ...(labels?.shuffled ? [labels.shuffled.chance.mean] : []),
  ];
  return (
    sizes.every(({ length }) => length === weights.length) &&
    fits.every(({ modules }) =>
      modules.every((one) => [...one.genes, ...one.regulators].every((gene) => gene < genes.length)),
    )
  );
}
