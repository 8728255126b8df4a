/** For tests: a scene of no edges, in which nothing is selected, hidden, compared or doubted. */
import type { Scene } from '../../../src/present/figure/compose';

export const plainScene: Scene = {
  genes: [],
  perturbed: new Set([0]),
  edges: [],
  modules: [],
  moduleNames: {},
  hiddenModules: [],
  selection: null,
  pinned: new Set(),
  reference: null,
  change: null,
  doubt: null,
};
