/**
 * Locks that the tabs of this browser share: which saved run still trains, which one a tab has on screen and writes, and whether the storage
 * is being made or deleted. Where the browser has no locks, as on pages without https, nothing is told and every tab writes.
 */

const prefix = 'modulode training ';

/** Resolves when no tab trains it any more. */
export async function untilFree(run: string): Promise<void> {
  await navigator.locks.request(nameOf(run), () => undefined);
}

/** A tab that is being closed or reloaded still has its locks for a moment. */
const CLOSING_MS = 1000;

/** Longer than a first save takes; a tab that is frozen may hold its lock for ever. */
const STORAGE_MS = 10_000;

/** Does the work beside that of other tabs which share the storage, or without any, but not later than in ten seconds. */
export async function withStorage<T>(mode: LockMode, work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work();
  let isBegun = false;
  const begin = () => {
    isBegun = true;
    return work();
  };
  try {
    return await navigator.locks.request(
      'modulode storage',
      { mode, signal: AbortSignal.timeout(STORAGE_MS) },
      begin,
    );
  } catch (error) {
    if (isBegun) throw error;
    return work();
  }
}

function nameOf(run: string): string {
  return `${prefix}${run}`;
}

const nothing = () => undefined;

function createLocks() {
  let release: () => void = nothing;

  /** The last request: settled once its lock is released. */
  let held: Promise<unknown> = Promise.resolve();

  /** Settled once the lock before the present one is released. */
  let released: Promise<unknown> = held;
  let own: string | null = null;

  /** Releases the present lock and holds that of this run; null: none. */
  function holdLock(run: string | null): void {
    release();
    released = held;
    own = run;
    if (run === null || !('locks' in navigator)) return;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    held = navigator.locks.request(nameOf(run), () => until).catch(() => undefined);
  }

  async function trainsElsewhere(run: string): Promise<boolean> {
    return (await trainedElsewhere()).has(run);
  }

  /** Ids of the runs that other tabs train. */
  async function trainedElsewhere(): Promise<ReadonlySet<string>> {
    if (!('locks' in navigator)) return new Set();
    await released;
    try {
      const now = await navigator.locks.query();
      const names = now.held?.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : [])) ?? [];
      return new Set(names.map((name) => name.slice(prefix.length)).filter((run) => run !== own));
    } catch {
      return new Set();
    }
  }

  let releaseWriting: () => void = nothing;
  let writing: string | null = null;

  /** Leaves the run that this tab writes, and takes this one; null: none. False where another tab has it on screen. */
  async function writeAlone(run: string | null): Promise<boolean> {
    if (run === writing) return true;
    releaseWriting();
    writing = null;
    if (run === null || !('locks' in navigator)) return true;
    let isLeft = false;
    const until = new Promise<void>((resolve) => {
      releaseWriting = () => {
        isLeft = true;
        resolve();
      };
    });
    return new Promise((resolve) => {
      const hold = () => {
        if (!isLeft) writing = run;
        resolve(!isLeft);
        return until;
      };
      const asked = { signal: AbortSignal.timeout(CLOSING_MS) };
      navigator.locks.request(`modulode writing ${run}`, asked, hold).catch((error: unknown) => {
        // Where locks are forbidden every tab writes.
        resolve(!(error instanceof DOMException && error.name === 'TimeoutError'));
      });
    });
  }

  return { holdLock, trainsElsewhere, trainedElsewhere, writeAlone };
}

export const { holdLock, trainsElsewhere, trainedElsewhere, writeAlone } = createLocks();
