/** Starts that overlap: the run is real, its devices are those of this thread and wait until the test lets them be made. */
import { releaseProxy } from 'comlink';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createDevice } from '../src/dynamics/device/createDevice';
import { presets } from '../src/dynamics/settings';
import type { TrainingDevices } from '../src/inference/training/devices';
import { chain } from '../tests/support/inference/chain';
import type { TrainerApi, TrainerListener, TrainerStart } from './protocol';
import { sendDataset } from './sendDataset';

interface Waiting {
  /** Lets devices be made from now on, or fail. */
  readonly open: (failure?: Error) => void;
  asked: number;
  isDisposed: boolean;
}

const nothing = () => undefined;

let made: Waiting[] = [];
let told: string[] = [];
let trainer: TrainerApi;
let create: () => TrainerApi;

function waitingDevices(): TrainingDevices {
  let open: Waiting['open'] = nothing;
  const opened = new Promise<void>((resolve, reject) => {
    open = (failure) => (failure ? reject(failure) : resolve());
  });
  const own: Waiting = { open, asked: 0, isDisposed: false };
  made.push(own);
  return {
    create: async (problem) => {
      own.asked++;
      await opened;
      return createDevice('reference', problem);
    },
    describe: ({ info }) => ({ ...info, reason: { tag: 'no-webgpu', wished: false } }),
    replace: async () => undefined,
    requireMemory: () => 0,
    dispose: () => {
      own.isDisposed = true;
    },
  };
}

// The worker has no other thread here that it could answer, and no browser to describe.
beforeAll(async () => {
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('navigator', { userAgent: '' });
  const { createTrainer } = await import('./trainer');
  create = () => createTrainer(waitingDevices);
});

beforeEach(() => {
  [made, told] = [[], []];
  trainer = create();
});

const sent = sendDataset(chain());

/** A run that is not over before it is ended. */
const start: TrainerStart = {
  settings: { ...presets.H, steps: 1e6, cellBatch: 16 },
  resume: null,
  isPaused: false,
  pace: null,
  cores: 1,
  device: 'auto',
  times: [],
};

function listenerOf(name: string): TrainerListener {
  const log = (event: string) => void told.push(`${name} ${event}`);
  return {
    alive: () => undefined,
    snapshot: async () => undefined,
    finished: () => log('finished'),
    failed: () => log('failed'),
    moved: () => undefined,
    device: () => log('device'),
    measured: () => undefined,
    preparing: () => undefined,
  };
}

/** Until the preparation asks for its first device. */
const asks = (preparation: number) => vi.waitFor(() => expect(made[preparation]?.asked).toBeGreaterThan(0));

it('trains only the later of two starts, and releases the devices of the first', async () => {
  const first = trainer.start(sent, start, listenerOf('first'));
  await asks(0);
  let seen: () => void = nothing;
  const trained = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const second = trainer.start(sent, start, { ...listenerOf('second'), snapshot: async () => seen() });
  made[0]?.open();
  await first;
  expect(made[0]?.isDisposed).toBe(true);
  await asks(1);
  made[1]?.open();
  await second;
  expect(told).toEqual(['second device']);
  await trained;
  expect(made).toHaveLength(2);
  expect(made[1]?.isDisposed).toBe(false);
  await trainer.discard();
  expect(made[1]?.isDisposed).toBe(true);
  expect(await trainer.progress()).toBeNull();
  expect(told).toEqual(['second device']);
});

it('ends a preparation that is discarded at its next fit, without a message', async () => {
  const started = trainer.start(sent, start, listenerOf('one'));
  await asks(0);
  const discarded = trainer.discard();
  made[0]?.open();
  await Promise.all([started, discarded]);
  expect(told).toEqual([]);
  expect(made[0]?.asked).toBe(1);
  expect(made[0]?.isDisposed).toBe(true);
});

it('trains again after a preparation has failed', async () => {
  const started = trainer.start(sent, start, listenerOf('one'));
  await asks(0);
  made[0]?.open(new Error('no room'));
  await started;
  expect(told).toEqual(['one failed']);
  const again = trainer.start(sent, start, listenerOf('two'));
  await asks(1);
  made[1]?.open();
  await again;
  expect(told).toEqual(['one failed', 'two device']);
  await trainer.discard();
});

it('closes the channel to the listener once its run has ended, and no earlier', async () => {
  const listener = { ...listenerOf('one'), [releaseProxy]: () => void told.push('one released') };
  const started = trainer.start(sent, start, listener);
  await asks(0);
  made[0]?.open();
  await started;
  expect(told).toEqual(['one device']);
  await trainer.discard();
  expect(told).toEqual(['one device', 'one released']);
});
