import { expect, it } from 'vitest';
import { countedScreen } from '../../../tests/support/inference/countedScreen';
import { rowsByCondition } from '../../dataset/dataset';
import { countedControls, logarithmsOf, meansOf, movedCells } from '../../dynamics/predictedCells';
import { unbiasedEnergyDistance } from '../../../tests/support/evaluation/cloudDistances';
import { cellDistances, type PredictedGroup } from './predictedCells';

const screen = countedScreen({ cells: 150 });
const genes = screen.genes.length;
const rows = rowsByCondition(screen);
const scale = new Float64Array(genes).fill(0.5);

function valuesOf(cells: readonly number[]): Float32Array {
  return Float32Array.from(
    cells.flatMap((cell) => [...screen.values.subarray(cell * genes, (cell + 1) * genes)]),
  );
}

/** The cells of every knockout from the change of means that was measured. */
function groups(): PredictedGroup[] {
  const controls = countedControls(screen, null);
  if (controls === null) throw new Error('The screen has counts.');
  const from = logarithmsOf(controls);
  const before = meansOf(from, genes);
  return screen.conditions.slice(1).map(({ label, time, interventions }, place) => {
    const after = meansOf(valuesOf(rows[place + 1] ?? []), genes);
    return {
      label,
      time,
      targets: interventions.map(({ gene }) => gene),
      predicted: logarithmsOf(movedCells(controls, after, place)),
      controls: from,
      delta: after.map((level, gene) => level - (before[gene] ?? NaN)),
    };
  });
}

it('cells with the noise of counts are nearer to measured ones than moved controls without it, and cells of others are farther', () => {
  const found = cellDistances(screen, scale, groups());
  expect(found?.perturbations).toBe(5);
  // Measured means: what is left is the shape of the cells. Moved without noise they have it wrong.
  expect(found?.predicted).toBeLessThan(0.05);
  expect(found?.moved).toBeGreaterThan(2 * (found?.predicted ?? NaN));
  expect(found?.others).toBeGreaterThan(0.5);
});

it('distances are those of all pairs of cells, without self pairs, of the genes that are not set', () => {
  const [first] = groups();
  if (!first) throw new Error('There is a knockout.');
  const few = (values: Float32Array, cells: number) => {
    const free = [...values.subarray(0, cells * genes)].filter((_, at) => at % genes !== 0);
    return { values: free.map((value) => value / 0.5), cells };
  };
  const small = {
    ...first,
    predicted: first.predicted.subarray(0, 20 * genes),
    controls: first.controls.subarray(0, 20 * genes),
  };
  const measured = few(valuesOf(rows[1] ?? []), 150);
  const found = cellDistances(screen, scale, [small]);
  expect(found?.predicted).toBeCloseTo(
    unbiasedEnergyDistance(few(small.predicted, 20), measured) /
      unbiasedEnergyDistance(few(small.controls, 20), measured),
    4,
  );
});

it('perturbations with few cells are left out', () => {
  expect(
    cellDistances(
      screen,
      scale,
      groups().map((one) => ({ ...one, label: 'other' })),
    ),
  ).toBeNull();
});
