/**
 * Undo and redo over any immutable document. Edits that carry the same key one after another are one step (a slider
 * being dragged); `settle` ends such a gesture.
 */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** Key of the gesture the last edit belongs to; null: the next edit is a step of its own. */
  readonly gesture: string | null;
}

const deepest = 200;

export function newHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], gesture: null };
}

export function edit<T>(history: History<T>, present: T, gesture: string | null): History<T> {
  if (Object.is(present, history.present)) return history;
  if (gesture !== null && gesture === history.gesture) return { ...history, present, future: [] };
  return { past: [...history.past, history.present].slice(-deepest), present, future: [], gesture };
}

export function settle<T>(history: History<T>): History<T> {
  return history.gesture === null ? history : { ...history, gesture: null };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    gesture: null,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const [after, ...future] = history.future;
  if (after === undefined) return history;
  return { past: [...history.past, history.present], present: after, future, gesture: null };
}
