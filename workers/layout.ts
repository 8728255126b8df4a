/** The worker that owns positions: remembers where the genes are and moves them a little at each update. */
import { expose, transfer } from 'comlink';
import { arrange } from '../src/ui/network-view/layout/layout';
import { startPositions } from '../src/ui/network-view/layout/start';
import type { LayoutApi, LayoutGraph } from './protocol';

let genes: readonly string[] = [];
let positions: Float32Array = new Float32Array(0);

const api: LayoutApi = {
  update(graph: LayoutGraph, ticks: number): Promise<Float32Array> {
    if (graph.genes.join('\n') !== genes.join('\n')) {
      genes = graph.genes;
      positions = startPositions(genes);
    }
    positions = arrange(positions, graph, ticks);
    return published();
  },
  reset(names: readonly string[]): Promise<Float32Array> {
    genes = names;
    positions = startPositions(names);
    return published();
  },
};

function published(): Promise<Float32Array> {
  const copy = positions.slice();
  return Promise.resolve(transfer(copy, [copy.buffer]));
}

expose(api);
