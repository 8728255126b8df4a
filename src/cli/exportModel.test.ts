/** What the terminal alone exports: the model as SBML and for NumPy, and networks for the scorers of benchmarks. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emptyFolder, exported, genes, oddlyNamedRun, savedRun } from '../../tests/support/cli/commands';
import { npyArray } from '../dataset/readers/npz/npz';
import { parameterLayout } from '../dynamics/problem';
import { predictEnd } from '../dynamics/predict';
import { rankEdges } from '../network/ranking';
import type { FinishedRun } from '../share/finishedRun';

let run: FinishedRun;
let folder: string;

beforeAll(async () => {
  run = await oddlyNamedRun();
  folder = await savedRun(run);
});

const formats = ['sbml', 'npz', 'beeline', 'causalbench'] as const;

it.each(formats)('writes %s with the same bytes each time', async (format) => {
  const out = await emptyFolder();
  const written = async (name: string) => {
    expect((await exported(folder, '--format', format, '--out', join(out, name))).code).toBe(0);
    return readFile(join(out, name));
  };
  expect((await written('first')).equals(await written('second'))).toBe(true);
});

it('does not print bytes', async () => {
  const { code, host } = await exported(folder, '--format', 'npz');
  expect(code).toBe(2);
  expect(host.messages.join('\n')).toContain('An npz file cannot be printed.');
});

const strongest = (count?: number) =>
  rankEdges(run.result.network, count).map(({ source, target, weight }) => ({
    source: genes[source],
    target: genes[target],
    weight,
  }));

const quoted = (name = '') => (/[",]/u.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

describe('edges for scorers', () => {
  it('of BEELINE are all pairs with their magnitude, separated by tabs', async () => {
    const { text } = await exported(folder, '--format', 'beeline');
    const [header, ...lines] = text.trimEnd().split('\n');
    expect(header).toBe('Gene1\tGene2\tEdgeWeight');
    const read = lines.map((line) => line.split('\t'));
    expect(read.map(([source, target, weight]) => [source, target, Math.fround(Number(weight))])).toEqual(
      strongest().map(({ source, target, weight }) => [source, target, Math.abs(weight)]),
    );
  });

  it('of CausalBench are those drawn, or as many as asked for, numbered', async () => {
    const { text } = await exported(folder, '--format', 'causalbench');
    expect(text.startsWith(',from,to\n0,')).toBe(true);
    expect(text.trimEnd().split('\n')).toHaveLength(1 + 6);
    const two = await exported(folder, '--format', 'causalbench', '--top', '2');
    const lines = strongest(2).map(({ source, target }, at) => `${at},${quoted(source)},${quoted(target)}`);
    expect(two.text).toBe([',from,to', ...lines, ''].join('\n'));
  });
});

/** Arrays by name: their shape, and values as numbers or text. */
type Arrays = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly values: readonly unknown[] }>
>;

const matrix = (rows: number, columns: number, value: (row: number, column: number) => unknown) => ({
  shape: [rows, columns],
  values: Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns)),
});
const list = (values: Iterable<unknown>) => ({ shape: [[...values].length], values: [...values] });

/** As the run has them, number by number. */
function expectedParameters(): Arrays {
  const { model, network, modules } = run.result;
  const { shape, parameters } = model;
  const { at, bt, beta, delta } = parameterLayout(shape);
  const [M, R, G] = [shape.modules, shape.regulators, shape.genes];
  return {
    A: matrix(G, M, (g, m) => parameters[at + m * G + g]),
    B: matrix(M, R, (m, r) => parameters[bt + r * M + m]),
    beta: list(parameters.slice(beta, delta)),
    genes: list(genes),
    regulators: list(Array.from(model.regulators, (gene) => genes[gene])),
    mean: list(model.mean),
    sd: list(model.scale),
    overexpressed: list([]),
    overexpression_of: list([]),
    overexpression: { shape: [], values: [model.meanDelta] },
    lowest: { shape: [], values: [model.clampFloor] },
    kappa: { shape: [], values: [model.kappa] },
    horizon: { shape: [], values: [model.settings.horizon] },
    network: { shape: [network.regulators.length, G], values: [...network.weights] },
    modules: list(modules.map(({ name }) => name)),
    members: { shape: [2, 5], values: [0, 1, 1, 1, 0, 1, 0, 0, 0, 0] },
    about: { shape: [3], values: [expect.stringMatching(/^Modulode /u), 'chain', run.dataset.fingerprint] },
  };
}

async function parameterFile(): Promise<string> {
  const file = join(await emptyFolder(), 'run.npz');
  await exported(folder, '--format', 'npz', '--out', file);
  return file;
}

it('parameters read back with the reader of NumPy archives', async () => {
  const entries = unzipSync(await readFile(await parameterFile()));
  const read = await Promise.all(Object.entries(entries).map(arrayIn));
  expect(Object.fromEntries(read)).toEqual(expectedParameters());
});

async function arrayIn([file, bytes]: readonly [string, Uint8Array]) {
  const name = file.replace(/\.npy$/u, '');
  const array = await npyArray(new Blob([bytes.slice()]), 'run.npz', name, (limit) => new Error(limit));
  const content = await array.values.arrayBuffer();
  return [name, { shape: array.shape, values: valuesOf(array.kind, array.size, content) }] as const;
}

