/** Undo and redo of an immutable document. Successive edits with the same key are one step, such as a slider being dragged. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** Key of the last edit; null: the next edit begins a step. */
  readonly gesture: string | null;
}

const MAX_STEPS = 200;

export function newHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], gesture: null };
}

export function edit<T>(history: History<T>, present: T, gesture: string | null): History<T> {
  if (Object.is(present, history.present)) return history;
  if (gesture !== null && gesture === history.gesture) return { ...history, present, future: [] };
  return { past: [...history.past, history.present].slice(-MAX_STEPS), present, future: [], gesture };
}

/** Ends a gesture: the next edit begins a step. */
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
