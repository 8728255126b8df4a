/** The layout worker: arranges the genes of a run. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { arrange } from '../src/present/figure/layout/layout';
import type { LayoutApi } from './protocol';

const api: LayoutApi = {
  arrange(graph) {
    const positions = arrange(graph);
    return Promise.resolve(transfer(positions, [positions.buffer]));
  },
};

expose(api);
