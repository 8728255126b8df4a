/** Guides as units of the tests for effects: what single guides do is not what their target does. */
import { describe, expect, it } from 'vitest';
import { measureSignal } from '../../src/inference/diagnosis/signal';
import { calibrationScreen, type ScreenDesign } from './screens';

const design: ScreenDesign = {
  genes: 80,
  perturbations: 20,
  cells: [45, 45],
  controls: 120,
  active: 0.3,
  changed: 6,
  fold: 4,
  depth: null,
  factor: 0.3,
  batches: 1,
  guides: { perTarget: 3, offTarget: 0.3, unevenness: 3 },
};

async function found(made: Partial<ScreenDesign>, withGuides: boolean, seed: number) {
  const { dataset, active } = calibrationScreen({ ...design, ...made }, seed);
  const { cellGuides: _, ...unnamed } = dataset;
  const { effects } = await measureSignal(withGuides ? dataset : unnamed, () => true, 1);
  const labels = effects?.labels ?? [];
  return {
    effects,
    active: active.size,
    right: labels.filter((label) => active.has(label)).length,
    wrong: labels.filter((label) => !active.has(label)).length,
  };
}

describe('where guides act off their targets', () => {
  it('targets whose guides share an effect are named, others are not', async () => {
    const one = await found({}, true, 11);
    expect(one.effects).toMatchObject({ unit: 'guides', of: 20 });
    expect(one.right).toBeGreaterThanOrEqual(one.active - 1);
    expect(one.wrong).toBeLessThanOrEqual(1);
    // Cells take a single guide for the target.
    const byCells = await found({}, false, 11);
    expect(byCells.effects).toMatchObject({ unit: 'cells' });
    expect(byCells.wrong).toBeGreaterThan(5);
  });

  it.each([
    ['with controls', {}],
    ['without controls', { controls: 0 }],
    ['in batches', { batches: 3, controls: 240 }],
    [
      'with two guides each',
      {
        perturbations: 51,
        cells: [30, 30] as const,
        guides: { perTarget: 2, offTarget: 0.4, unevenness: 1 },
      },
    ],
  ])('none is named where no target acts, %s', async (_, made) => {
    const { effects } = await found({ ...made, active: 0 }, true, 12);
    expect(effects).toMatchObject({ unit: 'guides', measurable: 0 });
  });
});
