import { expect, it } from 'vitest';
import { brieflyTrained } from '../../../tests/support/inference/benchmarkRuns';
import { screenOfConditions } from '../../../tests/support/inference/conditionScreen';
import { Random } from '../../numerics/random';
import { mean } from '../../numerics/statistics';
import { repeatsOf } from './repeats';
import { inLog, unseenShifts } from './unseen';

const GENES = 40;

/** Knockouts that change nothing else, in two batches of different levels. */
function screenOf(controls: number, cells: number) {
  const random = Random.mixed(2);
  const conditions = Array.from({ length: 10 }, (_, k) => ({
    label: k === 0 ? 'control' : `P${k}`,
    interventions: k === 0 ? [] : [{ gene: k, kind: 'knockout' as const }],
    time: null,
    cells: k === 0 ? controls : cells,
  }));
  const screen = screenOfConditions(
    GENES,
    conditions,
    (set, gene) => 2 + (set.includes(gene) ? -1 : 0) + 0.4 * random.normal(),
  );
  const batchOfCell = Int32Array.from({ length: screen.cells }, (_, cell) => cell % 2);
  const values = screen.values.map((value, at) => value + 0.8 * (batchOfCell[Math.floor(at / GENES)] ?? NaN));
  return { ...screen, values, batchOfCell, batches: ['a', 'b'] };
}

async function found(controls: number, cells: number) {
  const { dataset, result } = await brieflyTrained(screenOf(controls, cells), 5);
  const shifts = inLog(unseenShifts(result).judged, result.model.scale).map((one) => ({
    ...one,
    controls: '',
  }));
  const asked = { seed: 1, splitControls: result.controlSplit !== null };
  return { shifts, asked, dataset, repeats: repeatsOf(dataset, shifts, asked) };
}

/** Squares over those of the standard error. */
function squaresOverError({ shifts, repeats }: Awaited<ReturnType<typeof found>>): number {
  return mean(
    repeats.differences.flatMap((split) =>
      split.flatMap(({ change }, at) =>
        Array.from(change, (value, gene) =>
          shifts[at]?.targets.includes(gene) ? [] : (value / (shifts[at]?.standardError[gene] ?? NaN)) ** 2,
        ).flat(),
      ),
    ),
  );
}

it.each([
  { controls: 400, cells: 100 },
  { controls: 100, cells: 100 },
])('halves of the cells differ by the error of the measurement: %o', async ({ controls, cells }) => {
  const one = await found(controls, cells);
  expect(one.repeats.by).toBe('halves');
  expect(one.repeats.differences).toHaveLength(5);
  expect(Math.abs(squaresOverError(one) - 1)).toBeLessThan(0.12);
});

it('halves share the error of the controls, which a screen with few has most of', async () => {
  const { repeats } = await found(60, 100);
  const [first, second] = repeats.differences[0] ?? [];
  expect(first?.ofControls.every((value) => value !== 0)).toBe(true);
  // Cells are as many of either batch, in which the controls are apart.
  first?.ofControls.forEach((value, gene) => expect(value).toBeCloseTo(second?.ofControls[gene] ?? NaN, 6));
});

it('draws stand for halves of few cells', async () => {
  const one = await found(400, 8);
  expect(one.repeats.by).toBe('draws');
  expect(Math.abs(squaresOverError(one) - 1)).toBeLessThan(0.12);
  const again = repeatsOf(one.dataset, one.shifts, one.asked);
  expect(again).toEqual(one.repeats);
});
