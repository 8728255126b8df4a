/** What whole runs say of one made-up screen, with its labels and with wrong ones: twelve knockouts that move other genes. */
import { expect, it } from 'vitest';
import { brieflyTrained } from '../../../tests/support/inference/benchmarkRuns';
import { plantedScreen } from '../../../tests/support/inference/planted';
import type { Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { runVerdict } from './runVerdict';
import { strongestDoubt } from './statements';

const { dataset: right } = plantedScreen(6, 4, 1);

/** Labels of the cells for which `isMoved` holds by their label, exchanged at random. */
function permuted(isMoved: (condition: number) => boolean, seed: number): Dataset {
  const cells = [...right.conditionOfCell.keys()].filter((cell) =>
    isMoved(right.conditionOfCell[cell] as number),
  );
  const conditionOfCell = right.conditionOfCell.slice();
  new Random(seed).permutation(cells.length).forEach((from, to) => {
    conditionOfCell[cells[to] as number] = right.conditionOfCell[cells[from] as number] as number;
  });
  return { ...right, conditionOfCell };
}

async function saidOf(dataset: Dataset) {
  const run = await brieflyTrained(dataset, 60);
  const verdict = runVerdict(run);
  const { effects, suspectLabels } = run.result.diagnosis;
  return {
    predicts: verdict.predicts.level,
    edges: verdict.edges.level,
    doubt: strongestDoubt(verdict)?.tag ?? null,
    measurable: effects?.measurable,
    suspects: suspectLabels.map(({ label, swappedWith }) => [label, swappedWith]),
  };
}

it('with its labels, both statements are supported without doubt', async () => {
  expect(await saidOf(right)).toEqual({
    predicts: 'supported',
    edges: 'supported',
    doubt: null,
    measurable: 12,
    suspects: [],
  });
});

it.each([1, 2, 3])(
  'with labels permuted among perturbed cells, a mean predicts far below no change, and the run is doubted (draw %i)',
  async (seed) => {
    const { predicts, edges, doubt } = await saidOf(permuted((condition) => condition > 0, seed));
    expect(predicts).toBe('uncertain');
    expect(edges).not.toBe('supported');
    expect(['shared-response', 'mean-predicts-as-well']).toContain(doubt);
  },
);

it.each([1, 2, 3])('with labels permuted among all cells, nothing is measurable (draw %i)', async (seed) => {
  expect(await saidOf(permuted(() => true, seed))).toMatchObject({
    predicts: 'none',
    edges: 'none',
    doubt: 'no-measurable-effect',
    measurable: 0,
  });
});

it('two exchanged labels are named', async () => {
  const conditionOfCell = right.conditionOfCell.map((condition) =>
    condition === 3 ? 8 : condition === 8 ? 3 : condition,
  );
  const { suspects } = await saidOf({ ...right, conditionOfCell });
  expect(suspects).toEqual([
    ['g2', 'g7'],
    ['g7', 'g2'],
  ]);
});
