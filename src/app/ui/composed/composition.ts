/**
 * The figure being composed: its panels, width and text size, with undo of its own. A panel is a copy of what was on screen when it was
 * added, so panels of several runs can stand in one figure (decision 0064). It is kept in this browser.
 */
import { create } from 'zustand';
import { NARROWEST, WIDEST } from '../../../present/figure/sheet/sheet';
import { showScreen } from '../../session/page/actions';
import { type History, edit, newHistory, redo, undo } from '../../session/history';
import type { Composition, Panel } from './content';
import { type DBSchema, openDB } from 'idb';

/** Letters end at z; a figure of more panels than this is not read. */
export const MAX_PANELS = 12;

export const emptyComposition: Composition = { width: 174, fontSize: 7, panels: [], hasCaption: true };

/** At the end; the composition as it is where it is full. */
export function added(figure: Composition, panel: Omit<Panel, 'id'>): Composition {
  if (figure.panels.length >= MAX_PANELS) return figure;
  const id = 1 + Math.max(0, ...figure.panels.map((one) => one.id));
  return { ...figure, panels: [...figure.panels, { ...panel, id }] };
}

export function removed(figure: Composition, id: number): Composition {
  return { ...figure, panels: figure.panels.filter((panel) => panel.id !== id) };
}

/** To that place, from 0; places outside are those at the ends. */
export function moved(figure: Composition, id: number, place: number): Composition {
  const panel = figure.panels.find((one) => one.id === id);
  if (!panel) return figure;
  const others = figure.panels.filter((one) => one !== panel);
  const to = Math.min(others.length, Math.max(0, place));
  if (figure.panels[to] === panel) return figure;
  return { ...figure, panels: others.toSpliced(to, 0, panel) };
}

export function spanned(figure: Composition, id: number, span: number): Composition {
  const panels = figure.panels.map((panel) => (panel.id === id ? { ...panel, span } : panel));
  return { ...figure, panels };
}

/** Millimetres, within what a page takes. */
export function sized(figure: Composition, width: number): Composition {
  return { ...figure, width: Math.min(WIDEST, Math.max(NARROWEST, Math.round(width))) };
}

export const useComposition = create<History<Composition>>(() => newHistory(emptyComposition));

export function compose(change: (figure: Composition) => Composition, gesture: string | null = null): void {
  useComposition.setState((history) => edit(history, change(history.present), gesture));
}

export function undoCompose(): void {
  useComposition.setState(undo);
}

export function redoCompose(): void {
  useComposition.setState(redo);
}

let isRestoring = false;

useComposition.subscribe((now, before) => {
  if (now.present !== before.present && !isRestoring) keep(now.present);
});

/** Takes over the figure of before a reload or of another tab, as one undo step where this tab has one. */
export async function restoreFigure(): Promise<void> {
  const figure = await changedElsewhere();
  if (!figure) return;
  isRestoring = true;
  useComposition.setState((history) =>
    history.present === emptyComposition ? newHistory(figure) : edit(history, figure, null),
  );
  isRestoring = false;
}

/** Adds the panel and shows the figure. */
export async function addToFigure(panel: Omit<Panel, 'id'>): Promise<void> {
  await restoreFigure();
  compose((figure) => added(figure, panel));
  showScreen({ dialog: 'composer' });
}

// The figure is in this browser's storage (IndexedDB): it survives a reload and is the same in all tabs. Panels are kept as drawn; a
// figure of another schema gives way to an empty one. Without storage it lasts until the page is left.

/** Raise it when `Composition` changes its form or meaning: figures of another schema are not read. */
const schema = 2;

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
async function changedElsewhere(): Promise<Composition | null> {
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
function keep(figure: Composition): void {
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
