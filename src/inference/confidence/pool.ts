/**
 * Measures confidence with several workers, each at one resampled fit at a time; one of them then summarises. A lost worker is replaced and
 * its job repeated once. What a worker is differs between a browser, Node and the library: see `FitWorker`.
 */
import { MIN_FITS, type Confidence, type ResampledFit } from '../run/confidence';
import type { ShuffledRun } from './shuffledCheck';

/** Every promise rejects when the worker is lost, and settles when it is ended. */
export interface FitWorker<Summary = Confidence> {
  /** `onProgress`: share done, in [0, 1]. */
  fit(index: number, onProgress: (share: number) => void): Promise<ResampledFit>;
  shuffled(onProgress: (share: number) => void): Promise<ShuffledRun | null>;
  summarise(fits: readonly ResampledFit[], shuffled: ShuffledRun | null): Promise<Summary>;
  end(): void;
}

export interface ConfidenceProgress {
  /** The label check may begin before the last fit has ended; the summary comes last. */
  readonly stage: 'fits' | 'labels' | 'summary';
  /** Fits that have ended. */
  readonly done: number;
  readonly fits: number;
  /** Share of all the work, in [0, 1]. */
  readonly share: number;
  /** null until a first fit has ended. */
  readonly secondsLeft: number | null;
}

export type Measured<Summary = Confidence> =
  | { readonly tag: 'measured'; readonly confidence: Summary }
  /** Cancelled before `MIN_FITS` had ended. */
  | { readonly tag: 'cancelled'; readonly fits: number }
  | { readonly tag: 'failed'; readonly detail: string }
  | { readonly tag: 'dropped' };

export interface Measurement<Summary = Confidence> {
  /** Summarises the fits that have ended, where there are enough. */
  cancel(): void;
  /** Ends at once with 'dropped'. */
  drop(): void;
  readonly ended: Promise<Measured<Summary>>;
}

export interface MeasurementRequest<Summary = Confidence> {
  readonly share: FitShare;
  /** Largest number of workers at a time. */
  readonly workers: number;
  /** Called when a worker is first needed, and again for one that was lost. */
  readonly createWorker: () => FitWorker<Summary>;
  /** Seconds since any fixed moment. */
  readonly clock: () => number;
  readonly onProgress: (progress: ConfidenceProgress) => void;
}

/** Duration of the label check, in fits: it trains on shuffled labels repeatedly, and once more for every fold. */
const LABEL_CHECK_FITS = 8;

/** The same numbers for any number of workers. */
export function startMeasurement<Summary>(request: MeasurementRequest<Summary>): Measurement<Summary> {
  const pool = new Pool(request);
  return { cancel: () => pool.cancel(), drop: () => pool.drop(), ended: pool.measure() };
}

/** The part of a measurement that one computer does. */
export interface FitShare {
  /** Indices of fits, ascending. */
  readonly fits: readonly number[];
  /** Whether the label check is in it. */
  readonly labels: boolean;
}

/** Share `index` (from 1) of `of`, all of about the same duration: the label check first, to the last share, then each fit to the shortest. */
export function shareOfFits(fits: number, index = 1, of = 1): FitShare {
  const durations = Array.from({ length: of }, (_, i): number => (i === of - 1 ? LABEL_CHECK_FITS : 0));
  const own: number[] = [];
  for (let fit = 0; fit < fits; fit++) {
    const shortest = durations.indexOf(Math.min(...durations));
    durations[shortest] = (durations[shortest] as number) + 1;
    if (shortest === index - 1) own.push(fit);
  }
  return { fits: own, labels: index === of };
}

/** Duration of a measurement with that many workers, in consecutive fits. */
export function consecutiveFits(fits: number, workers: number): number {
  return Math.max((fits + LABEL_CHECK_FITS) / workers, LABEL_CHECK_FITS);
}

interface Job {
  /** Index of the fit; null: the label check. */
  readonly index: number | null;
  readonly isRepeated: boolean;
}

class Pool<Summary> {
  readonly #request: MeasurementRequest<Summary>;
  readonly #startedAt: number;
  readonly #waiting: Job[];
  /** Share done of each job in progress, by index. */
  readonly #inProgress = new Map<Job['index'], number>();
  readonly #fits: ResampledFit[] = [];
  #shuffled: ShuffledRun | null = null;
  #isLabelCheckDone = false;
  #stage: 'fitting' | 'cancelled' | 'summary' | 'dropped' = 'fitting';
  #failure: string | null = null;
  readonly #workers = new Set<FitWorker<Summary>>();

  constructor(request: MeasurementRequest<Summary>) {
    this.#request = request;
    this.#startedAt = request.clock();
    this.#waiting = jobsInOrder(request.share, request.workers);
  }

