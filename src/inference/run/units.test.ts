import { describe, expect, it } from 'vitest';
import { createDevice } from '../../dynamics/device/createDevice';
import { presets } from '../../dynamics/settings';
import { adjustedRand } from '../../network/modules';
import { Inference } from './inference';
import { plantedScreen } from '../../../tests/support/inference/planted';

const screens = [1, 2, 3, 4];

describe('the compact preset', () => {
  it('has hidden units as modules: the planted ones, with their planted regulators first', async () => {
    let agreement = 0;
    for (const seed of screens) {
      const { dataset, truth, regulatorsOf } = plantedScreen(6, 8, seed);
      const inference = await Inference.create(dataset, { ...presets.compact, steps: 120 }, (problem) =>
        createDevice('wasm', problem),
      );
      while (!inference.isDone) await inference.advance();
      const { modules, model } = await inference.result();
      inference.dispose();
      expect(model.shape.modules).toBeLessThan(dataset.candidates.length);
      expect(modules.length).toBeLessThanOrEqual(model.shape.modules);
      const labels = new Int32Array(truth.length).fill(-1);
      for (const [m, { genes }] of modules.entries()) for (const gene of genes) labels[gene] = m;
      agreement += adjustedRand(labels, truth) / screens.length;
      const planted = regulatorsOf.map((_, m) => truth.indexOf(m)).map((gene) => modules[labels[gene] ?? -1]);
      expect(planted.map((module, m) => regulatorsOf[m]?.includes(module?.regulators[0] ?? -1))).toEqual(
        planted.map(() => true),
      );
      for (const module of planted) expect(module?.stability).toBeGreaterThan(0.6);
    }
    expect(agreement).toBeGreaterThan(0.93);
  }, 120_000);
});
