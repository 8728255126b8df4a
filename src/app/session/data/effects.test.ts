/** Effects of the open file, with a mock of the ingest worker. */
import { beforeEach, expect, it } from 'vitest';
import { anOpenedFile } from '../../../../tests/support/app/testData';
import { fake, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { aMapping, aRecognition } from '../../../../tests/support/dataset/recognition';
import type { Mapping } from '../../../dataset/mapping';
import { sampleEffects } from '../../../../tests/support/share/sampleEffects';
import { leaveSharedEffects, selectPerturbation, showSharedEffects } from './effects';
import { createSession } from '../page/session';
import { emptyImport } from '../state';
import { useEffects, useImport } from '../stores';

const counts: Mapping = { ...aMapping, values: 'counts' };
const mock = {
  asked: [] as Mapping[],
  finish: undefined as ((answer: unknown) => void) | undefined,
  refuses: false,
};

const mockIngest = {
  open: async () =>
    mock.refuses
      ? { ok: false, error: { tag: 'empty-file', file: 'bad.h5ad' } }
      : { ok: true, value: { opened: anOpenedFile, recognition: aRecognition(counts) } },
  recognise: async (changes: Partial<Mapping>) => ({
    ok: true,
    value: aRecognition({ ...counts, ...changes }),
  }),
  screenEffects: (mapping: Mapping, tell: (share: number) => void) =>
    new Promise((resolve) => {
      mock.asked.push(mapping);
      tell(0.5);
      mock.finish = resolve;
    }),
  contextsOfEffects: async () => ({ column: 'cell_line' }),
};

const found = { labels: ['control', 'SPI1', 'GATA1'], lines: [{ label: 'GATA1' }, { label: 'SPI1' }] };

const { data } = createSession(
  fakeWorkers({
    ingest: () => fake({ ask: async (call) => ({ ok: true, value: await call(mockIngest) }) }),
  }),
);
const measure = () => data.measureEffects(useImport.getState().mapping ?? counts);
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(async () => {
  useImport.setState(emptyImport, true);
  Object.assign(mock, { asked: [], refuses: false });
  await data.openFiles([new File(['x'], 'screen.h5ad')]);
});

it('measures once, shows the progress, and looks at the perturbation that changes most', async () => {
  measure();
  measure();
  expect(useEffects.getState()).toMatchObject({ share: 0.5, found: null });
  mock.finish?.({ ok: true, value: found });
  await settled();
  expect(useEffects.getState()).toMatchObject({ share: null, found, selected: 2 });
  measure();
  expect(mock.asked).toHaveLength(1);
});

it('measures again for other cells, and not for other choices of the model', async () => {
  measure();
  mock.finish?.({ ok: true, value: found });
  await settled();
  data.changeMapping({ heldOut: ['GATA1'], genes: { total: 7, pasted: [] }, cells: 'responding' });
  measure();
  expect(mock.asked).toHaveLength(1);
  data.changeMapping({ batchColumn: 'lane' });
  measure();
  await settled();
  expect(mock.asked).toHaveLength(2);
  expect(useEffects.getState().found).toBeNull();
  mock.finish?.({ ok: true, value: found });
  await settled();
});

it('contexts follow the effects of all cells, where they are told apart', async () => {
  data.changeMapping({ contextColumn: 'cell_line' });
  measure();
  mock.finish?.({ ok: true, value: found });
  await settled();
  await settled();
  expect(useEffects.getState().found).toEqual({ ...found, contexts: { column: 'cell_line' } });
});

it('an error is that of the effects and not of the file, and effects end with the file', async () => {
  measure();
  mock.finish?.({ ok: false, error: { tag: 'empty-file', file: 'screen.h5ad' } });
  await settled();
  expect(useEffects.getState()).toMatchObject({ error: { tag: 'empty-file' }, share: null });
  expect(useImport.getState().error).toBeNull();
  data.cancelImport();
  expect(useEffects.getState()).toMatchObject({ error: null, mapping: null });
});

it('effects of a link stay while those of the file are measured, and go with another file', async () => {
  const shared = { ...sampleEffects(4, { perturbations: 4, genes: 6, changed: 3 }), selected: 3 };
  showSharedEffects(shared);
  measure();
  expect(useEffects.getState()).toMatchObject({ shared, share: 0.5, selected: 4, view: 'table' });
  mock.finish?.({ ok: true, value: found });
  await settled();
  expect(useEffects.getState()).toMatchObject({ found, selected: 4, view: 'table' });
  leaveSharedEffects();
  expect(useEffects.getState()).toMatchObject({ found, shared: null, selected: 2, view: 'map' });
  useEffects.setState({ gene: 7 });
  selectPerturbation(1);
  expect(useEffects.getState()).toMatchObject({ selected: 1, gene: null });
  showSharedEffects(shared);
  await data.openFiles([new File(['y'], 'other.h5ad')]);
  expect(useEffects.getState()).toMatchObject({ shared: null, found: null });
});

it('a file that is refused leaves the effects of the open one, which are not measured again', async () => {
  measure();
  mock.finish?.({ ok: true, value: found });
  await settled();
  selectPerturbation(1);
  const before = useEffects.getState();
  mock.refuses = true;
  await data.openFiles([new File([''], 'bad.h5ad')]);
  expect(useImport.getState()).toMatchObject({ fileName: 'screen.h5ad', error: { tag: 'empty-file' } });
  expect(useEffects.getState()).toEqual(before);
  measure();
  expect(mock.asked).toHaveLength(1);
  mock.refuses = false;
  await data.openFiles([new File(['x'], 'other.h5ad')]);
  expect(useEffects.getState()).toMatchObject({ found: null, mapping: null });
});

it('effects that were being measured when a file was refused are measured again', async () => {
  measure();
  mock.refuses = true;
  await data.openFiles([new File([''], 'bad.h5ad')]);
  expect(useEffects.getState()).toMatchObject({ share: null, mapping: null });
  measure();
  mock.finish?.({ ok: true, value: found });
  await settled();
  expect(mock.asked).toHaveLength(2);
  mock.finish?.({ ok: true, value: found });
  await settled();
  expect(useEffects.getState()).toMatchObject({ share: null, found });
});
