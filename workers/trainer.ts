/** The trainer worker: owns the devices and the run in progress, and answers the sliders. See protocol.ts. */
import { expose } from 'comlink';
import { DeviceLost } from '../src/dynamics/device/device';
import type { FittedModel } from '../src/dynamics/fitted';
import { predictChange } from '../src/dynamics/predict';
import { prepareRun } from '../src/inference/training/prepareRun';
import { asTrainingError, Run } from '../src/inference/training/run';
import { sendCellsInPieces, whole } from './cellsInPieces';
import { browserDevices } from './devices';
import type { TrainerApi } from './protocol';

let run: Run | null = null;
let finished: Promise<void> = Promise.resolve();
/** What the sliders ask while nothing trains. */
let fitted: FittedModel | null = null;

/** What the run answers; null where it has lost its device, which it then replaces. */
async function ofRun<Answer>(asked: Run, question: (asked: Run) => Promise<Answer>): Promise<Answer | null> {
  try {
    return await question(asked);
  } catch (error) {
    if (!(error instanceof DeviceLost)) throw error;
    asked.deviceLost(error);
    return null;
  }
}

async function endRun(): Promise<void> {
  run?.end('discarded');
  await finished;
  run = null;
}

const api: TrainerApi = {
  async start(start, listener) {
    const { dataset, settings, resume, pace } = start;
    await endRun();
    let settingUp = () => listener.preparing('graphics');
    const devices = browserDevices(start, {
      settingUp: () => settingUp(),
      measured: (key, times) => listener.measured(key, times),
    });
    try {
      listener.preparing('scaling');
      const inference = await prepareRun(devices, dataset, settings);
      // From now on the run goes on where it sets up anew.
      settingUp = () => undefined;
      listener.device(devices.describe(inference.main.device));
      if (resume) inference.resume(resume);
      listener.preparing('starting');
      const own = new Run(
        inference,
        devices,
        {
          snapshot: (snapshot) => listener.snapshot(snapshot),
          moved: (device, step) => listener.moved(device, step),
          finished: (result, reason) => {
            fitted = result.model;
            listener.finished(result, reason);
          },
          failed: (error) => listener.failed(error),
        },
        pace,
      );
      run = own;
      finished = own.train().finally(() => {
        inference.dispose();
        devices.dispose();
        if (run === own) run = null;
      });
    } catch (error) {
      devices.dispose();
      listener.failed(asTrainingError(error));
    }
  },
  async pause() {
    run?.pause();
  },
  async resume() {
    run?.resume();
  },
  async step() {
    run?.singleStep();
  },
  async stop() {
    run?.end('stopped');
  },
  async discard() {
    await endRun();
  },
  async progress() {
    return run && run.inference.step > 0 ? ofRun(run, ({ inference }) => inference.progress()) : null;
  },
  async predict({ changes, time }) {
    const model = run ? await ofRun(run, ({ inference }) => inference.model()) : fitted;
    return model ? predictChange(model, changes, time) : null;
  },
  async use(model) {
    fitted = model;
  },
};

sendCellsInPieces();
expose(whole(api));
