import { expect, it } from 'vitest';
import type { Module } from '../../network/network';
import type { TimeLapseFrame } from '../../share/timeLapse';
import { edgesOfFrame, modulesOfFrame, sharedWithFrame } from './timeLapse';

const network = { genes: ['A', 'B', 'C'], regulators: Int32Array.of(0, 2) };

const frame: TimeLapseFrame = {
  step: 10,
  error: null,
  pairs: Int32Array.of(2, 4, 1),
  weights: Float32Array.of(-4, 2, 1),
  agreement: Float32Array.of(1, 0.25, 0.75),
  modules: 0,
};

it('draws the strongest edges of a frame, dashed where they were unsettled', () => {
  const edges = edgesOfFrame(frame, network, { edgeBudget: 2, minimumStability: 0 });
  expect(edges).toEqual([
    { source: 0, target: 2, weight: -4, strength: 1, stability: 1, unstable: false },
    { source: 2, target: 1, weight: 2, strength: 0.5, stability: 0.25, unstable: true },
  ]);
  expect(edgesOfFrame(frame, network, { edgeBudget: 3, minimumStability: 0.5 })).toHaveLength(2);
});

const module = (name: string, ...genes: number[]): Module => ({
  name,
  genes,
  regulators: [],
  stability: null,
});

it('gives a module of a frame the place of the one that it becomes', () => {
  const present = [module('M1', 0, 1, 2), module('M2', 3, 4, 5)];
  const lapse = { frames: [frame], every: 1, modules: [[module('M1', 3, 4), module('M2', 6, 7)]] };
  const modules = modulesOfFrame(lapse, frame, present, 8);
  expect(modules.map(({ name, genes }) => [name, genes])).toEqual([
    ['M1', []],
    ['M2', [3, 4]],
    ['M3', [6, 7]],
  ]);
  expect(modulesOfFrame(lapse, { ...frame, modules: null }, present, 8)).toEqual([]);
});

it('counts edges of the result that a frame already has among its strongest', () => {
  expect(sharedWithFrame(frame, Int32Array.of(4, 1))).toEqual({ shared: 1, of: 2 });
});
