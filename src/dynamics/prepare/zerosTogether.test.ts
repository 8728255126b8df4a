import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../dataset/dataset';

import { Random } from '../../numerics/random';
import { referenceScreen } from '../../../tests/support/dynamics/referenceScreen';
import { zerosTogether } from './zerosTogether';

const [genes, cells] = [8, 400];

/** Two conditions of cells with values of 1 but for the zeros; `isZero`: of a cell in state 0 or 1. */
function screen(isZero: (state: number, random: Random) => boolean): Dataset {
  const random = new Random(9);
  const values = Float32Array.from({ length: cells * genes }, () => 1);
  for (let cell = 0; cell < cells; cell++) {
    const state = random.integer(2);
    for (let gene = 0; gene < genes; gene++) if (isZero(state, random)) values[cell * genes + gene] = 0;
  }
  return referenceScreen({
    genes: Array.from({ length: genes }, (_, g) => `G${g}`),
    cells,
    values,
    conditionOfCell: Int32Array.from({ length: cells }, (_, cell) => cell % 2),
    conditions: ['control', 'A'].map((label) => ({ label, interventions: [], time: null, cells: cells / 2 })),
  });
}

describe('zeros of two genes', () => {
  it('lost one by one have next to no correlation', () => {
    const lost = screen((_, random) => random.uniform() < 0.3);
    expect(zerosTogether(lost, () => true)).toBeLessThan(0.1);
  });

  it('that go with the state of a cell have the correlation of their definition', () => {
    // Off with chance .9 in one state and .1 in the other: φ = (.41 − .25)/.25.
    const states = screen((state, random) => random.uniform() < (state === 0 ? 0.9 : 0.1));
    expect(Math.abs((zerosTogether(states, () => true) ?? 0) - 0.64)).toBeLessThan(0.05);
  });

  it('cannot be compared where nothing is at zero, and are not looked at in cells that do not train', () => {
    expect(
      zerosTogether(
        screen(() => false),
        () => true,
      ),
    ).toBeNull();
    const states = screen((state) => state === 0);
    expect(zerosTogether(states, () => false)).toBeNull();
  });
});
