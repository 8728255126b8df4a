/** Values that come without a sign, with the worker played by the test: said, and never ended but by the person. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ReadProgress } from '../../../dataset/import';
import { aMapping, aRecognition } from '../../../../tests/support/dataset/mapping';
import { emptyImport } from '../importState';
import { SILENT_SECONDS } from '../silence';
import { useImport } from '../stores';
import { aDataset, anOpenedFile } from '../../../../tests/support/app/testData';
import { openFiles } from './files';
import { cancelImport, loadMapping } from './import';

const nothing = () => undefined;
const load: { tell: (read: ReadProgress) => void; finish: () => void; ended: number } = {
  tell: nothing,
  finish: nothing,
  ended: 0,
};

vi.mock('comlink', () => ({ proxy: (value: unknown) => value }));
vi.mock('../clients', () => ({
  ingestWorker: () => ({
    ask: async (call: (api: unknown) => unknown) => ({ ok: true, value: await call(playedIngest) }),
    crashed: new Promise<string>(() => undefined),
    end: () => void load.ended++,
  }),
}));

const playedIngest = {
  open: async () => ({ ok: true, value: { opened: anOpenedFile, recognition: aRecognition(aMapping) } }),
  load: (_: unknown, tell: (read: ReadProgress) => void) =>
    new Promise((resolve) => {
      load.tell = tell;
      load.finish = () => resolve({ ok: true, value: aDataset });
    }),
};

const isSilent = () => useImport.getState().isSilent;

beforeEach(async () => {
  useImport.setState(emptyImport, true);
  await openFiles([new File(['x'], 'screen.h5ad')]);
  load.ended = 0;
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

it('is said, taken back with the next sign, and said no more once the values are there', async () => {
  const loading = loadMapping();
  await vi.advanceTimersByTimeAsync((SILENT_SECONDS - 1) * 1000);
  expect(isSilent()).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(isSilent()).toBe(true);
  load.tell({ phase: 'reading', bytesDone: 1, bytesTotal: 2 });
  expect(isSilent()).toBe(false);
  load.finish();
  expect(await loading).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(useImport.getState()).toMatchObject({ phase: 'ready', isSilent: false });
});

it('waits for minutes, until the person cancels', async () => {
  void loadMapping();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(useImport.getState()).toMatchObject({ phase: 'loading', isSilent: true, error: null });
  expect(load.ended).toBe(0);
  cancelImport();
  expect(load.ended).toBe(1);
  expect(useImport.getState()).toMatchObject({ phase: 'idle', isSilent: false });
});
