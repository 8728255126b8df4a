/** The trainer worker: owns the devices and the one run in progress, whose model predicts for the sliders. See protocol.ts. */
import { expose, releaseProxy } from 'comlink';
import { DeviceLost } from '../src/dynamics/device/device';
import { explainChange } from '../src/dynamics/explain';
import type { FittedModel } from '../src/dynamics/fitted';
import { predictChange } from '../src/dynamics/predict';
import { prepareRun, asTrainingError, Run } from '../src/inference/training/run';
import { receiveDataset, type SentDataset } from './sendDataset';
import { browserDevices } from './devices';
import { macrotask } from '../src/inference/run/macrotask';
import type { TrainerApi, TrainerListener, TrainerStart } from './protocol';
import type { Problem } from '../src/dynamics/problem';
import type { Inference } from '../src/inference/run/inference';

/** Milliseconds between two signs of life while a run trains. */
const HEARTBEAT_MS = 500;

/** A later start or a discard ended this preparation. */
class Superseded extends Error {}

/** null where the run has lost its device, which it then replaces. */
async function askRun<Answer>(asked: Run, question: (asked: Run) => Promise<Answer>): Promise<Answer | null> {
  try {
    return await question(asked);
  } catch (error) {
    if (!(error instanceof DeviceLost)) throw error;
    asked.deviceLost(error);
    return null;
  }
}

/** Closes the channel to what a caller gave, on both sides: otherwise the caller keeps it, and the run it tells about, until this thread happens to collect garbage. */
function release(given: object): void {
  const close: unknown = Reflect.get(given, releaseProxy);
  if (typeof close === 'function') close();
}

interface Prepared {
  readonly inference: Inference;
  readonly devices: ReturnType<typeof browserDevices>;
}

/** null where the preparation failed or was superseded. */
async function prepare(
  makeDevices: typeof browserDevices,
  sent: SentDataset,
  start: TrainerStart,
  listener: TrainerListener,
  isLatest: () => boolean,
): Promise<Prepared | null> {
  const checkLatest = () => {
    if (!isLatest()) throw new Superseded();
  };
  let settingUp = () => listener.preparing('graphics');
  // Between two fits a discard is read.
  let beforeFit = async () => {
    await macrotask();
    checkLatest();
  };
  const devices = makeDevices(start, {
    settingUp: () => settingUp(),
    measured: (key, times) => listener.measured(key, times),
  });
  try {
    const dataset = await receiveDataset(sent);
    checkLatest();
    listener.preparing('scaling');
    const preparing = {
      ...devices,
      create: async (problem: Problem) => {
        await beforeFit();
        return devices.create(problem);
      },
    };
    const inference = await prepareRun(preparing, dataset, start.settings);
    if (!isLatest()) {
      inference.dispose();
      throw new Superseded();
    }
    // Devices that are made later are part of the training.
    settingUp = () => undefined;
    beforeFit = () => Promise.resolve();
    listener.device(devices.describe(inference.main.device));
    if (start.resume) inference.resume(start.resume);
    listener.preparing('starting');
    return { inference, devices };
  } catch (error) {
    devices.dispose();
    if (!(error instanceof Superseded)) listener.failed(asTrainingError(error));
    return null;
  }
}

export function createTrainer(makeDevices = browserDevices): TrainerApi {
  let run: Run | null = null;
  /** Counts starts and discards: a preparation goes on only while its number is the latest. */
  let latest = 0;
  /** Settles when the last start has ended, its training included. */
  let ended: Promise<void> = Promise.resolve();

  /** The model in training. */
  async function modelNow(): Promise<FittedModel | null> {
    return run && (await askRun(run, ({ inference }) => inference.model()));
  }

  function supersede(): number {
    run?.end('discarded');
    return ++latest;
  }

  async function train(
    { inference, devices }: Prepared,
    listener: TrainerListener,
    { pace, isPaused }: TrainerStart,
  ): Promise<void> {
    const own = new Run(
      inference,
      devices,
      {
        snapshot: (snapshot) => listener.snapshot(snapshot),
        moved: (device, step) => listener.moved(device, step),
        finished: (result, reason) => listener.finished(result, reason),
        failed: (error) => listener.failed(error),
      },
      pace,
    );
    run = own;
    if (isPaused) own.pause();
    const heartbeat = setInterval(() => listener.alive(), HEARTBEAT_MS);
    try {
      await own.train();
    } finally {
      clearInterval(heartbeat);
      inference.dispose();
      devices.dispose();
      run = null;
    }
  }

  return {
    async start(sent, start, listener) {
      const number = supersede();
      const prepared = ended.then(() => prepare(makeDevices, sent, start, listener, () => number === latest));
      ended = prepared
        .then((ready) => (ready ? train(ready, listener, start) : undefined))
        .finally(() => release(listener));
      await prepared;
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
      supersede();
      await ended;
    },
    async progress() {
      return run && run.inference.step > 0 ? askRun(run, ({ inference }) => inference.progress()) : null;
    },
    async predict(changes, time) {
      const model = await modelNow();
      return model && predictChange(model, changes, time);
    },
    async explain(changes, target, time) {
      const model = await modelNow();
      return model && explainChange(model, changes, target, time);
    },
  };
}

expose(createTrainer());
