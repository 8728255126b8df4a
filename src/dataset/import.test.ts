import { describe, expect, it } from 'vitest';
import { fixture } from '../../tests/fixtures/readers/fixture';
import { asDatasetError, createImport, type ReadProgress } from './import';
import { alone } from './readers/fileGroup';

const quiet = () => undefined;

const SCREEN = [
  'cell,GATA1,FLI1,KLF1,perturbation',
  ...Array.from(
    { length: 60 },
    (_, i) => `c${i},${i % 5},${(i + 1) % 3},${(i * 7) % 4},${['control', 'GATA1', 'KLF1'][i % 3]}`,
  ),
].join('\n');

describe('one import', () => {
  it('opens, recognises again after a change, and loads the data of the mapping', async () => {
    const own = createImport();
    const seen: ReadProgress[] = [];
    const opened = await own.open(alone(new File([SCREEN], 'screen.csv')), (progress) => seen.push(progress));
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

  it.each([
    [
      'two columns of guides as one label',
      'guide_A,guide_B',
      ['NTC,NTC', 'GATA1,NTC', 'NTC,KLF1', 'GATA1,KLF1'],
    ],
    [
      'no label of doublets',
      'HTO,HTO.global',
      ['NTC,Singlet', 'GATA1,Singlet', 'KLF1,Singlet', 'FLI1,Doublet'],
    ],
  ])('reads %s', async (_, columns, values) => {
    const lines = Array.from({ length: 60 }, (__, i) => [`c${i}`, i % 5, (i + 1) % 3, i % 7, values[i % 4]]);
    const text = [`cell,GATA1,FLI1,KLF1,${columns}`, ...lines.map((line) => line.join(','))].join('\n');
    const opened = await createImport().open(alone(new File([text], 'screen.csv')), quiet);
    if (!opened.ok) throw new Error(opened.error.tag);
    const { mapping, labels } = opened.value.recognition;
    const isPair = columns === 'guide_A,guide_B';
    expect(mapping.perturbationColumn).toBe(isPair ? 'guide_A + guide_B' : 'HTO');
    const targets = labels.map((label) => label.targets.join(' ')).toSorted();
    expect(targets).toEqual(['', 'GATA1', ...(isPair ? ['GATA1 KLF1'] : []), 'KLF1']);
  });

  it('takes other columns of a table as genes, and keeps what the user changed', async () => {
    const own = createImport();
    const text = SCREEN.replace('FLI1', 'plate');
    const opened = await own.open(alone(new File([text], 'screen.csv')), quiet);
    expect(opened).toMatchObject({
      ok: true,
      value: { opened: { genes: { table: { index: ['GATA1', 'KLF1'] } } } },
    });
    const changes = { kind: 'overexpression' as const };
    const taken = await own.takeColumns({ asGenes: ['plate'] }, changes, quiet);
    expect(taken).toMatchObject({
      ok: true,
      value: {
        opened: { genes: { table: { index: ['GATA1', 'plate', 'KLF1'] } } },
        recognition: { mapping: { kind: 'overexpression', batchColumn: null } },
      },
    });
    const refused = await own.takeColumns(
      { asGenes: [], notGenes: ['GATA1', 'KLF1', 'plate'] },
      changes,
      quiet,
    );
    expect(refused).toMatchObject({ ok: false, error: { tag: 'no-matrix' } });
    expect(await own.recognise({})).toMatchObject({
      ok: true,
      value: { perturbationColumns: ['perturbation'] },
    });
  });

  it('returns a problem as data, and accepts another file afterwards', async () => {
    const own = createImport();
    const first = await own.open(alone(new File([], 'empty.h5ad')), quiet);
    expect(first).toEqual({ ok: false, error: { tag: 'empty-file', file: 'empty.h5ad' } });
    expect(await own.open(alone(fixture('dense.h5ad')), quiet)).toMatchObject({ ok: true });
  });

  it('keeps the loaded data when the next file is rejected', async () => {
    const own = createImport();
    await own.open(alone(fixture('dense.h5ad')), quiet);
    expect(await own.open(alone(fixture('no-matrix.h5ad')), quiet)).toMatchObject({
      ok: false,
    });
    expect(await own.recognise({})).toMatchObject({ ok: true });
  });

  const bare = SCREEN.replaceAll(',control\n', ',FLI1\n');
  const controls = [
    'cell,KLF1,MYC,GATA1,FLI1',
    ...Array.from({ length: 30 }, (_, i) => `k${i},${i % 4},9,${i % 5},${(i * 3) % 7}`),
  ].join('\n');

  it('adds control cells from a separate file, in place of those added before', async () => {
    const own = createImport();
    const opened = await own.open(alone(new File([bare], 'bare.csv')), quiet);
    if (!opened.ok) throw new Error(opened.error.tag);
    const { mapping } = opened.value.recognition;
    expect(mapping.control).toEqual({ mode: 'others' });
    for (const rows of [31, 21]) {
      const some = controls.split('\n').slice(0, rows).join('\n');
      const added = await own.addControls(new File([some], 'ctrl.csv'), mapping, quiet);
      if (!added.ok) throw new Error(added.error.tag);
      expect(added.value.opened.cells).toBe(60 + rows - 1);
      expect(added.value.recognition.mapping).toEqual({
        ...mapping,
        control: { mode: 'cells', labels: ['control'] },
      });
    }
    const loaded = await own.load({ ...mapping, control: { mode: 'cells', labels: ['control'] } }, quiet);
    if (!loaded.ok) throw new Error(loaded.error.tag);
    expect(loaded.value.conditions.map(({ label, cells }) => [label, cells])).toEqual([
      ['control', 20],
      ['FLI1', 20],
      ['GATA1', 20],
      ['KLF1', 20],
    ]);
    expect(loaded.value.genes).not.toContain('MYC');
  });

  it('keeps the screen unchanged when the controls do not fit', async () => {
    const own = createImport();
    const opened = await own.open(alone(new File([bare], 'bare.csv')), quiet);
    if (!opened.ok) throw new Error(opened.error.tag);
    const { mapping } = opened.value.recognition;
    const foreign = controls.replace('KLF1', 'ENSG00000105610');
    expect(await own.addControls(new File([foreign], 'ctrl.csv'), mapping, quiet)).toMatchObject({
      ok: false,
      error: { tag: 'controls-lack-genes', file: 'ctrl.csv', perturbed: ['KLF1'] },
    });
    expect(await own.addControls(new File([], 'none.csv'), mapping, quiet)).toMatchObject({
      ok: false,
      error: { tag: 'empty-file', file: 'none.csv' },
    });
    expect(await own.load(mapping, quiet)).toMatchObject({ ok: true, value: { cells: 60 } });
  });

  it('cancels reading a file of controls', async () => {
    const own = createImport();
    const opened = await own.open(alone(new File([bare], 'bare.csv')), quiet);
    if (!opened.ok) throw new Error(opened.error.tag);
    const { mapping } = opened.value.recognition;
    const cancelled = own.addControls(new File([controls], 'ctrl.csv'), mapping, quiet);
    own.cancelControls();
    expect(await cancelled).toEqual({ ok: false, error: { tag: 'cancelled', file: 'ctrl.csv' } });
    const [first, second] = await Promise.all(
      ['first.csv', 'second.csv'].map((name) => own.addControls(new File([controls], name), mapping, quiet)),
    );
    expect(first).toEqual({ ok: false, error: { tag: 'cancelled', file: 'first.csv' } });
    expect(second).toMatchObject({ ok: true, value: { opened: { cells: 90 } } });
  });

  it('guesses the batch again: lanes without their own controls are useless', async () => {
    const own = createImport();
    const lanes = bare
      .split('\n')
      .map((line, i) => `${line},${i === 0 ? 'batch' : `lane ${i % 2}`}`)
      .join('\n');
    const opened = await own.open(alone(new File([lanes], 'bare.csv')), quiet);
    if (!opened.ok) throw new Error(opened.error.tag);
    const { mapping } = opened.value.recognition;
    expect(mapping.batchColumn).toBe('batch');
    const added = await own.addControls(new File([controls], 'ctrl.csv'), mapping, quiet);
    expect(added).toMatchObject({ value: { recognition: { mapping: { batchColumn: null } } } });
  });

  it('returns an error where no file is open', async () => {
    expect(await createImport().recognise({})).toMatchObject({ ok: false });
  });
});

it('running out of memory is reported as such', () => {
  expect(asDatasetError(new RangeError('Array buffer allocation failed'), 'a.csv').tag).toBe('out-of-memory');
  expect(
    asDatasetError(new TypeError('Failed to fetch dynamically imported module: hdf5_util.js'), 'a.h5ad').tag,
  ).toBe('reader-unavailable');
  expect(asDatasetError(new TypeError('x is undefined'), 'a.csv')).toMatchObject({
    tag: 'damaged-file',
    detail: 'x is undefined',
  });
});
