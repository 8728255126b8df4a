/**
 * How commands reach what is on screen without knowing it: the network view (and the file input, for chooseFiles) listens
 * while it is there, and a command whose event nobody hears is disabled. The other way round, the network view tells where
 * its genes are, for who passes the picture on.
 */
import type { Placement } from '../../share/view';

export type ViewEvent =
  | 'chooseFiles'
  | 'fit'
  | 'zoomIn'
  | 'zoomOut'
  | 'pinSelected'
  | 'exportSvg'
  | 'exportPng';

const listeners = new Map<ViewEvent, Set<() => void>>();

/** Returns what ends the listening. */
export function onViewEvent(event: ViewEvent, listener: () => void): () => void {
  const heard = listeners.get(event) ?? new Set();
  listeners.set(event, heard.add(listener));
  return () => {
    heard.delete(listener);
  };
}

export function hasViewListener(event: ViewEvent): boolean {
  return (listeners.get(event)?.size ?? 0) > 0;
}

export function emitViewEvent(event: ViewEvent): void {
  for (const listener of listeners.get(event) ?? []) listener();
}

let seen: { readonly genes: readonly string[]; readonly placement: Placement } | null = null;

export function tellPlacement(genes: readonly string[], placement: Placement): void {
  seen = { genes, placement };
}

/** Where these genes (the very list) were last seen; null where they never were. */
export function placementSeen(genes: readonly string[]): Placement | null {
  return seen?.genes === genes ? seen.placement : null;
}
