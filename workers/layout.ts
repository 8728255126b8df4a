/** The layout worker: arranges the genes of a run. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { placeByForces } from '../src/present/figure/layout/forceLayout';
import { arrange } from '../src/present/figure/layout/layout';
import type { LayoutApi } from './protocol';

/** Layers are drawn by a library of their own, fetched when they are first wanted. */
async function placeByLayers() {
  return (await import('../src/present/figure/layout/layeredLayout')).placeByLayers;
}

const api: LayoutApi = {
  async arrange(graph, arrangement) {
    const positions = arrange(graph, arrangement === 'layered' ? await placeByLayers() : placeByForces);
    return transfer(positions, [positions.buffer]);
  },
};

expose(api);
