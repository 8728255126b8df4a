/** Files that report nothing for long, with a mock of the ingest worker. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fake, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import type { DatasetError } from '../../../dataset/errors';
import type { ReadProgress } from '../../../dataset/import';
import type { Mapping } from '../../../dataset/mapping';
import { aMapping, aRecognition } from '../../../../tests/support/dataset/recognition';
import { emptyImport } from '../state';
import { MAX_SILENT_SECONDS, SILENT_SECONDS } from './silence';
import { useImport, useScreen } from '../stores';
import { aDataset, anOpenedFile } from '../../../../tests/support/app/testData';
import { createSession } from '../page/session';

const nothing = () => undefined;
const load = {
  tell: nothing as (read: ReadProgress) => void,
  finish: nothing as () => void,
  ended: 0,
  opens: true,
  refuses: null as DatasetError | null,
  isLost: false,
  /** Mappings that a recognition was asked for. */
  recognised: [] as Partial<Mapping>[],
  /** Columns that the table was asked to be read with, and the end of that reading. */
  taken: [] as unknown[],
  finishColumns: nothing as () => void,
};

const mockIngest = {
  open: (): Promise<unknown> =>
    load.refuses
      ? Promise.resolve({ ok: false, error: load.refuses })
      : load.opens
        ? Promise.resolve({ ok: true, value: { opened: anOpenedFile, recognition: aRecognition(aMapping) } })
        : new Promise(() => undefined),
  load: (_: unknown, tell: (read: ReadProgress) => void) =>
    new Promise((resolve) => {
      load.tell = tell;
      load.finish = () => resolve({ ok: true, value: aDataset });
    }),
  effects: () => null,
  takeColumns: (columns: unknown) =>
    new Promise((resolve) => {
      load.taken.push(columns);
      load.finishColumns = () =>
        resolve({ ok: true, value: { opened: anOpenedFile, recognition: aRecognition(aMapping) } });
    }),
  recognise: (changes: Partial<Mapping>) => {
    load.recognised.push(changes);
    return Promise.resolve({ ok: true, value: aRecognition({ ...aMapping, ...changes }) });
  },
};

const { data } = createSession(
  fakeWorkers({
    ingest: () =>
      fake({
        ask: async (call) =>
          load.isLost
            ? { ok: false, error: { tag: 'worker-lost', detail: 'out of memory' } }
            : { ok: true, value: await call(mockIngest) },
        end: () => void load.ended++,
      }),
  }),
);

const { cancelImport, changeMapping, loadMapping, openFiles, readTableAs, takeColumns } = data;

const isSilent = () => useImport.getState().isSilent;

