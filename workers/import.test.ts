import { describe, expect, it } from 'vitest';
import { fixture } from '../src/dataset/readers/fixtures/fixture';
import { asDatasetError, createImport } from './import';
import type { ReadProgress } from './protocol';

const quiet = () => undefined;

const SCREEN = [
  'cell,GATA1,FLI1,KLF1,perturbation',
  ...Array.from(
    { length: 60 },
    (_, i) => `c${i},${i % 5},${i % 3},${(i * 7) % 4},${['control', 'GATA1', 'KLF1'][i % 3]}`,
  ),
].join('\n');

describe('one import', () => {
  it('opens, recognises again after a change, and loads what the mapping says', async () => {
    const own = createImport();
    const seen: ReadProgress[] = [];
    const opened = await own.open({ main: new File([SCREEN], 'screen.csv'), labels: null }, (progress) =>
      seen.push(progress),
    );
    if (!opened.ok) throw new Error(opened.error.tag);
    const { recognition } = opened.value;
    expect(recognition.mapping.perturbationColumn).toBe('perturbation');
    expect(recognition.mapping.control).toEqual({ mode: 'cells', labels: ['control'] });
    expect(seen[0]).toEqual({ phase: 'opening', bytesDone: 0, bytesTotal: SCREEN.length });
    expect(seen.at(-1)).toEqual({ phase: 'scanning', bytesDone: SCREEN.length, bytesTotal: SCREEN.length });

    const changed = await own.recognise({ kind: 'overexpression' });
    expect(changed).toMatchObject({ ok: true, value: { mapping: { kind: 'overexpression' } } });

    const loaded = await own.load(recognition.mapping, quiet);
    if (!loaded.ok) throw new Error(loaded.error.tag);
    expect(loaded.value.cells).toBe(60);
    expect(loaded.value.conditions.map(({ label }) => label).toSorted()).toEqual([
      'GATA1',
      'KLF1',
      'control',
    ]);
    expect(loaded.value.values).toHaveLength(60 * loaded.value.genes.length);
  });

  it('gives a problem as data, and can go on with another file', async () => {
    const own = createImport();
    const first = await own.open({ main: new File([], 'empty.h5ad'), labels: null }, quiet);
    expect(first).toEqual({ ok: false, error: { tag: 'empty-file', file: 'empty.h5ad' } });
    expect(await own.open({ main: fixture('dense.h5ad'), labels: null }, quiet)).toMatchObject({ ok: true });
  });

  it('keeps what was loaded when the next file is refused', async () => {
    const own = createImport();
    await own.open({ main: fixture('dense.h5ad'), labels: null }, quiet);
    expect(await own.open({ main: fixture('no-matrix.h5ad'), labels: null }, quiet)).toMatchObject({
      ok: false,
    });
    expect(await own.recognise({})).toMatchObject({ ok: true });
  });

  it('says that nothing is open rather than throwing', async () => {
    expect(await createImport().recognise({})).toMatchObject({ ok: false });
  });
});

it('memory that ran out is named as such', () => {
  expect(asDatasetError(new RangeError('Array buffer allocation failed'), 'a.csv').tag).toBe('out-of-memory');
  expect(
    asDatasetError(new TypeError('Failed to fetch dynamically imported module: hdf5_util.js'), 'a.h5ad').tag,
  ).toBe('reader-unavailable');
  expect(asDatasetError(new TypeError('x is undefined'), 'a.csv')).toMatchObject({
    tag: 'damaged-file',
    detail: 'x is undefined',
  });
});
