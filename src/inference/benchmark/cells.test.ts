import { describe, expect, it } from 'vitest';
import { energyDistance, wasserstein2PerGene } from '../../../tests/support/evaluation/cloudDistances';
import { cellsOf } from '../../evaluation/splits';
import { chain } from '../../../tests/support/inference/chain';
import { unseenShifts } from './unseen';
import { mean } from '../../numerics/statistics';
import { drain } from '../../numerics/lazy';
import { benchmarkCells } from './cells';
import { brieflyTrained } from '../../../tests/support/inference/benchmarkRuns';

const dataset = chain();
const run = await brieflyTrained(dataset, 10);
const cardOf = ({ dataset: cells, result, settings }: typeof run) =>
  drain(benchmarkCells(cells, result, settings.seed));
const card = cardOf(run);

const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
const rowOf = (of: typeof card, wanted: string) => of?.rows.find(({ predictor }) => predictor === wanted);

/** [cells of a condition][genes but `without`] over the controls' deviation + .05, straight from the file. */
function cellsOfCondition(condition: number, without: number): number[][] {
  return [...dataset.conditionOfCell.keys()]
    .filter((cell) => dataset.conditionOfCell[cell] === condition)
    .map((cell) =>
      [0, 1, 2, 3, 4]
        .filter((gene) => gene !== without)
        .map((gene) => (dataset.values[cell * 5 + gene] ?? NaN) / (run.result.model.scale[gene] ?? NaN)),
    );
}

function meanOf(cells: readonly number[][], at: number): number {
  return mean(cells.map((cell) => cell[at] ?? NaN));
}

const cloud = (cells: readonly number[][]) => ({ values: cells.flat(), cells: cells.length });

/**
 * Both distances of the controls, each moved by `by` [G], from the cells of a perturbation, whose mean differs from theirs by `measured`
 * [G]: the change relative to the half of the controls that no prediction knew.
 */
function bruteForce(
  condition: number,
  by: ArrayLike<number>,
  measured: ArrayLike<number>,
): readonly [number, number] {
  const free = [0, 1, 2, 3, 4].filter((gene) => gene !== condition - 1);
  const controls = cellsOfCondition(0, condition - 1);
  const moved = controls.map((cell) => cell.map((value, at) => value + (by[free[at] ?? -1] ?? NaN)));
  const perturbed = cellsOfCondition(condition, condition - 1);
  const steps = free.map(
    (gene, at) => (measured[gene] ?? NaN) + meanOf(controls, at) - meanOf(perturbed, at),
  );
  const own = perturbed.map((cell) => cell.map((value, at) => value + (steps[at] ?? NaN)));
  return [energyDistance(cloud(moved), cloud(own)), mean([...wasserstein2PerGene(cloud(moved), cloud(own))])];
}

describe('predicted cells of left-out perturbations', () => {
  const nothing = new Float64Array(5);

  it('have the distances of the shifted controls of the file from the measured cells', () => {
    const { judged } = unseenShifts(run.result);
    const own = rowOf(card, 'modulode');
    const found = judged.map(({ label, predicted, measured }) => {
      const condition = 1 + Number(label.slice(1));
      return {
        label,
        moved: bruteForce(condition, predicted, measured),
        none: bruteForce(condition, nothing, measured),
      };
    });
    expect(card?.labels).toEqual(found.map(({ label }) => label));
    found.forEach(({ moved, none }, at) => {
      expect(own?.energies[at]).toBeCloseTo(moved[0] / none[0], 3);
      expect(own?.wassersteins2[at]).toBeCloseTo(moved[1] / none[1], 3);
    });
    expect(own?.energy?.value).toBeCloseTo(
      sum(found.map(({ moved }) => moved[0])) / sum(found.map(({ none }) => none[0])),
      3,
    );
    expect(own?.energy?.low).toBeLessThan(own?.energy?.high ?? NaN);
  });

  it('are scored relative to no change, and no predictor beats the measured change', () => {
    expect(rowOf(card, 'no-change')).toMatchObject({ energy: { value: 1 }, wasserstein2: { value: 1 } });
    const least = rowOf(card, 'as-measured');
    for (const row of card?.rows ?? [])
      expect(row.energy?.value ?? NaN).toBeGreaterThanOrEqual((least?.energy?.value ?? NaN) - 1e-9);
    expect(least?.energy?.value).toBeLessThan(0.2);
  });
});

describe('unusual screens', () => {
  it('have no clouds for perturbations with few cells', async () => {
    const few = cellsOf(dataset, (cell, condition) => condition !== 3 || cell % 10 === 0);
    expect(cardOf(await brieflyTrained(few, 6))?.labels.toSorted()).toEqual(['G0', 'G1', 'G3']);
    const fewer = cellsOf(dataset, (cell, condition) => condition === 0 || cell % 10 === 0);
    expect(cardOf(await brieflyTrained(fewer, 6))).toBeNull();
  });

  it('without controls use the other perturbations, each centred at its own mean', async () => {
    const others = cellsOf(dataset, (_, condition) => condition > 0);
    const against = cardOf(await brieflyTrained({ ...others, control: { mode: 'others' } }, 6));
    const least = rowOf(against, 'as-measured');
    // Genes of this screen vary alike whatever is perturbed: moved to its mean, nothing is left but chance.
    expect(against?.labels).toHaveLength(4);
    expect(least?.energy?.value).toBeLessThan(0.2);
  });

  it('of two batches are compared within them', async () => {
    const batchOfCell = dataset.conditionOfCell.map((_, cell) => cell % 2);
    const values = dataset.values.map((value, at) => value + (Math.floor(at / 5) % 2));
    const shifted = await brieflyTrained(
      { ...dataset, values, batchOfCell, batches: ['a', 'b'], heldOut: ['G0'] },
      6,
    );
    const plain = await brieflyTrained({ ...dataset, heldOut: ['G0'] }, 6);
    const [here, there] = [shifted, plain].map((one) => rowOf(cardOf(one), 'as-measured')?.energy?.value);
    expect(here).toBeCloseTo(there ?? NaN, 1);
  });
});