beforeEach(async () => {
  useImport.setState(emptyImport, true);
  Object.assign(load, { opens: true, refuses: null, isLost: false, recognised: [], taken: [] });
  await openFiles([new File(['x'], 'screen.h5ad')]);
  load.ended = 0;
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

it('shows a silence while values are read, until the next sign or the end', async () => {
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

it('waits for values for minutes, until the person cancels', async () => {
  void loadMapping();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(useImport.getState()).toMatchObject({ phase: 'loading', isSilent: true, error: null });
  expect(load.ended).toBe(0);
  cancelImport();
  expect(load.ended).toBe(1);
  expect(useImport.getState()).toMatchObject({ phase: 'idle', isSilent: false });
});

it('gives up a file that is silent while it is opened, without calling it damaged', async () => {
  load.opens = false;
  void openFiles([new File(['x'], 'slow.h5ad')]);
  await vi.advanceTimersByTimeAsync(1000 * SILENT_SECONDS + 500);
  expect(useImport.getState()).toMatchObject({ phase: 'reading', isSilent: true });
  await vi.advanceTimersByTimeAsync(1000 * MAX_SILENT_SECONDS);
  expect(useImport.getState()).toMatchObject({
    // The file that was open before.
    phase: 'checking',
    fileName: 'screen.h5ad',
    error: { tag: 'file-silent', file: 'slow.h5ad', seconds: 30 },
  });
  expect(load.ended).toBeGreaterThan(0);
});

it('closes a file whose worker is lost while values are read, so that it can be opened again', async () => {
  load.isLost = true;
  expect(await loadMapping()).toBe(false);
  const error = { tag: 'opening-failed', file: 'screen.h5ad', detail: 'out of memory' };
  expect(useImport.getState()).toEqual({ ...emptyImport, fileName: 'screen.h5ad', error });
  expect(load.ended).toBe(1);
  load.isLost = false;
  await openFiles([new File(['x'], 'screen.h5ad')]);
  expect(useImport.getState()).toMatchObject({ phase: 'checking', error: null });
});

const targets = () => useImport.getState().mapping?.targets;

it('corrects what a label names, takes it back and makes it again', async () => {
  const { nameTarget, undoTarget, redoTarget } = data;
  const entry = { label: 'guide_7', targets: ['GATA1'] };
  nameTarget(entry);
  await vi.advanceTimersByTimeAsync(0);
  expect(load.recognised.at(-1)?.targets).toEqual([entry]);
  nameTarget({ ...entry, targets: ['SPI1'] });
  await vi.advanceTimersByTimeAsync(0);
  expect(targets()).toEqual([{ ...entry, targets: ['SPI1'] }]);
  undoTarget();
  await vi.advanceTimersByTimeAsync(0);
  expect(targets()).toEqual([entry]);
  expect(load.recognised.at(-1)?.targets).toEqual([entry]);
  undoTarget();
  undoTarget();
  expect(targets()).toEqual([]);
  redoTarget();
  expect(targets()).toEqual([entry]);
});

it('closes a file whose worker is lost while the mapping changes', async () => {
  load.isLost = true;
  changeMapping({ kind: 'knockdown' });
  await vi.advanceTimersByTimeAsync(0);
  expect(useImport.getState()).toMatchObject({ phase: 'idle', error: { tag: 'opening-failed' } });
});

const bad = new File([''], 'bad.h5ad');
const emptyFile = { tag: 'empty-file', file: 'bad.h5ad' } as const;

it('a file that cannot be read leaves the checked file with the mapping, its changes, values and truth', async () => {
  changeMapping({ kind: 'overexpression' });
  const loading = loadMapping();
  await vi.advanceTimersByTimeAsync(0);
  load.finish();
  await loading;
  useImport.setState({ truth: { name: 'known.tsv', edges: [] } });
  const { error: _, ...before } = useImport.getState();
  load.refuses = emptyFile;
  const recognised = load.recognised.length;
  await openFiles([bad]);
  expect(useImport.getState()).toMatchObject({ ...before, phase: 'ready', error: emptyFile });
  expect(useImport.getState().dataset).toBe(before.dataset);
  // Its worker lives: the one of the refused file ended, and a later change is recognised.
  expect(load.ended).toBe(1);
  changeMapping({ kind: 'knockout' });
  await vi.advanceTimersByTimeAsync(0);
  expect(load.recognised.length).toBeGreaterThan(recognised);
  expect(useImport.getState().mapping?.kind).toBe('knockout');
});

it('a table whose columns are being read stays where another file is refused, and is read with them', async () => {
  const columns = { asGenes: ['depth'], notGenes: [] };
  takeColumns(columns);
  await vi.advanceTimersByTimeAsync(0);
  expect(useImport.getState().phase).toBe('reading');
  load.refuses = emptyFile;
  await openFiles([bad]);
  expect(useImport.getState()).toMatchObject({
    fileName: 'screen.h5ad',
    opened: anOpenedFile,
    error: emptyFile,
  });
  load.finishColumns();
  await vi.advanceTimersByTimeAsync(0);
  expect(load.taken).toEqual([columns, columns]);
  load.finishColumns();
  await vi.advanceTimersByTimeAsync(0);
  expect(useImport.getState()).toMatchObject({ phase: 'checking', fileName: 'screen.h5ad' });
});

it('cancelling the reading of another file returns to the checked one', async () => {
  changeMapping({ kind: 'overexpression' });
  load.opens = false;
  void openFiles([bad]);
  await vi.advanceTimersByTimeAsync(10);
  expect(useImport.getState()).toMatchObject({ phase: 'reading', fileName: 'bad.h5ad' });
  cancelImport();
  const before = { phase: 'checking', fileName: 'screen.h5ad', mapping: { kind: 'overexpression' } };
  expect(useImport.getState()).toMatchObject({ ...before, error: null });
});

it('where nothing is open, a file that cannot be read leads to where files are opened', async () => {
  useImport.setState({ ...emptyImport }, true);
  useScreen.setState({ step: 'train' });
  load.refuses = emptyFile;
  await openFiles([bad]);
  expect(useImport.getState()).toMatchObject({ phase: 'idle', error: emptyFile });
  expect(useScreen.getState().step).toBe('data');
});

it('losing the worker that reads another file returns to the checked one', async () => {
  load.isLost = true;
  await openFiles([bad]);
  expect(useImport.getState()).toMatchObject({
    phase: 'checking',
    fileName: 'screen.h5ad',
    error: { tag: 'opening-failed', file: 'bad.h5ad' },
  });
});

it('another file that can be read replaces the checked one, whose worker ends', async () => {
  changeMapping({ kind: 'overexpression' });
  await openFiles([new File(['x'], 'other.h5ad')]);
  expect(useImport.getState()).toMatchObject({ phase: 'checking', fileName: 'other.h5ad', changes: {} });
  expect(load.ended).toBe(1);
});

it('the answer to a question about a refused table reads that table; the checked file stays until then', async () => {
  load.refuses = { tag: 'table-unclear', file: 'bad.csv', asks: 'rows', samples: [] };
  await openFiles([new File(['x'], 'bad.csv')]);
  expect(useImport.getState()).toMatchObject({ fileName: 'screen.h5ad', error: { tag: 'table-unclear' } });
  load.refuses = null;
  await readTableAs({ rows: 'cells' });
  expect(useImport.getState()).toMatchObject({ fileName: 'bad.csv', phase: 'checking', error: null });
});
