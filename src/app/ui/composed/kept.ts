/**
 * The composed figure in this browser's storage (IndexedDB): it survives a reload and is the same in all tabs. Panels are kept as drawn; one
 * of another schema starts an empty figure. Without storage it lasts until the page is left.
 */
import { type DBSchema, openDB } from 'idb';
import type { Composition } from './content';

/** Raise it when `Composition` changes its form or meaning: figures of another schema are not read. */
const schema = 1;

interface Kept {
  /** Absent from figures of 0.2.0, which have the first schema. */
  readonly schema?: number;
  /** Another one: changed elsewhere. */
  readonly revision: string;
  readonly figure: Composition;
}

interface Stored extends DBSchema {
  figure: { key: 'figure'; value: Kept };
}

/** Where `makes` is false, rejects if there is no database: looking for a figure after “Delete everything” leaves nothing behind. */
const opened = (makes: boolean) =>
  openDB<Stored>('modulode-figure', 1, {
    upgrade: (db, _before, _version, transaction) => {
      if (makes) {
        db.createObjectStore('figure');
        return;
      }
      // The database tells of it.
      transaction.done.catch(() => undefined);
      transaction.abort();
    },
  });

let known: string | null = null;
let writing: Promise<void> = Promise.resolve();

/** The figure as it was changed in another tab or before a reload; null: not since the last look. */
export async function changedElsewhere(): Promise<Composition | null> {
  try {
    await writing;
    const db = await opened(false);
    const kept = await db.get('figure', 'figure');
    db.close();
    if (kept === undefined || (kept.schema ?? 1) !== schema || kept.revision === known) return null;
    known = kept.revision;
    return kept.figure;
  } catch {
    return null;
  }
}

/** One write after the other, so that the last one stays. */
export function keep(figure: Composition): void {
  const revision = `${performance.timeOrigin} ${performance.now()}`;
  known = revision;
  const write = async () => {
    try {
      const db = await opened(true);
      await db.put('figure', { schema, revision, figure }, 'figure');
      db.close();
    } catch {
      // Storage is forbidden or full.
    }
  };
  writing = writing.then(write);
}
