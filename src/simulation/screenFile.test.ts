import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { columnsOf, denseOf, open } from '../../tests/fixtures/readers/fixture';
import type { CapturedScreen } from './capture';
import { screenBytes, screenFormats, type ScreenFormat } from './screenFile';

const PYTHON = '/usr/bin/python3';
const hasAnndata = spawnSync(PYTHON, ['-c', 'import anndata, pandas, scipy']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'screen-'));

/** Deliberately awkward: names that need quotes, a cell of zeros, numbers of nine digits, unknown doses. */
const screen: CapturedScreen = {
  genes: ['HLA-A', 'MT-ND1', 'a "b", c'],
  values: Float32Array.from([0.1, 0, 3, 0, 0, 0, 1 / 3, 1e-7, 16_777_217, 2.5, 0, 1.1]),
  labels: ['control', 'HLA-A', 'HLA-A+MT-ND1', 'control'],
  kinds: ['control', 'knockdown', 'knockdown', 'control'],
  times: Float64Array.from([1, 2, 2, 1]),
  doses: Float64Array.from([Number.NaN, 0.25, 0.25, Number.NaN]),
  batches: ['b1', 'b2', 'b1', 'b2'],
  truth: [],
  modules: null,
};

it.each(screenFormats)('a screen written as %s is read back to the last bit', async (format) => {
  const bytes = await screenBytes(screen, format);
  const source = await open(new File([bytes], `screen.${format}`));
  const { opened } = source;
  const path = opened.matrices[0]?.path ?? '';
  expect(opened.cellNames).toEqual(['cell0000', 'cell0001', 'cell0002', 'cell0003']);
  expect(opened.genes[path]?.index).toEqual(screen.genes);
  expect((await denseOf(source, path)).flat()).toEqual([...screen.values]);
  const { perturbation, perturbation_type, time, dose, batch } = columnsOf(opened.obs);
  expect({ perturbation, perturbation_type, batch }).toEqual({
    perturbation: screen.labels,
    perturbation_type: screen.kinds,
    batch: screen.batches,
  });
  expect([time, dose]).toEqual([
    [1, 2, 2, 1],
    [null, 0.25, 0.25, null],
  ]);
});

it.each(screenFormats)('the same screen gives the same bytes as %s', async (format) => {
  expect(await screenBytes(screen, format)).toEqual(await screenBytes(screen, format));
});

const readers: Readonly<Record<ScreenFormat, string>> = {
  h5ad: 'a = anndata.read_h5ad(path); x = a.X; obs = a.obs; names = list(a.var_names)',
  csv: 't = pandas.read_csv(path, index_col=0); x = t.iloc[:, 5:]; obs = t; names = list(t.columns[5:])',
  tsv: 't = pandas.read_csv(path, index_col=0, sep="\\t"); x = t.iloc[:, 5:]; obs = t; names = list(t.columns[5:])',
  'csv.gz': 't = pandas.read_csv(path, index_col=0); x = t.iloc[:, 5:]; obs = t; names = list(t.columns[5:])',
  'tsv.gz':
    't = pandas.read_csv(path, index_col=0, sep="\\t"); x = t.iloc[:, 5:]; obs = t; names = list(t.columns[5:])',
  zip: `z = zipfile.ZipFile(path)
x = scipy.io.mmread(io.BytesIO(z.read('matrix.mtx'))).toarray().T
obs = pandas.read_csv(z.open('cell_identities.csv'), index_col=0)
names = [line.split('\\t')[1] for line in z.read('features.tsv').decode().splitlines()]
assert list(obs.index) == z.read('barcodes.tsv').decode().split()`,
};

it.skipIf(!hasAnndata).each(screenFormats)('%s is read by anndata, pandas or scipy', async (format) => {
  const path = join(folder, `screen.${format}`);
  writeFileSync(path, await screenBytes(screen, format));
  const script = `import anndata, io, json, numpy, pandas, scipy.io, sys, zipfile
path = sys.argv[1]
${readers[format]}
values = numpy.asarray(x, dtype='float32').tobytes().hex()
print(json.dumps([values, names, list(obs['perturbation']), [float(t) for t in obs['time']], int(obs['dose'].isna().sum())]))`;
  const printed = execFileSync(PYTHON, ['-c', script, path], { encoding: 'utf8' });
  expect(JSON.parse(printed)).toEqual([
    Buffer.from(screen.values.buffer).toString('hex'),
    screen.genes,
    screen.labels,
    [1, 2, 2, 1],
    2,
  ]);
});
