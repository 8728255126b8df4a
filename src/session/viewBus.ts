/**
 * How commands reach what is on screen without knowing it: the network view (and the file input, for chooseFiles) listens
 * while it is there, and a command whose event nobody hears is disabled.
 */
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
