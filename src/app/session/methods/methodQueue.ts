/** States of the methods of the gallery, and which of them starts next. Pure. */
import type { Dataset } from '../../../dataset/dataset';
import { type AboutMethod, type MethodNetwork, linkBars } from '../../../evaluation/methods/method';
import { allWeights, keptWeights, type KeptMethod } from '../../../share/keptMethod';
import type { MethodAnswer } from '../../../../workers/protocol';

export type MethodState =
  | { readonly phase: 'queued' }
  | { readonly phase: 'running'; readonly share: number }
  | ({ readonly phase: 'done'; readonly answer: MethodAnswer } & Pick<
      KeptMethod,
      'settings' | 'seed' | 'cells' | 'embeddings'
    >)
  | { readonly phase: 'failed'; readonly why: string }
  | { readonly phase: 'cancelled' };

/** By name; absent: never asked for. */
export type MethodStates = Readonly<Record<string, MethodState>>;

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
      ? [{ name, family, signed, scores: state.answer.network.weights }]
      : [];
  });
}

/**
 * Of these finished methods, those that learn from a known network and do not find hidden edges better than degrees do: their votes say
 * nothing about pairs.
 */
export function withoutWorth(states: MethodStates): readonly string[] {
  return Object.entries(states).flatMap(([name, state]) => {
    const links = state.phase === 'done' ? state.answer.links : undefined;
    return links && !((links.beyond[linkBars(links.hidden)[0]]?.low ?? 0) > 0) ? [name] : [];
  });
}

/** The finished methods as they are kept with the run. */
export function keptOf(states: MethodStates, methods: readonly AboutMethod[]): readonly KeptMethod[] {
  return methods.flatMap(({ name, needs }) => {
    const state = states[name];
    if (state?.phase !== 'done') return [];
    const { answer, settings, seed, cells, embeddings } = state;
    const { network, unseen, links, without, seconds } = answer;
    return [
      {
        name,
        settings,
        seed,
        cells,
        ...(embeddings && { embeddings }),
        ofModel: needs.includes('run'),
        seconds,
        unseen,
        ...(links && { links }),
        ...(without && { without }),
        ...keptWeights(network),
      },
    ];
  });
}

/** The reverse, on the data set of the run; a method that is not in the gallery is left out. */
export function statesOf(
  kept: readonly KeptMethod[],
  { genes, candidates }: Pick<Dataset, 'genes' | 'candidates'>,
  methods: readonly AboutMethod[],
): MethodStates {
  const length = candidates.length * genes.length;
  const known = kept.filter(({ name }) => methods.some((about) => about.name === name));
  return Object.fromEntries(
    known.map(({ name, settings, seed, cells, embeddings, unseen, links, without, seconds, ...found }) => {
      const weights = allWeights(found, length);
      const network = { genes, regulators: candidates, weights, stability: null };
      const answer = { network, unseen, seconds, ...(links && { links }), ...(without && { without }) };
      const asked = { settings, seed, cells, ...(embeddings && { embeddings }) };
      return [name, { phase: 'done', ...asked, answer } as const];
    }),
  );
}
