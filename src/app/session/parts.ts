/**
 * One state in parts. A part reads and changes like a store of its own and tells only its own changes, so that what changes in one part runs no
 * selector of another; changes of several parts can be told at once, so that nobody sees half of them.
 */
import { useStore } from 'zustand';

type Change<Part> = Partial<Part> | ((part: Part) => Partial<Part>);

function isTransition<Part>(change: Change<Part>): change is (part: Part) => Partial<Part> {
  return typeof change === 'function';
}

export function createParts<State extends object>(initial: State) {
  let state = initial;
  let told = initial;
  let depth = 0;
  const tellers: ((now: State, before: State) => (() => void) | null)[] = [];

  const tell = () => {
    if (depth > 0) return;
    const before = told;
    told = state;
    // Chosen before the first is told: what a listener changes tells its own.
    const changed = tellers.flatMap((teller) => teller(told, before) ?? []);
    for (const tellPart of changed) tellPart();
  };

  /** A React hook, and outside React the part itself. */
  const part = <Key extends keyof State>(key: Key) => {
    type Part = State[Key];
    const listeners = new Set<(part: Part, before: Part) => void>();
    tellers.push((now, before) =>
      now[key] === before[key]
        ? null
        : () => {
            for (const listener of listeners) listener(state[key], before[key]);
          },
    );
    /** Returns the unsubscribe function. */
    const subscribe = (listener: (part: Part, before: Part) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
    function setState(change: Change<Part>, replace?: false): void;
    function setState(next: Part | ((part: Part) => Part), replace: true): void;
    function setState(change: Change<Part>, replace = false): void {
      const next = isTransition(change) ? change(state[key]) : change;
      if (Object.is(next, state[key])) return;
      state = { ...state, [key]: replace ? next : { ...state[key], ...next } };
      tell();
    }
    const store = { getState: () => state[key], getInitialState: () => initial[key], setState, subscribe };
    function usePart(): Part;
    function usePart<Selected>(select: (part: Part) => Selected): Selected;
    function usePart(select: (part: Part) => unknown = (whole) => whole): unknown {
      return useStore(store, select);
    }
    return Object.assign(usePart, store);
  };

  /** Tells all that `change` does when it has done it. */
  const atOnce = (change: () => void) => {
    depth += 1;
    try {
      change();
    } finally {
      depth -= 1;
      tell();
    }
  };

  return { part, atOnce };
}
