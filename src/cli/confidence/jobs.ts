/** What crosses between the program and the threads that fit resampled data. */
import type { RunToRepeat } from '../../inference/confidence/refit';
import type { ResampledFit } from '../../inference/confidence/resampledFit';
import type { ShuffledRun } from '../../inference/confidence/shuffledCheck';

/** The fit of that number, or the same training on shuffled labels. */
export type Job = number | 'shuffled';

/** What a thread is made with: its workerData. */
export type ThreadRun = RunToRepeat;

export type Answer =
  | { readonly type: 'fit'; readonly fit: ResampledFit }
  | { readonly type: 'shuffled'; readonly run: ShuffledRun | null }
  | { readonly type: 'failed'; readonly why: string };
