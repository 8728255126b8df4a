/**
 * Fits to resampled data handed out to several workers, each with one at a time; then one of them puts the answer together.
 * A worker that crashes is replaced and its fit asked once more. Knows no store: what a person asks for is in
 * actions/confidence.ts.
 */
import { proxy, type Remote } from 'comlink';
import type { ConfidenceApi, RunToJudge } from '../../../workers/protocol';
import { fewestFits } from '../../inference/confidence/howMany';
import type { ResampledFit } from '../../inference/confidence/resampledFit';
import type { ShuffledRun } from '../../inference/confidence/shuffledCheck';
import type { Dataset } from '../../dataset/dataset';
import type { Outcome } from '../../dataset/outcome';
import type { TrainingSettings } from '../../dynamics/settings';
import type { Confidence } from '../../inference/confidence/confidence';
import { memoryOfBrowser } from '../../inference/training/memoryHere';
import { workersWithRoom } from '../../inference/training/resampledMemory';
import { runSizeOf } from '../../inference/training/runSize';
import { confidenceWorker, type WorkerEnd, type WorkerHandle } from './clients';
import type { ConfidenceProgress } from './state';

const mostWorkers = 4;
/** How many fits the label check takes as long as: it trains on shuffled labels again and again, and once for each group left out. */
const fitsOfLabels = 8;

export type Measured =
  | { readonly tag: 'measured'; readonly confidence: Confidence }
  /** Before `fewestFits` had ended. */
  | { readonly tag: 'cancelled'; readonly fits: number }
  | { readonly tag: 'failed'; readonly detail: string }
  | { readonly tag: 'dropped' };

export interface Measurement {
  /** Puts together what has ended, where that is enough. */
  cancel(): void;
  /** Ends at once; nothing follows but 'dropped'. */
  drop(): void;
  readonly ended: Promise<Measured>;
}

export interface Work {
  readonly run: Omit<RunToJudge, 'budget'>;
  readonly fits: number;
  readonly workers: number;
  /** Seconds, from any moment on. */
  readonly clock: () => number;
  readonly onProgress: (progress: ConfidenceProgress) => void;
}

/** `cores`: logical processors; one is left to the page. `room`: how many have room in memory. */
export function workersFor(cores: number, room: number): number {
  return Math.max(1, Math.min(cores - 1, mostWorkers, room));
}

/** On this machine; the same while it is asked for and when it is done. */
export function workersHere(dataset: Dataset, settings: TrainingSettings, fits: number): number {
  const room = workersWithRoom(runSizeOf(dataset), settings, fits, memoryOfBrowser(navigator));
  return workersFor(navigator.hardwareConcurrency, room);
}

/** How many fits one after the other take as long as all of it with that many workers. */
export function fitsInTurn(fits: number, workers: number): number {
  return Math.max((fits + fitsOfLabels) / workers, fitsOfLabels);
}

export function startMeasuring(work: Work): Measurement {
  const pool = new Pool(work);
  return { cancel: () => pool.cancel(), drop: () => pool.drop(), ended: pool.measure() };
}

interface Job {
  /** Of the fit; null: the label check. */
  readonly index: number | null;
  readonly again: boolean;
}

class Pool {
  readonly #work: Work;
  readonly #startedAt: number;
  readonly #waiting: Job[];
  /** Share done of what is under way, by the fit. */
  readonly #underWay = new Map<Job['index'], number>();
  readonly #fits: ResampledFit[] = [];
  #shuffled: ShuffledRun | null = null;
  #labelsDone = false;
  #stage: 'fitting' | 'cancelled' | 'summary' | 'dropped' = 'fitting';
  #failure: string | null = null;
  #workers = new Set<WorkerHandle<ConfidenceApi>>();

