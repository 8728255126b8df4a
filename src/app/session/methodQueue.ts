/** States of the methods of the gallery, and which of them starts next. Pure. */
import type { AboutMethod, MethodNetwork } from '../../evaluation/methods/method';
import type { MethodAnswer } from '../../../workers/protocol';

export type MethodState =
  | { readonly phase: 'queued' }
  | { readonly phase: 'running'; readonly share: number }
  | { readonly phase: 'done'; readonly answer: MethodAnswer }
  | { readonly phase: 'failed'; readonly why: string }
  | { readonly phase: 'cancelled' };

/** By name; absent: never asked for. */
export type MethodStates = Readonly<Record<string, MethodState>>;

/** Workers at once: one core is left to the page. */
const MAX_WORKERS = 4;

export function workersOn(cores: number): number {
  return Math.max(1, Math.min(cores - 1, MAX_WORKERS));
}

/** Names with the methods asked for queued; those that wait or run stay as they are. */
export function queued(states: MethodStates, names: readonly string[]): MethodStates {
  const fresh = names.filter((name) => !isActive(states[name]));
  return { ...states, ...Object.fromEntries(fresh.map((name) => [name, { phase: 'queued' } as const])) };
}

export function isActive(state: MethodState | undefined): boolean {
  return state?.phase === 'queued' || state?.phase === 'running';
}

/** The names to start now, in the order of the gallery; one that reads other networks waits for all others. */
export function nextMethods(
  states: MethodStates,
  methods: readonly AboutMethod[],
  workers: number,
): readonly string[] {
  const inPhase = (phase: MethodState['phase']) =>
    methods.filter(({ name }) => states[name]?.phase === phase);
  const running = inPhase('running');
  const waiting = inPhase('queued');
  const first = waiting.filter((about) => !readsOthers(about));
  const ready = first.length > 0 ? first : running.length > 0 ? [] : waiting;
  return ready.slice(0, Math.max(0, workers - running.length)).map(({ name }) => name);
}

function readsOthers({ needs }: AboutMethod): boolean {
  return needs.includes('networks');
}

/** Finished networks of single methods, as the consensus reads them. */
export function finishedNetworks(
  states: MethodStates,
  methods: readonly AboutMethod[],
  excluded: ReadonlySet<string>,
): readonly MethodNetwork[] {
  return methods.flatMap(({ name, family, signed }) => {
    const state = states[name];
    return state?.phase === 'done' && family !== 'consensus' && !excluded.has(name)
      ? [{ name, family, signed, scores: state.answer.scores }]
      : [];
  });
}
