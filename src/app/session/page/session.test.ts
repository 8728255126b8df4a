/** One session from a dropped file to a prediction, with the workers of the test and no other. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { TrainerListener } from '../../../../workers/protocol';
import { fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { aDataset, anOpenedFile, aResult } from '../../../../tests/support/app/testData';
import { aMapping, aRecognition } from '../../../../tests/support/dataset/recognition';
import type { WorkerApis } from '../clients';
import { workWith } from '../clients';
import { emptyImport, emptyRun } from '../state';
import { useEvaluation, useImport, usePrediction, useRun, useScreen } from '../stores';
import { setSlider } from '../view/view';
import { createSession } from './session';

const trainer = { listener: null as TrainerListener | null };
const started: (keyof WorkerApis)[] = [];

const makers = fakeWorkers({
  ingest: () =>
    fakeHandle({
      open: async () => ({ ok: true, value: { opened: anOpenedFile, recognition: aRecognition(aMapping) } }),
      load: async () => ({ ok: true, value: aDataset }),
      effects: async () => null,
    }),
  trainer: () =>
    fakeHandle({
      start: async (_dataset: unknown, _start: unknown, listener: TrainerListener) => {
        trainer.listener = listener;
      },
    }),
  runs: () => fakeHandle({ write: async () => ({ ok: true, value: null }) }),
  predictions: () => fakeHandle({ use: async () => undefined, predict: async () => 'predicted' }),
});

const start: typeof makers = (name) => {
  started.push(name);
  return makers(name);
};

beforeEach(() => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 2 });
  useImport.setState(emptyImport, true);
  useRun.setState(emptyRun, true);
});

it('starts no worker before one is needed', () => {
  createSession(start);
  expect(started).toEqual([]);
});

it('opens a file, trains and predicts, each in its worker', async () => {
  workWith(start);
  const { data, run, predict } = createSession(start);
  const endFollowing = predict.followSliders();
  await data.openFiles([new File(['gene'], 'screen.h5ad')]);
  expect(useScreen.getState().step).toBe('check');
  expect(started).toEqual(['ingest']);

  useScreen.setState({ autoBenchmark: false });
  await run.train();
  await vi.waitFor(() => expect(trainer.listener).not.toBeNull());
  expect(useRun.getState()).toMatchObject({ phase: 'preparing', dataset: aDataset });
  trainer.listener?.finished(aResult, 'finished');
  expect(useRun.getState()).toMatchObject({ phase: 'finished', result: aResult });
  expect(useEvaluation.getState().benchmark.phase).toBe('idle');

  setSlider(0, 0);
  await vi.waitFor(() => expect(usePrediction.getState().answer?.prediction).toBe('predicted'));
  expect(new Set(started)).toEqual(new Set(['ingest', 'trainer', 'runs', 'predictions']));
  endFollowing();
});
