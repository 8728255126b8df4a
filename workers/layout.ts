/** The worker that owns positions: remembers where the genes are and moves them a little at each update. */
import { expose, transfer } from 'comlink';
import { arrangeAnew } from '../src/ui/network-view/layout/anew';
import { arrange } from '../src/ui/network-view/layout/layout';
import { startPositions } from '../src/ui/network-view/layout/start';
import type { LayoutApi, LayoutGraph } from './protocol';

let genes: readonly string[] = [];
/** null: the next update arranges anew. */
let positions: Float32Array | null = null;

const api: LayoutApi = {
  update(graph: LayoutGraph, ticks: number): Promise<Float32Array> {
    const known = graph.genes.join('\n') === genes.join('\n') ? positions : null;
    genes = graph.genes;
    positions = known ? arrange(known, graph, ticks) : arrangeAnew(graph, ticks);
    const copy = positions.slice();
    return Promise.resolve(transfer(copy, [copy.buffer]));
  },
  reset(names: readonly string[]): Promise<Float32Array> {
    genes = names;
    positions = null;
    return Promise.resolve(startPositions(names));
  },
};

expose(api);