  constructor(work: Work) {
    this.#work = work;
    this.#startedAt = work.clock();
    this.#waiting = jobsInOrder(work.fits, work.workers);
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

  async measure(): Promise<Measured> {
    this.#tell();
    await Promise.all(Array.from({ length: this.#work.workers }, () => this.#fitOneByOne()));
    const measured = await this.#conclude();
    this.#endWorkers();
    return measured;
  }

  async #conclude(): Promise<Measured> {
    if (this.#stage === 'dropped') return { tag: 'dropped' };
    if (this.#failure !== null) return { tag: 'failed', detail: this.#failure };
    const fits = this.#fits.toSorted((a, b) => a.index - b.index);
    if (this.#stage === 'cancelled' && fits.length < fewestFits)
      return { tag: 'cancelled', fits: fits.length };
    this.#stage = 'summary';
    this.#tell();
    const shuffled = this.#shuffled;
    const summarise = (remote: Remote<ConfidenceApi>) => remote.summarise(fits, shuffled);
    const [ready = this.#newWorker()] = this.#workers;
    const first = await ready.ask(summarise);
    // What was dropped meanwhile ended its worker.
    const isLost = !first.ok && first.error.tag === 'worker-lost';
    const answer = isLost ? await this.#newWorker().ask(summarise) : first;
    if (answer.ok) return { tag: 'measured', confidence: answer.value };
    return answer.error.tag === 'worker-lost'
      ? { tag: 'failed', detail: answer.error.detail }
      : { tag: 'dropped' };
  }

  /** Until nothing waits; a crashed worker's place is taken by a new one. */
  async #fitOneByOne(): Promise<void> {
    let worker: WorkerHandle<ConfidenceApi> | null = null;
    for (let job = this.#waiting.shift(); job && this.#stage === 'fitting'; job = this.#waiting.shift()) {
      worker ??= this.#newWorker();
      this.#underWay.set(job.index, 0);
      const lost = await this.#answered(worker, job);
      this.#underWay.delete(job.index);
      if (this.#stage !== 'fitting') return;
      this.#tell();
      if (lost === null) continue;
      this.#workers.delete(worker);
      worker.end();
      worker = null;
      if (job.again) {
        this.#failure = lost;
        this.cancel();
        return;
      }
      this.#waiting.unshift({ ...job, again: true });
    }
  }

  /** null, or why the worker was lost. */
  async #answered(worker: WorkerHandle<ConfidenceApi>, { index }: Job): Promise<string | null> {
    const progress = proxy((share: number) => {
      if (this.#stage !== 'fitting' || !this.#underWay.has(index)) return;
      this.#underWay.set(index, share);
      this.#tell();
    });
    if (index === null) {
      const answer = await worker.ask((remote) => remote.shuffled(progress));
      if (!answer.ok) return why(answer);
      this.#shuffled = answer.value;
      this.#labelsDone = true;
      return null;
    }
    const answer = await worker.ask((remote) => remote.fit(index, progress));
    if (!answer.ok) return why(answer);
    this.#fits.push(answer.value);
    return null;
  }

  /** It is asked to take the run first; where that fails, so does the next question. */
  #newWorker(): WorkerHandle<ConfidenceApi> {
    const { run } = this.#work;
    const worker = confidenceWorker();
    this.#workers.add(worker);
    void worker.ask((remote) => remote.use(run));
    return worker;
  }

  #endWorkers(): void {
    for (const worker of this.#workers) worker.end();
    this.#workers = new Set();
  }

  #tell(): void {
    const { fits, clock, onProgress } = this.#work;
    const done = this.#fits.length;
    const weightOf = (index: Job['index']) => (index === null ? fitsOfLabels : 1);
    const ended = done + (this.#labelsDone ? fitsOfLabels : 0);
    const begun = [...this.#underWay].reduce((sum, [index, share]) => sum + weightOf(index) * share, 0);
    const share = Math.min(1, (ended + begun) / (fits + fitsOfLabels));
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

/** The fits in order; the label check, one long piece, where the workers then end at about the same time. */
function jobsInOrder(fits: number, workers: number): Job[] {
  const jobs: Job[] = Array.from({ length: fits }, (_, index) => ({ index, again: false }));
  jobs.splice(Math.max(0, fits - fitsOfLabels * (workers - 1)), 0, { index: null, again: false });
  return jobs;
}

function why(lost: Extract<Outcome<unknown, WorkerEnd>, { ok: false }>): string {
  return lost.error.tag === 'worker-lost' ? lost.error.detail : '';
}
