/**
 * Events from commands to parts of the page, which the session does not import: the network view and the file input listen
 * while they are shown, and a command without a listener is disabled. In the other direction the network view reports the
 * positions of its genes, for links and files.
 */
import type { Placement } from '../../../share/view';
import { useRun } from '../stores';

export type ViewEvent =
  | 'chooseFiles'
  | 'fit'
  | 'zoomIn'
  | 'zoomOut'
  | 'pinSelected'
  | 'openDetails'
  | 'selectNeighbours'
  | 'flyToGene'
  | 'exportSvg'
  | 'exportPng'
  | 'addToFigure';

const listeners = new Map<ViewEvent, Set<() => void>>();

/** Returns the unsubscribe function. */
export function onViewEvent(event: ViewEvent, listener: () => void): () => void {
  const own = listeners.get(event) ?? new Set();
  listeners.set(event, own.add(listener));
  return () => void own.delete(listener);
}

export function hasViewListener(event: ViewEvent): boolean {
  return (listeners.get(event)?.size ?? 0) > 0;
}

export function emitViewEvent(event: ViewEvent): void {
  for (const listener of listeners.get(event) ?? []) listener();
}

/** Not every page has a network. */
const LONGEST_WAIT_MS = 1500;

const nothing = () => undefined;

function createViewBus() {
  let wanted: number | null = null;

  /** Asks the network view to bring a gene into view, as soon as it is drawn. */
  function wantGene(gene: number): void {
    wanted = gene;
    emitViewEvent('flyToGene');
  }

  /** Whether this gene was asked for; once. */
  function takeWanted(gene: number): boolean {
    const isWanted = wanted === gene;
    if (isWanted) wanted = null;
    return isWanted;
  }

  let reported: { readonly genes: readonly string[]; readonly placement: Placement } | null = null;

  /** `genes`: Dataset.genes. */
  function reportPlacement(genes: readonly string[], placement: Placement): void {
    reported = { genes, placement };
    // After the frame that shows them.
    requestAnimationFrame(() => setTimeout(painted));
  }

  let painted: () => void = nothing;

  /** Settles once a network is painted, or late: until then the processor is left to what draws it. */
  const firstNetwork = new Promise<void>((resolve) => {
    painted = resolve;
    setTimeout(resolve, LONGEST_WAIT_MS);
  });

  /** The last reported positions of these genes (the same array), else those that came with the run; null without either. */
  function placementNow(genes: readonly string[]): Placement | null {
    return reported?.genes === genes ? reported.placement : useRun.getState().placement;
  }

  return { wantGene, takeWanted, reportPlacement, firstNetwork, placementNow };
}

export const { wantGene, takeWanted, reportPlacement, firstNetwork, placementNow } = createViewBus();
