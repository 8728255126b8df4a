/** The layout worker: keeps the positions of the genes and moves them a little at each update. See protocol.ts. */
import { expose, transfer } from 'comlink';
import type { Placement } from '../src/share/view';
import { arrangeFromNames, arrangeInto, fitPlacement, arrange } from '../src/present/figure/layout/layout';
import { frameOf, startPositions, type Room, type LayoutGraph } from '../src/present/figure/layout/graph';
import type { LayoutApi } from './protocol';

interface Arrangement {
  readonly positions: Float32Array;
  readonly frame: Room;
  /** The network it belongs to, as text. */
  readonly network: string;
}

let genes: readonly string[] = [];
/** null: the next update starts a new arrangement. */
let present: Arrangement | null = null;
/** By frame: the arrangement before the frame changed, so that changing back moves nothing. */
let left = new Map<string, Arrangement>();

const api: LayoutApi = {
  update(graph: LayoutGraph, ticks: number): Promise<Float32Array> {
    if (graph.genes.join('\n') !== genes.join('\n')) forget(graph.genes);
    const frame = frameOf(graph.genes.length, graph.room);
    const network = networkOf(graph);
    return answer({ positions: next(graph, ticks, frame, network), frame, network });
  },
  take(graph: LayoutGraph, placement: Placement): Promise<Float32Array> {
    forget(graph.genes);
    const frame = frameOf(graph.genes.length, graph.room);
    return answer({ positions: fitPlacement(placement, graph), frame, network: networkOf(graph) });
  },
  reset(names: readonly string[]): Promise<Float32Array> {
    forget(names);
    return Promise.resolve(startPositions(names));
  },
};

function answer(arrangement: Arrangement): Promise<Float32Array> {
  present = arrangement;
  const copy = arrangement.positions.slice();
  return Promise.resolve(transfer(copy, [copy.buffer]));
}

function networkOf({ edges, modules }: LayoutGraph): string {
  return JSON.stringify([edges, [...modules]]);
}

function forget(names: readonly string[]): void {
  genes = names;
  present = null;
  left = new Map();
}

function next(graph: LayoutGraph, ticks: number, frame: Room, network: string): Float32Array {
  if (!present) return arrangeFromNames(graph, ticks);
  if (keyOf(frame) === keyOf(present.frame)) return arrange(present.positions, graph, ticks);
  left.set(keyOf(present.frame), present);
  const before = left.get(keyOf(frame));
  return before?.network === network
    ? before.positions
    : arrangeInto(present.positions, present.frame, graph);
}

function keyOf({ width, height }: Room): string {
  return `${Math.round(width)} × ${Math.round(height)}`;
}

expose(api);
