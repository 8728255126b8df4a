import { expect, it } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { createDevice } from '../../dynamics/device/createDevice';
import { presets } from '../../dynamics/settings';
import { heldOutPerturbations } from '../../evaluation/splits';
import { Random } from '../../numerics/random';
import { chain } from '../../../tests/support/inference/chain';
import { Inference } from './inference';

/** All that a run chooses or learns; what it says of the held-out perturbation itself is left out. */
async function learned(dataset: Dataset) {
  const settings = { ...presets.H, steps: 40, cellBatch: 32 };
  const inference = await Inference.create(dataset, settings, (problem) => createDevice('wasm', problem));
  for (let step = 0; step < settings.steps; step++) await inference.advance();
  const { model, network, modules, diagnosis, crossValidation, comparisons } = await inference.result();
  inference.dispose();
  return {
    parameters: model.parameters,
    leaveOut: model.leaveOut,
    kappa: model.kappa,
    shared: model.shared,
    stepsKept: model.stepsKept,
    network,
    modules,
    diagnosis,
    crossValidation,
    seen: comparisons.filter(({ role }) => role !== 'held-out'),
  };
}

/** The cells of G3 with every value somewhere else and larger. */
function scrambled(dataset: Dataset): Dataset {
  const values = dataset.values.slice();
  const places = [...values.keys()].filter(
    (at) => dataset.conditions[dataset.conditionOfCell[Math.floor(at / 5)] ?? 0]?.label === 'G3',
  );
  new Random(2).permutation(places.length).forEach((from, to) => {
    values[places[to] ?? 0] = 2 * (dataset.values[places[from] ?? 0] ?? NaN);
  });
  return { ...dataset, values };
}

it('a run learns the same bits, step and thresholds for any values of the held-out cells', async () => {
  const dataset: Dataset = { ...chain(), heldOut: ['G3'] };
  const other = scrambled(dataset);
  expect(other.values).not.toEqual(dataset.values);
  expect(await learned(other)).toEqual(await learned(dataset));
});

it('a run learns the same bits from the training side of a split as with the perturbation held out', async () => {
  const { train } = heldOutPerturbations(chain(), ['G3']);
  expect(await learned(train)).toEqual(await learned({ ...chain(), heldOut: ['G3'] }));
});
