/** Opening a demo, with mocks of the workers. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { presets } from '../../../dynamics/settings';
import { fake, fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import type { Outcome } from '../../../dataset/errors';
import type { WorkerEnd } from '../clients';
import { type RunState, emptyImport, emptyRun } from '../state';
import { useArrival, useImport, useRun, useScreen } from '../stores';
import { aMapping, aRecognition } from '../../../../tests/support/dataset/recognition';
import { aDataset, anOpenedFile } from '../../../../tests/support/app/testData';
import { createSession } from '../page/session';

interface Asked {
  readonly demo: string;
  readonly tell: (percent: number) => void;
  readonly answer: (made: Outcome<{ data: Uint8Array<ArrayBuffer>; truth: string }, WorkerEnd>) => void;
}

/** Requests to the mock simulation worker, and how often it was ended. */
const simulation = { asked: [] as Asked[], ended: 0 };
const runner = { asked: [] as string[] };

const session = createSession(
  fakeWorkers({
    simulation: () =>
      fake({
        ask: (call) =>
          new Promise((answer) => {
            call({
              simulate: (demo: string, tell: Asked['tell']) => simulation.asked.push({ demo, tell, answer }),
            });
          }),
        end: () => {
          simulation.ended += 1;
        },
      }),
    ingest: () =>
      fake({
        ask: async () => ({
          ok: true,
          value: { ok: true, value: { opened: anOpenedFile, recognition: aRecognition(aMapping) } },
        }),
      }),
    trainer: () =>
      fakeHandle({
        start: async () => undefined,
        pause: async () => void runner.asked.push('pause'),
        resume: async () => void runner.asked.push('resume'),
        progress: async () => null,
        discard: async () => undefined,
      }),
  }),
);

const { cancelImport, readDemo } = session.data;
const { abandon, launch } = session.run;

/** On screen and in training. */
function training(demo: RunState['demo']): void {
  useRun.setState({ ...emptyRun, dataset: aDataset, demo, phase: 'running' }, true);
  launch(aDataset, { settings: presets.H, resume: null, pace: null, cores: 1, device: 'auto', times: [] }, 0);
}

afterEach(abandon);

const made = {
  ok: true,
  value: { data: Uint8Array.of(1, 2), truth: 'source\ttarget\tsign\nG1\tG2\t-\n' },
} as const;

function asked(place: number): Asked {
  const question = simulation.asked[place];
  if (!question) throw new Error('nothing is simulated');
  return question;
}

beforeEach(() => {
  simulation.asked = [];
  simulation.ended = 0;
  runner.asked = [];
  cancelImport();
  useImport.setState(emptyImport, true);
  useRun.setState(emptyRun, true);
  useScreen.setState({ step: 'data' });
});

it('simulates with progress, ends the worker and opens the screen with its true edges', async () => {
  const reading = readDemo('loops');
  expect(asked(0).demo).toBe('loops');
  asked(0).tell(42);
  expect(useImport.getState()).toMatchObject({
    phase: 'reading',
    demo: 'loops',
    progress: { phase: 'simulating', percent: 42 },
  });
  asked(0).answer(made);
  await reading;
  expect(simulation.ended).toBe(1);
  expect(useImport.getState()).toMatchObject({ phase: 'checking', demo: 'loops', opened: anOpenedFile });
  expect(useImport.getState().truth?.edges).toEqual([
    expect.objectContaining({ source: 'G1', target: 'G2', sign: -1 }),
  ]);
});

it('is cancelled with its worker, and resumes the demo on screen', async () => {
  training('myeloid');
  const reading = readDemo('hundred');
  expect(runner.asked).toEqual(['pause']);
  expect(useRun.getState().phase).toBe('paused');
  cancelImport();
  expect(simulation.ended).toBe(1);
  asked(0).tell(50);
  asked(0).answer({ ok: false, error: { tag: 'worker-ended' } });
  await reading;
  expect(useImport.getState()).toEqual(emptyImport);
  expect(runner.asked).toEqual(['pause', 'resume']);
});

it('does not pause a run that is no demo', async () => {
  training(null);
  const reading = readDemo('loops');
  asked(0).answer(made);
  await reading;
  expect(runner.asked).toEqual([]);
  expect(useRun.getState().phase).toBe('running');
});

it('is replaced by another demo that is chosen meanwhile', async () => {
  const first = readDemo('hundred');
  const second = readDemo('loops');
  expect(simulation.ended).toBe(1);
  asked(1).answer(made);
  await second;
  asked(0).answer(made);
  await first;
  expect(useImport.getState()).toMatchObject({ phase: 'checking', demo: 'loops' });
});

it('is read once for two requests, and both wait for it', async () => {
  const first = readDemo('loops');
  const second = readDemo('loops').then(() => useImport.getState().phase);
  asked(0).answer(made);
  expect(await second).toBe('checking');
  await first;
  expect(simulation.asked).toHaveLength(1);
  const again = readDemo('loops');
  asked(1).answer(made);
  await again;
  expect(simulation.asked).toHaveLength(2);
});

it('gives way to a run or link that is opened while the bundled demo is fetched', async () => {
  vi.stubGlobal('document', { baseURI: 'https://modulode.example/' });
  const answers: ((response: Response) => void)[] = [];
  vi.stubGlobal('fetch', () => new Promise((resolve) => answers.push(resolve)));
  const reading = readDemo('myeloid');
  expect(useArrival.getState().demo).toBe('myeloid');
  // Showing a run closes the import, which has not begun.
  cancelImport();
  for (const answer of answers) answer(new Response('x'));
  await reading;
  vi.unstubAllGlobals();
  expect(answers).toHaveLength(2);
  expect(useImport.getState()).toEqual(emptyImport);
  expect(useArrival.getState().demo).toBeNull();
});

it('shows that its worker was lost', async () => {
  const reading = readDemo('hundred');
  asked(0).answer({ ok: false, error: { tag: 'worker-lost', detail: 'no memory' } });
  await reading;
  expect(useImport.getState()).toMatchObject({
    phase: 'idle',
    error: { tag: 'worker-lost', detail: 'no memory' },
  });
});