function valuesOf(kind: string, size: number, content: ArrayBuffer): readonly unknown[] {
  if (kind === 'f') return [...(size === 4 ? new Float32Array(content) : new Float64Array(content))];
  if (kind === 'i') return [...new Int32Array(content)];
  const points = [...new Uint32Array(content)];
  return Array.from({ length: points.length / (size / 4) }, (_, at) =>
    String.fromCodePoint(
      ...points.slice((at * size) / 4, ((at + 1) * size) / 4).filter((point) => point !== 0),
    ),
  );
}

const python = '/usr/bin/python3';
const has = (code: string) =>
  existsSync(python) && spawnSync(python, ['-c', code], { timeout: 60_000 }).status === 0;
const hasNumpy = has('import numpy');
const hasSbml = has('import ctypes, scipy; ctypes.CDLL("libsbml.so.5")');
if (!hasSbml) console.warn(`SBML: not validated (needs ${python} with scipy, and libsbml5)`);

it.skipIf(!hasNumpy)('parameters read back with NumPy', async () => {
  const code =
    'import json, numpy, sys; a = numpy.load(sys.argv[1]); print(json.dumps({k: {"shape": a[k].shape, "values": numpy.nan_to_num(a[k]).ravel().tolist() if a[k].dtype.kind == "f" else a[k].ravel().tolist()} for k in a}))';
  const { stdout, stderr } = spawnSync(python, ['-c', code, await parameterFile()], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  const array = z.object({ shape: z.array(z.number()), values: z.array(z.unknown()) });
  expect(z.record(z.string(), array).parse(JSON.parse(stdout))).toEqual(expectedParameters());
});

const hasAnnData = has('import anndata, pandas');

it.skipIf(!hasAnnData)('the lines of Python for geneRNIB write what it reads', async () => {
  const out = await emptyFolder();
  await exported(folder, '--format', 'decoupler', '--top', '3', '--out', join(out, 'edges.csv'));
  const page = await readFile('docs/compare.md', 'utf8');
  const [, code = ''] = /## geneRNIB.*?```python\n(.*?)```/su.exec(page) ?? [];
  const told =
    'import json; a = anndata.read_h5ad("prediction.h5ad").uns; p = a["prediction"]; print(json.dumps([list(a), list(p.columns), p.values.tolist()]))';
  const { stdout, stderr } = spawnSync(python, ['-c', `${code}\n${told}`], {
    cwd: out,
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  if (stdout === '') throw new Error(stderr);
  const read = z.tuple([z.array(z.string()), z.array(z.string()), z.array(z.array(z.string()))]);
  const [keys, columns, rows] = read.parse(JSON.parse(stdout));
  expect(keys.toSorted()).toEqual(['dataset_id', 'method_id', 'prediction']);
  expect(columns).toEqual(['source', 'target', 'weight']);
  expect(rows.map(([source, target, weight]) => [source, target, Math.fround(Number(weight))])).toEqual(
    rankEdges(run.result.network, 3).map(({ source, target, weight }) => [
      genes[source],
      genes[target],
      weight,
    ]),
  );
});

const numbers = z.array(z.number());
const checked = z.object({
  level: z.number(),
  version: z.number(),
  errors: z.array(z.object({ severity: z.string(), id: z.number(), message: z.string() })),
  genes: z.array(z.string()),
  ends: z.array(z.object({ rk4: numbers, exact: numbers })),
});

describe.skipIf(!hasSbml)('the SBML file in libsbml', () => {
  it('is consistent, and its solution is the prediction', async () => {
    const file = join(await emptyFolder(), 'run.xml');
    await exported(folder, '--format', 'sbml', '--out', file);
    const { model } = run.result;
    const { horizon, solverSteps: steps } = model.settings;
    const sets = [{}, { NA: 0 }, { 'γ-globin': 2 }];
    const { stdout, stderr } = spawnSync(
      python,
      [resolve('scripts/references/sbml_check.py'), file, JSON.stringify({ horizon, steps, sets })],
      { encoding: 'utf8', env: { ...process.env, PYTHONIOENCODING: 'utf-8' } },
    );
    if (stdout === '') throw new Error(stderr);
    const read = checked.parse(JSON.parse(stdout));
    expect(read).toMatchObject({ level: 3, version: 1, errors: [], genes });
    const plain = { ...model, kappa: 1, measured: null, shared: null, back: null };
    for (const [at, set] of sets.entries()) {
      const changes = Object.entries(set).map(([gene, value]) => ({ gene: genes.indexOf(gene), value }));
      const { delta } = predictEnd(plain, changes, null);
      const isHeld = (gene: number) => changes.some((one) => one.gene === gene && one.value < 1);
      for (const [gene, value] of delta.entries()) {
        if (isHeld(gene)) continue;
        const scale = model.scale[gene] ?? NaN;
        expect((read.ends[at]?.rk4[gene] ?? NaN) * scale).toBeCloseTo(value, 6);
        // The steps of the program, beside an exact solution.
        expect((read.ends[at]?.exact[gene] ?? NaN) * scale).toBeCloseTo(value, 3);
      }
    }
  });

  it('with a broken reference is found wanting', async () => {
    const file = join(await emptyFolder(), 'broken.xml');
    await exported(folder, '--format', 'sbml', '--out', file);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('<ci>beta_1</ci>', '<ci>beta_none</ci>'));
    const asked = JSON.stringify({ horizon: 1, steps: 1, sets: [] });
    const { stdout } = spawnSync(python, [resolve('scripts/references/sbml_check.py'), file, asked], {
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]),
    });
  });
});
