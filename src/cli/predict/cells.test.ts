import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { emptyFolder, savedRun, trainedRun } from '../../../tests/support/cli/commands';
import { testHost } from '../../../tests/support/cli/testHost';
import { countedScreen } from '../../../tests/support/inference/countedScreen';
import { openData } from '../openData';
import { openHdf5 } from '../../dataset/readers/hdf5/open';
import { distinctValues } from '../../dataset/recognise/columns';
import { predictEnd } from '../../dynamics/predict';
import { leastBiasedComparisons } from '../../inference/run/comparisons';
import type { FinishedRun } from '../../share/finishedRun';
import { runCli } from '../program';

const PYTHON = '/usr/bin/python3';
const hasAnndata = spawnSync(PYTHON, ['-c', 'import anndata']).status === 0;

let run: FinishedRun;
let folder: string;
let out: string;

beforeAll(async () => {
  run = await trainedRun({}, countedScreen());
  folder = await savedRun(run);
  out = join(await emptyFolder(), 'cells.h5ad');
});

async function predict(...args: string[]) {
  const host = testHost();
  const code = await runCli(['predict', ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

const fileOf = async (path: string) => new File([await readFile(path)], 'cells.h5ad');

/** The written cells as the program reads any screen, with their own labels. */
async function readBack(path: string) {
  const { data, recognition } = await openData([path], {}, () => undefined);
  const { mapping } = recognition;
  const loaded = await data.load(
    { ...mapping, genes: { total: 8, pasted: run.dataset.genes } },
    () => undefined,
  );
  data.close();
  if (!loaded.ok) throw new Error(loaded.error.tag);
  const dataset = loaded.value;
  const genes = dataset.genes.length;
  const meansOf = (label: string) => {
    const rows = [...dataset.conditionOfCell.keys()].filter(
      (cell) => dataset.conditions[dataset.conditionOfCell[cell] ?? -1]?.label === label,
    );
    return run.dataset.genes.map((name) => {
      const gene = dataset.genes.indexOf(name);
      return rows.reduce((sum, cell) => sum + (dataset.values[cell * genes + gene] ?? NaN), 0) / rows.length;
    });
  };
  return { dataset, meansOf, mapping };
}

it('writes every perturbation of the screen, predicted without it, and the controls, as scorers read them', async () => {
  const { code, text, told } = await predict(folder, '--cells', out);
  expect([code, text]).toEqual([0, '']);
  expect(told).toContain('5 perturbations, 360 cells each, and 360 control cells.');
  expect(told).toContain('They carry no more than that mean and the measured spread of the controls.');
  expect(told).toMatch(
    /Energy distance to the measured cells of 5 perturbations \(unmoved controls = 1\): predicted/,
  );
  const { dataset, meansOf, mapping } = await readBack(out);
  expect(mapping).toMatchObject({
    perturbationColumn: 'target_gene',
    control: { mode: 'cells', labels: ['non-targeting'] },
    values: 'log-normalised',
  });
  expect(dataset.conditions.map(({ label, cells }) => [label, cells])).toEqual([
    ['non-targeting', 360],
    ...['G0', 'G1', 'G2', 'G3', 'G4'].map((label) => [label, 360]),
  ]);
  const control = meansOf('non-targeting');
  for (const { label, role, predicted } of leastBiasedComparisons(run.result.comparisons)) {
    expect(role).toBe('cross-validated');
    for (const [gene, level] of meansOf(label).entries())
      expect(level).toBeCloseTo(Math.max(0, (control[gene] ?? NaN) + (predicted[gene] ?? NaN)), 2);
  }
});

it('writes the perturbations that are asked for, with counts beside them, the same again', async () => {
  const asked = ['--perturb', 'G0=0', '--perturb', 'G0=0.5', '--perturb', 'G5=2', '--cells'];
  const { code } = await predict(folder, ...asked, out);
  expect(code).toBe(0);
  const source = await openHdf5(await fileOf(out), () => undefined);
  const { opened } = source;
  const column = opened.obs.find(({ name }) => name === 'target_gene');
  if (column === undefined) throw new Error('The file has target_gene.');
  expect(distinctValues(column).labels.toSorted()).toEqual(['G0', 'G0=0.5', 'G5', 'non-targeting']);
  expect(opened.matrices.map(({ path }) => path)).toEqual(['X', 'layers/counts']);
  source.close();
  const { meansOf } = await readBack(out);
  const control = meansOf('non-targeting');
  const { delta } = predictEnd(run.result.model, [{ gene: 5, value: 2 }], null);
  for (const [gene, level] of meansOf('G5').entries())
    expect(level).toBeCloseTo(Math.max(0, (control[gene] ?? NaN) + (delta[gene] ?? NaN)), 2);
  const again = join(await emptyFolder(), 'again.h5ad');
  await predict(folder, ...asked, again);
  expect(await readFile(again)).toEqual(await readFile(out));
});

it.skipIf(!hasAnndata)(
  'opens in anndata: X is the logarithm of the counts of each cell over its depth',
  async () => {
    await predict(folder, '--perturb', 'G2=0', '--cells', out);
    const script = [
      'import sys, anndata, numpy',
      'a = anndata.read_h5ad(sys.argv[1])',
      "n, x = a.layers['counts'], numpy.expm1(a.X.astype(float))",
      'unit = x.sum(1) / n.sum(1)',
      'print(a.shape, list(a.obs.columns), a.obs.target_gene.value_counts().to_dict())',
      'print(n.dtype, bool((n == n.round()).all()), bool(numpy.allclose(n * unit[:, None], x, rtol=1e-4, atol=1e-4)))',
    ].join('\n');
    expect(execFileSync(PYTHON, ['-W', 'ignore', '-c', script, out], { encoding: 'utf8' })).toBe(
      "(720, 8) ['target_gene', 'perturbation', 'role'] {'non-targeting': 360, 'G2': 360}\nfloat32 True True\n",
    );
  },
);

it('refuses values without counts, runs without controls, and a second perturbation without --cells', async () => {
  const plain = await predict(await savedRun(await trainedRun()), '--cells', out);
  expect([plain.code, plain.told]).toEqual([
    2,
    expect.stringContaining('The values of the run are not counts'),
  ]);
  const dataset = { ...run.dataset, control: { mode: 'others' as const } };
  const without = await predict(await savedRun({ ...run, dataset }), '--cells', out);
  expect([without.code, without.told]).toEqual([2, expect.stringContaining('The run has no control cells')]);
  const twice = await predict(folder, '--perturb', 'G0=0', '--perturb', 'G1=0');
  expect([twice.code, twice.told]).toEqual([2, expect.stringContaining('only --cells takes several')]);
  expect((await predict(folder, '--cells', out, '--json')).code).toBe(2);
  expect((await predict(folder, '--cells', 'cells.txt')).told).toContain('must end in .h5ad');
});
