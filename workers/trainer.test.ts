/** Starts that overlap, with mocks of the preparation, the run and the devices. */
import { beforeEach, expect, it, vi } from 'vitest';
import { aDataset } from '../tests/support/app/testData';
import { presets } from '../src/dynamics/settings';
import type { TrainerListener, TrainerStart } from './protocol';
import { sendDataset } from './sendDataset';
import { createTrainer } from './trainer';

interface MockDevices {
  disposed: boolean;
  readonly create: (problem: unknown) => Promise<unknown>;
}

const mock = vi.hoisted(() => ({
  /** One entry for each preparation: lets it make its next fit, and then finish. */
  preparations: [] as { next: () => void; failed: unknown }[],
  devices: [] as MockDevices[],
  trained: [] as string[],
  runs: [] as { ended: string | null }[],
}));

vi.mock('comlink', () => ({ expose: () => undefined, releaseProxy: 'released' }));
vi.mock('./devices', () => ({
  browserDevices: () => {
    const devices = {
      disposed: false,
      create: async () => ({}),
      describe: () => ({}),
      dispose: () => {
        devices.disposed = true;
      },
    };
    mock.devices.push(devices);
    return devices;
  },
}));
vi.mock('../src/inference/training/run', () => ({
  /** Two fits, each made when the test says so. */
  prepareRun: async (devices: MockDevices) => {
    const own = { next: () => undefined as void, failed: null as unknown };
    mock.preparations.push(own);
    for (let fit = 0; fit < 2; fit++) {
      await new Promise<void>((resolve) => {
        own.next = resolve;
      });
      try {
        await devices.create({});
      } catch (error) {
        own.failed = error;
        throw error;
      }
    }
    return { main: { device: {} }, dispose: () => undefined };
  },
  asTrainingError: (error: unknown) => error,
  Run: class {
    ended: string | null = null;
    #finish: () => void = () => undefined;
    constructor() {
      mock.runs.push(this);
    }
    end(how: string): void {
      this.ended = how;
      this.#finish();
    }
    train(): Promise<void> {
      return new Promise((resolve) => {
        this.#finish = resolve;
      });
    }
  },
}));

const start: TrainerStart = {
  settings: presets.H,
  resume: null,
  isPaused: false,
  pace: null,
  cores: 1,
  device: 'auto',
  times: [],
};

function listenerOf(name: string): TrainerListener {
  const log = (event: string) => mock.trained.push(`${name} ${event}`);
  return {
    alive: () => undefined,
    snapshot: async () => undefined,
    finished: () => void log('finished'),
    failed: () => void log('failed'),
    moved: () => undefined,
    device: () => void log('device'),
    measured: () => undefined,
    preparing: () => undefined,
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

async function advance(preparation: number): Promise<void> {
  await settle();
  mock.preparations[preparation]?.next();
  await settle();
}

beforeEach(() => {
  mock.preparations = [];
  mock.devices = [];
  mock.trained = [];
  mock.runs = [];
});

it('trains only the later of two starts, and releases the devices of the first', async () => {
  const trainer = createTrainer();
  const first = trainer.start(sendDataset(aDataset), start, listenerOf('first'));
  await settle();
  const second = trainer.start(sendDataset(aDataset), start, listenerOf('second'));
  await advance(0);
  await first;
  expect(mock.devices[0]?.disposed).toBe(true);
  expect(mock.preparations[0]?.failed).toBeInstanceOf(Error);
  await advance(1);
  await advance(1);
  await second;
  expect(mock.trained).toEqual(['second device']);
  expect(mock.runs).toHaveLength(1);
  expect(mock.devices[1]?.disposed).toBe(false);
  await trainer.discard();
  expect(mock.runs[0]?.ended).toBe('discarded');
  expect(mock.devices[1]?.disposed).toBe(true);
});

it('ends a preparation that is discarded at its next fit, without a message', async () => {
  const trainer = createTrainer();
  const started = trainer.start(sendDataset(aDataset), start, listenerOf('one'));
  await settle();
  const discarded = trainer.discard();
  await advance(0);
  await Promise.all([started, discarded]);
  expect(mock.trained).toEqual([]);
  expect(mock.runs).toHaveLength(0);
  expect(mock.devices[0]?.disposed).toBe(true);
});

it('trains again after a preparation has failed', async () => {
  const trainer = createTrainer();
  const started = trainer.start(sendDataset(aDataset), start, listenerOf('one'));
  await settle();
  Object.assign(mock.devices[0] ?? {}, { create: () => Promise.reject(new Error('no room')) });
  await advance(0);
  await started;
  expect(mock.trained).toEqual(['one failed']);
  const again = trainer.start(sendDataset(aDataset), start, listenerOf('two'));
  await advance(1);
  await advance(1);
  await again;
  expect(mock.trained).toEqual(['one failed', 'two device']);
  await trainer.discard();
});

it('closes the channel to the listener once its run has ended, and no earlier', async () => {
  const trainer = createTrainer();
  const listener = { ...listenerOf('one'), released: () => void mock.trained.push('one released') };
  const started = trainer.start(sendDataset(aDataset), start, listener);
  await advance(0);
  await advance(0);
  await started;
  expect(mock.trained).toEqual(['one device']);
  await trainer.discard();
  expect(mock.trained).toEqual(['one device', 'one released']);
});
