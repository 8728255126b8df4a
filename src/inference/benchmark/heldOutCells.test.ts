import { describe, expect, it } from 'vitest';
import { chain } from '../../../tests/support/inference/chain';
import { plantedScreen } from '../../../tests/support/inference/planted';
import { brieflyTrained } from '../../../tests/support/inference/benchmarkRuns';
import { shuffled } from '../../../tests/support/evaluation/shuffledOrder';
import { cellsOf } from '../../evaluation/splits';
import { methodNames } from '../../evaluation/methods/methodNames';
import { createThreadDevice } from '../run/fit';
import { compareOnHeldOutCells } from './heldOutCells';

const run = await brieflyTrained(chain(), 60);
const ignore = () => undefined;
const compared = await compareOnHeldOutCells(run, createThreadDevice, ignore);
const others = methodNames.filter((method) => method !== 'density');

describe('networks on held-out cells', () => {
  it('are those of every method, at the same numbers of edges, beside random edges', () => {
    expect(compared).toMatchObject({
      heldOutCells: 60,
      cells: 300,
      perturbations: 4,
      tooFewCells: 0,
      edges: [5],
      leftOut: [],
    });
    expect(compared?.rows.map(({ source }) => source)).toEqual(['modulode', ...others]);
    for (const { scores } of [...(compared?.rows ?? []), { scores: compared?.chance ?? [] }])
      expect(scores.map(({ edges }) => edges)).toEqual([5]);
  });

  it('have farther targets and fewer omissions than random edges where they find the effects', async () => {
    const planted = await brieflyTrained(plantedScreen(2, 4, 2).dataset, 60);
    const found = await compareOnHeldOutCells(planted, createThreadDevice, ignore);
    expect(found?.edges).toEqual([5, 10, 20]);
    const chance = found?.chance[1];
    for (const name of ['modulode', 'welch', 'wasserstein']) {
      const scores = found?.rows.find(({ source }) => source === name)?.scores[1];
      expect(scores?.meanWasserstein).toBeGreaterThan(1.2 * (chance?.meanWasserstein ?? NaN));
      expect(scores?.falseOmissionRate).toBeLessThan(0.9 * (chance?.falseOmissionRate ?? NaN));
    }
  });

  it('are the same for any order of genes and cells', async () => {
    const { dataset } = shuffled(run.dataset, 3);
    expect(await compareOnHeldOutCells({ ...run, dataset }, createThreadDevice, ignore)).toEqual(compared);
  });

  it('leave out methods that take too long, and report the network that is learned', async () => {
    const parts = new Set<string>();
    const brief = await compareOnHeldOutCells(run, createThreadDevice, (part) => parts.add(part), 0);
    expect(brief?.leftOut.map(({ source }) => source)).toEqual(['genie3', 'grnboost2']);
    expect(brief?.rows).toEqual(
      compared?.rows.filter(({ source }) => source !== 'genie3' && source !== 'grnboost2'),
    );
    expect(parts).toContain('modulode');
  });

  it('test no perturbation of the run that was held out, and none of few cells', async () => {
    const kept = cellsOf(chain(), (cell, condition) => condition !== 2 || cell % 4 === 0);
    const few = await brieflyTrained(kept, 6);
    expect(await compareOnHeldOutCells(few, createThreadDevice, ignore)).toMatchObject({
      perturbations: 3,
      tooFewCells: 1,
    });
    const unseen = await brieflyTrained({ ...chain(), heldOut: ['G3'] }, 6);
    expect(await compareOnHeldOutCells(unseen, createThreadDevice, ignore)).toMatchObject({
      perturbations: 3,
      tooFewCells: 0,
    });
  });

  it('are unknown where too few cells can be held out', async () => {
    const few = cellsOf(chain(), (cell, condition) => condition === 0 || cell % 4 === 0);
    const small = await brieflyTrained(few, 6);
    expect(await compareOnHeldOutCells(small, createThreadDevice, ignore)).toBeNull();
  });
});
