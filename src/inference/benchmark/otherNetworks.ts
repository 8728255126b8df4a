/**
 * Networks of the other methods from one queue over several workers, fastest first. They depend on the cells and the seed alone, and so may be
 * computed on idle cores while the model trains.
 */
import type { TrainingData } from '../../dynamics/settings';
import { type MethodName, baselineSeconds, methodNames } from '../../evaluation/methods/methodNames';
import { problemSize } from '../../evaluation/methods/method';
import type { Network } from '../../network/network';
import type { LeftOutMethod } from './benchmark';

/** Default limit of the estimated time of a method, in minutes. */
export const MAX_MINUTES = 5;

/** Methods that a run is compared with, fastest first; those beyond `maxMinutes` are left out. */
export function comparedMethods(dataset: TrainingData, maxMinutes = MAX_MINUTES): readonly MethodName[] {
  return methodsOf(dataset).flatMap(({ source, minutes }) => (minutes > maxMinutes ? [] : [source]));
}

/** All but the density of edges, which is no network. Minutes: on one core of a typical computer; 0 for methods that take seconds. */
export function methodsOf(dataset: TrainingData): readonly LeftOutMethod[] {
  const size = problemSize(dataset);
  return methodNames
    .filter((method) => method !== 'density')
    .map((source) => ({
      source,
      minutes: source === 'genie3' || source === 'grnboost2' ? baselineSeconds(source, size) / 60 : 0,
    }));
}

/** Computes one network at a time. */
export interface NetworkWorker {
  /** Rejects where the method fails or the worker is lost. `onProgress`: share done. */
  network(method: MethodName, onProgress: (share: number) => void): Promise<Network>;
  end(): void;
}

export interface NetworkProgress {
  readonly method: MethodName;
  readonly share: number;
  /** null until it is found. */
  readonly network: Network | null;
}

export interface OtherNetworks {
  /** Limits the workers from now on, at first to none. Methods of workers beyond it wait again. */
  use(workers: number): void;
  /** The same, but methods of workers beyond it go on to their ends, and then a worker waits for the next, with what it knows of the cells. */
  startAtMost(workers: number): void;
  /** All networks as they come, those found before first, and progress in between. Throws what a worker rejects with; ends after `end`. */
  steps(): AsyncGenerator<NetworkProgress>;
  /** Ends all workers; what was found is kept. */
  end(): void;
}

export function otherNetworks(
  methods: readonly MethodName[],
  createWorker: () => NetworkWorker,
): OtherNetworks {
  const waiting = [...methods];
  const running = new Map<MethodName, NetworkWorker>();
  const shares = new Map<MethodName, number>();
  const found = new Map<MethodName, Network>();
  let idle: NetworkWorker[] = [];
  let limit = 0;
  let endsIdle = true;
  let failure: { readonly error: unknown } | null = null;
  let hasEnded = false;
  const { tell, count, after } = changeSignal();

  const endIdle = () => {
    for (const worker of idle) worker.end();
    idle = [];
  };
  const start = async (method: MethodName): Promise<void> => {
    const worker = idle.pop() ?? createWorker();
    running.set(method, worker);
    const isMine = () => running.get(method) === worker;
    const onProgress = (share: number) => {
      if (!isMine()) return;
      shares.set(method, share);
      tell();
    };
    try {
      const network = await worker.network(method, onProgress);
      if (!isMine()) return;
      found.set(method, network);
      idle.push(worker);
    } catch (error) {
      worker.end();
      if (!isMine()) return;
      failure ??= { error };
      waiting.length = 0;
    }
    running.delete(method);
    startNext();
    tell();
  };
  const startNext = () => {
    while (running.size < limit) {
      const next = waiting.shift();
      if (next === undefined) break;
      void start(next);
    }
    if (waiting.length === 0 || (endsIdle && running.size >= limit)) endIdle();
  };
  /** The latest first: the others are nearer to their ends. */
  const stopBeyond = (workers: number) => {
    for (const [method, worker] of [...running].toReversed().slice(0, Math.max(0, running.size - workers))) {
      running.delete(method);
      shares.delete(method);
      waiting.unshift(method);
      worker.end();
    }
  };

  return {
    use: (workers) => {
      if (hasEnded) return;
      limit = workers;
      endsIdle = true;
      stopBeyond(workers);
      startNext();
    },
    startAtMost: (workers) => {
      if (hasEnded) return;
      limit = workers;
      endsIdle = false;
      startNext();
    },
    steps: async function* steps() {
      const told = new Set<MethodName>();
      for (;;) {
        const seen = count();
        if (hasEnded) return;
        for (const [method, network] of found)
          if (!told.has(method)) {
            told.add(method);
            yield { method, share: 1, network };
          }
        if (failure !== null) throw failure.error;
        if (told.size === methods.length) return;
        const [current] = running.keys();
        if (current !== undefined) yield { method: current, share: shares.get(current) ?? 0, network: null };
        await after(seen);
      }
    },
    end: () => {
      hasEnded = true;
      stopBeyond(0);
      endIdle();
      tell();
    },
  };
}

/** Counts changes, and lets a reader wait for the next one. */
function changeSignal() {
  let listeners: (() => void)[] = [];
  let changes = 0;
  return {
    tell: (): void => {
      changes++;
      const told = listeners;
      listeners = [];
      for (const listener of told) listener();
    },
    count: (): number => changes,
    /** Resolves at once where there was a change after `seen` of them: one while the reader was busy was told to nobody. */
    after: async (seen: number): Promise<void> => {
      if (changes === seen)
        await new Promise<void>((resolve) => {
          listeners.push(resolve);
        });
    },
  };
}