  cancel(): void {
    if (this.#stage !== 'fitting') return;
    this.#stage = 'cancelled';
    this.#endWorkers();
  }

  drop(): void {
    this.#stage = 'dropped';
    this.#endWorkers();
  }

  async measure(): Promise<Measured<Summary>> {
    this.#report();
    await Promise.all(Array.from({ length: this.#request.workers }, () => this.#work()));
    const measured = await this.#conclude();
    this.#endWorkers();
    return measured;
  }

  async #conclude(): Promise<Measured<Summary>> {
    if (this.#isDropped) return { tag: 'dropped' };
    if (this.#failure !== null) return { tag: 'failed', detail: this.#failure };
    const fits = this.#fits.toSorted((a, b) => a.index - b.index);
    if (this.#stage === 'cancelled' && fits.length < MIN_FITS) return { tag: 'cancelled', fits: fits.length };
    this.#stage = 'summary';
    this.#report();
    const summary = (worker: FitWorker<Summary>) => worker.summarise(fits, this.#shuffled);
    const [idle = this.#newWorker()] = this.#workers;
    try {
      const confidence = await summary(idle).catch((error: unknown) => {
        if (this.#isDropped) throw error;
        return summary(this.#newWorker());
      });
      return { tag: 'measured', confidence };
    } catch (error) {
      return this.#isDropped ? { tag: 'dropped' } : { tag: 'failed', detail: messageOf(error) };
    }
  }

  get #isDropped(): boolean {
    return this.#stage === 'dropped';
  }

  /** Jobs one after the other until none waits; a lost worker is replaced. */
  async #work(): Promise<void> {
    let worker: FitWorker<Summary> | null = null;
    for (let job = this.#waiting.shift(); job && this.#stage === 'fitting'; job = this.#waiting.shift()) {
      worker ??= this.#newWorker();
      this.#inProgress.set(job.index, 0);
      const failure = await this.#failureOf(worker, job);
      this.#inProgress.delete(job.index);
      if (this.#stage !== 'fitting') return;
      this.#report();
      if (failure === null) continue;
      this.#workers.delete(worker);
      worker.end();
      worker = null;
      if (job.isRepeated) {
        this.#failure = failure;
        this.cancel();
        return;
      }
      this.#waiting.unshift({ ...job, isRepeated: true });
    }
  }

  /** null where the job succeeded. */
  async #failureOf(worker: FitWorker<Summary>, { index }: Job): Promise<string | null> {
    const onProgress = (share: number) => {
      if (this.#stage !== 'fitting' || !this.#inProgress.has(index)) return;
      this.#inProgress.set(index, share);
      this.#report();
    };
    try {
      if (index === null) {
        this.#shuffled = await worker.shuffled(onProgress);
        this.#isLabelCheckDone = true;
      } else {
        this.#fits.push(await worker.fit(index, onProgress));
      }
      return null;
    } catch (error) {
      return messageOf(error);
    }
  }

  #newWorker(): FitWorker<Summary> {
    const worker = this.#request.createWorker();
    this.#workers.add(worker);
    return worker;
  }

  #endWorkers(): void {
    for (const worker of this.#workers) worker.end();
    this.#workers.clear();
  }

  #report(): void {
    const { share: asked, clock, onProgress } = this.#request;
    const fits = asked.fits.length;
    const all = fits + (asked.labels ? LABEL_CHECK_FITS : 0);
    const done = this.#fits.length;
    const weightOf = (index: Job['index']) => (index === null ? LABEL_CHECK_FITS : 1);
    const ended = done + (this.#isLabelCheckDone ? LABEL_CHECK_FITS : 0);
    const begun = [...this.#inProgress].reduce((sum, [index, share]) => sum + weightOf(index) * share, 0);
    const share = Math.min(1, (ended + begun) / Math.max(1, all));
    const seconds = clock() - this.#startedAt;
    onProgress({
      stage: this.#stage === 'summary' ? 'summary' : done < fits ? 'fits' : 'labels',
      done,
      fits,
      share,
      secondsLeft: done > 0 ? (seconds * (1 - share)) / share : null,
    });
  }
}

/** Fits in order; the long label check is placed so that all workers end at about the same time. */
function jobsInOrder({ fits, labels }: FitShare, workers: number): Job[] {
  const jobs: Job[] = fits.map((index) => ({ index, isRepeated: false }));
  const place = Math.max(0, fits.length - LABEL_CHECK_FITS * (workers - 1));
  if (labels) jobs.splice(place, 0, { index: null, isRepeated: false });
  return jobs;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
