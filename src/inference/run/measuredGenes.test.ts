/** A noisy screen of single knockdowns, and pairs of the same genes that are held out. */
import { expect, it } from 'vitest';
import type { Condition, Dataset, Intervention } from '../../dataset/dataset';
import { createDevice } from '../../dynamics/device/createDevice';
import { presets } from '../../dynamics/settings';
import { squaredError } from '../../evaluation/predictions/predictionError';
import { Random } from '../../numerics/random';
import { unseenPredictions } from '../benchmark/predictions';
import type { FitResult } from './result';
import { Inference } from './inference';
import { screenOfConditions } from '../../../tests/support/inference/conditionScreen';

const genes = 24;
const singles = 8;
const strength = 1.2;
const settings = { ...presets.H, steps: 120, cap: 'off' as const, cellBatch: 64 };

const knockdown = (gene: number): Intervention => ({ gene, kind: 'knockdown' });
const nameOf = (set: readonly number[]) => set.map((gene) => `G${gene}`).join('+');

/** Each of the first genes acts on three of the others; effects of a pair add up. Few cells: noise outweighs many effects. */
function screen(): Dataset {
  const random = new Random(12);
  const effects = Array.from({ length: singles }, () =>
    Float64Array.from({ length: genes }, (_, gene) =>
      gene >= singles && random.uniform() < 0.25 ? strength * (random.uniform() < 0.5 ? 1 : -1) : 0,
    ),
  );
  const sets = [
    ...Array.from({ length: singles }, (_, gene) => [gene]),
    ...Array.from({ length: singles }, (_, gene) => [gene, (gene + 3) % singles]),
  ];
  const conditions: Condition[] = [
    { label: 'control', interventions: [], time: null, cells: 80 },
    ...sets.map((set) => ({ label: nameOf(set), interventions: set.map(knockdown), time: null, cells: 5 })),
  ];
  const dataset = screenOfConditions(genes, conditions, (set, gene) =>
    set.includes(gene)
      ? 1
      : 4 + random.normal() + set.reduce((sum, one) => sum + (effects[one]?.[gene] ?? NaN), 0),
  );
  return {
    ...dataset,
    candidates: Int32Array.from({ length: singles }, (_, gene) => gene),
    heldOut: sets.filter(({ length }) => length === 2).map(nameOf),
  };
}

async function learned(dataset: Dataset): Promise<FitResult> {
  const inference = await Inference.create(dataset, settings, (problem) => createDevice('wasm', problem));
  while (!inference.isDone) await inference.advance();
  const result = await inference.result();
  inference.dispose();
  return { ...result, seconds: 0 };
}

it('pairs of genes that were measured alone are predicted better than by the sum of the single effects and than by κ', async () => {
  const dataset = screen();
  const result = await learned(dataset);
  const { model } = result;
  const { judged, predictions } = unseenPredictions(dataset, result);
  expect(judged).toHaveLength(singles);
  const errorOf = (shifts: readonly (ArrayLike<number> | null)[]) => {
    const errors = judged.map((one, at) => squaredError({ ...one, predicted: shifts[at] ?? [] }));
    return (
      errors.reduce((sum, { error }) => sum + error, 0) / errors.reduce((sum, { change }) => sum + change, 0)
    );
  };
  const own = judged.map(({ predicted }) => predicted);
  const additive = predictions.find(({ predictor }) => predictor === 'additive')?.shifts ?? [];
  const { measured } = model;
  if (measured === null) throw new Error('single genes were measured');
  expect(errorOf(own)).toBeLessThan(errorOf(additive));
  const byKappa = own.map((shift) => Array.from(shift, (value) => (value * model.kappa) / measured.kappa));
  expect(errorOf(own)).toBeLessThan(errorOf(byKappa));

  expect(Array.from(measured.lowered)).toEqual(Array.from({ length: singles }, (_, gene) => gene));
  expect(measured.raised).toHaveLength(0);
  expect(measured.kappa).toBeGreaterThan(model.kappa + 0.2);
});
