/**
 * Tells the tabs of this browser which saved run still trains, by a lock with its id. Where the browser has no locks, as on
 * pages without https, nothing is told.
 */

let release: () => void = () => undefined;
/** The last request: settled once its lock is released. */
let held: Promise<unknown> = Promise.resolve();
/** Settled once the lock before the present one is released. */
let released: Promise<unknown> = held;
let own: string | null = null;

/** Releases the present lock and holds that of this run; null: none. */
export function holdLock(run: string | null): void {
  release();
  released = held;
  own = run;
  if (run === null || !('locks' in navigator)) return;
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  held = navigator.locks.request(nameOf(run), () => until).catch(() => undefined);
}

export async function trainsElsewhere(run: string): Promise<boolean> {
  if (run === own || !('locks' in navigator)) return false;
  await released;
  try {
    const now = await navigator.locks.query();
    return now.held?.some(({ name }) => name === nameOf(run)) ?? false;
  } catch {
    return false;
  }
}

/** Resolves when no tab trains it any more. */
export async function untilFree(run: string): Promise<void> {
  await navigator.locks.request(nameOf(run), () => undefined);
}

function nameOf(run: string): string {
  return `modulode training ${run}`;
}
