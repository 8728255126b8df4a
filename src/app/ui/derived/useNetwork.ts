/**
 * The network for tables and lists: that of the result or, while training runs, a sample of the live one, taken at most
 * once in `SAMPLE_MS`, so that panels do not render with every snapshot.
 */
import { useMemo, useSyncExternalStore } from 'react';
import type { Edge, Network } from '../../../network/network';
import { rankEdges } from '../../../network/ranking';
import { latestSnapshot, liveNetwork, subscribeSnapshots } from '../../session/run/snapshots';
import { useRun, useView } from '../../session/stores';

const SAMPLE_MS = 1500;

const listeners = new Set<() => void>();
let snapshot: ReturnType<typeof latestSnapshot> = null;
let network: Network | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;
let endSampling: (() => void) | null = null;

export function useNetwork(): Network | null {
  const finished = useRun((run) => run.result?.network ?? null);
  const live = useSyncExternalStore(subscribeNetwork, sampledNetwork);
  return finished ?? live;
}

/** The edges of that network that the view shows, strongest first. */
export function useShownEdges(): readonly Edge[] {
  const shown = useNetwork();
  const budget = useView((view) => view.present.edgeBudget);
  return useMemo(() => (shown ? rankEdges(shown, budget) : []), [shown, budget]);
}

/** The last sample. A new one is taken where no table was mounted since, or a run has begun. */
export function sampledNetwork(): Network | null {
  if (endSampling === null || network === null) sample();
  return network;
}

/** Samples while there are listeners. Returns the unsubscribe function. */
export function subscribeNetwork(listener: () => void): () => void {
  listeners.add(listener);
  if (endSampling === null) sample();
  endSampling ??= subscribeSnapshots(() => {
    if (latestSnapshot() === null) announce();
    else timer ??= setTimeout(announce, SAMPLE_MS);
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    endSampling?.();
    endSampling = null;
    cancelTimer();
  };
}

function announce(): void {
  cancelTimer();
  sample();
  for (const listener of listeners) listener();
}

function sample(): void {
  const latest = latestSnapshot();
  if (latest === snapshot) return;
  snapshot = latest;
  network = liveNetwork();
}

function cancelTimer(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
}
