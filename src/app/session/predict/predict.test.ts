/** Who answers a prediction: the model in training, or a worker that has the finished one. */
import { beforeEach, expect, it } from 'vitest';
import { fake } from '../../../../tests/support/app/fakeWorkers';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import { emptyRun } from '../state';
import { usePrediction, useRun, useView } from '../stores';
import { slid } from '../view/viewState';
import { createPredict } from './predict';

/** What each started worker was asked. */
const workers: { readonly asked: string[]; ended: boolean }[] = [];
const training = { isOn: false, asked: 0 };

const aPredict = () =>
  createPredict({
    predictions: () => {
      const own = { asked: [] as string[], ended: false };
      workers.push(own);
      const remote = {
        use: async () => void own.asked.push('use'),
        predict: async () => own.asked.push('predict'),
      };
      return fake({
        ask: async (call) => ({ ok: true, value: await call(remote) }),
        end: () => void (own.ended = true),
      });
    },
    training: () => {
      if (!training.isOn) return null;
      training.asked++;
      return Promise.resolve(null);
    },
  });

let predict = aPredict();

beforeEach(() => {
  predict = aPredict();
  workers.length = 0;
  Object.assign(training, { isOn: false, asked: 0 });
  useRun.setState({ ...emptyRun, dataset: aDataset, result: aResult, phase: 'finished' }, true);
});

it('predicts from the result on screen, whose model is sent once, and gives null without a result', async () => {
  await predict.predictionOf([], null);
  await predict.predictionOf([], null);
  expect(workers).toEqual([{ asked: ['use', 'predict', 'predict'], ended: false }]);
  useRun.setState({ result: null });
  expect(await predict.predictionOf([], null)).toBeNull();
  expect(workers[0]?.asked).toHaveLength(3);
});

it('predicts from another model in another worker', async () => {
  await predict.predictionOf([], null);
  useRun.setState({ result: { ...aResult, model: { ...aResult.model } } });
  await predict.predictionOf([], null);
  expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
});

it('asks the model in training while there is one', async () => {
  training.isOn = true;
  expect(await predict.predictionOf([], null)).toBeNull();
  expect(training.asked).toBe(1);
  expect(workers).toEqual([]);
});

it('tells an answer to the sliders without telling a change of the run, and forgets it with the run', async () => {
  const told: string[] = [];
  const endings = [
    useRun.subscribe(() => void told.push('run')),
    usePrediction.subscribe(() => void told.push('prediction')),
    predict.followSliders(),
  ];
  useView.setState((history) => ({ ...history, present: slid(history.present, 0, 0) }));
  await expect.poll(() => usePrediction.getState().answer?.sliders).toEqual([{ gene: 0, value: 0 }]);
  expect(told).toEqual(['prediction']);
  useRun.setState({ ...emptyRun, id: 1 }, true);
  expect(usePrediction.getState().answer).toBeNull();
  for (const end of endings) end();
});
