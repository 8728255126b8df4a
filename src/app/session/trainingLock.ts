/**
 * Tells the tabs of this browser which saved run still trains, by a lock with its id. Where the browser has no locks, as on
 * pages without https, nothing is told.
 */

const prefix = 'modulode training ';

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
  return (await trainedElsewhere()).has(run);
}

/** Ids of the runs that other tabs train. */
export async function trainedElsewhere(): Promise<ReadonlySet<string>> {
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

/** Resolves when no tab trains it any more. */
export async function untilFree(run: string): Promise<void> {
  await navigator.locks.request(nameOf(run), () => undefined);
}

function nameOf(run: string): string {
  return `${prefix}${run}`;
}
