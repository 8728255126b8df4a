/** `infer --shard i/n`: the part of a run's resampled fits, or of several seeds, that one computer does (docs/cluster.md). */
import { createHash } from 'node:crypto';
import { InvalidArgumentError } from 'commander';
import { shareOfFits } from '../../inference/confidence/pool';
import { plural } from '../../present/text/format';
import type { FinishedRun } from '../../share/finishedRun';
import { writeFits } from '../../share/fitsFile';
import { Failure, messageOf } from '../failure';
import type { Interruption } from '../host';
import type { RunLog } from './runLog';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

export const fitsFileName = 'fits.modulode.json';

const MAX_SHARDS = 10_000;

/** Value of --shard. */
export function shardOf(typed: string): Shard {
  const [, index = 0, of = 0] = (/^(\d{1,5})\/(\d{1,5})$/.exec(typed) ?? []).map(Number);
  if (index >= 1 && index <= of && of <= MAX_SHARDS) return { index, of };
  throw new InvalidArgumentError(
    `Write the number of this shard and of all shards, as 2/10; at most ${MAX_SHARDS} shards.`,
  );
}

/** Every n-th of the items, beginning with the i-th. */
export function shareOf<Item>(items: readonly Item[], { index, of }: Shard): readonly Item[] {
  return items.filter((_, i) => i % of === index - 1);
}

/** Identifies a trained run: the same for the same data, settings and bits of its network. */
export function keyOf({ dataset, settings, result }: FinishedRun): string {
  const { weights } = result.network;
  return createHash('sha256')
    .update(JSON.stringify([dataset.fingerprint, settings, result.model.stepsKept, result.readout]))
    .update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength))
    .digest('hex');
}

interface ShareRequest {
  /** Of all shards. */
  readonly fits: number;
  readonly shard: Shard;
  readonly threads: number;
}

/** The file of this shard's fits. Throws Failure where they fail or are interrupted. */
export async function fittedShare(
  run: FinishedRun,
  { fits, shard, threads }: ShareRequest,
  log: RunLog,
  status: ((line: string) => void) | null,
  interruption: Interruption,
): Promise<{ readonly name: string; readonly content: Iterable<string> }> {
  const share = shareOfFits(fits, shard.index, shard.of);
  const { length } = share.fits;
  log.say(
    `Shard ${shard.index} of ${shard.of}: ${plural(length, 'resampled fit')}${share.labels ? ' and the fits to shuffled labels' : ''}.`,
  );
  const onFit = (done: number) => status?.(`${done} of ${plural(length, 'resampled fit')}`);
  try {
    // Loaded on demand, with the code of the threads.
    const { resampledFitsOf } = await import('../confidence/resampledFits');
    const made = await resampledFitsOf(run, share, { threads, onFit, interruption });
    if (made === null || interruption.interrupted) throw interrupted();
    const labels = share.labels ? { shuffled: made.shuffled } : null;
    return {
      name: fitsFileName,
      content: writeFits({ run: keyOf(run), of: fits, fits: made.fits, labels }),
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(1, {
      title: 'The resampled fits failed',
      why: messageOf(error),
      next: 'Run the same command again.',
    });
  } finally {
    status?.('');
  }
}

function interrupted(): Failure {
  return new Failure(1, {
    title: 'Stopped before the fits of this shard had ended',
    why: 'A shard is written as a whole.',
    next: 'Run the same command again: the training itself is not repeated.',
  });
}
