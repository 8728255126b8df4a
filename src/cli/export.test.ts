import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { rankEdges } from '../network/ranking';
import { exportFormats } from '../share/exports/networkExport';
import type { FinishedRun } from '../share/finishedRun';
import { exported, oddlyNamedRun, genes, emptyFolder, savedRun } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { leastBiasedComparisons } from '../inference/run/comparisons';

let run: FinishedRun;
let folder: string;

beforeAll(async () => {
  run = await oddlyNamedRun();
  folder = await savedRun(run);
});

function edgesOf(sif: string): readonly string[] {
  return sif.split('\n').filter((line) => line.includes('\t'));
}

describe('modulode export', () => {
  it('prints the drawn edges, or the number of --top', async () => {
    const drawn = await exported(folder, '--format', 'sif');
    expect(drawn.code).toBe(0);
    expect(edgesOf(drawn.text)).toHaveLength(6);
    const two = await exported(folder, '--format', 'sif', '--top', '2');
    expect(edgesOf(two.text)).toEqual(edgesOf(drawn.text).slice(0, 2));
  });

  it('prints every edge in tables', async () => {
    const { text } = await exported(folder, '--format', 'tsv');
    expect(text.trimEnd().split('\n')).toHaveLength(1 + 5 * 4);
  });

  it('omits edges below --minimum-stability', async () => {
    const { text } = await exported(folder, '--format', 'tsv', '--minimum-stability', '1');
    const kept = rankEdges(run.result.network).filter(({ stability }) => stability === 1);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(20);
    expect(text.trimEnd().split('\n')).toHaveLength(1 + kept.length);
  });

  it.each(exportFormats)('writes %s with the same bytes each time', async (format) => {
    const out = await emptyFolder();
    const files = [join(out, 'first'), join(out, 'second')] as const;
    for (const file of files) {
      const { code, host } = await exported(folder, '--format', format, '--out', file);
      expect(code).toBe(0);
      expect(host.messages).toEqual([`Written to ${file}`]);
    }
    const [first, second] = await Promise.all([readFile(files[0]), readFile(files[1])]);
    expect(first.equals(second)).toBe(true);
  });

  it.each(exportFormats.filter((format) => format !== 'h5ad'))(
    'writes %s to a file as to standard output',
    async (format) => {
      const file = join(await emptyFolder(), 'file');
      await exported(folder, '--format', format, '--out', file);
      expect((await exported(folder, '--format', format)).text).toBe(await readFile(file, 'utf8'));
    },
  );

  it('writes the methods paragraph with its sources, which BibTeX and RIS hold too', async () => {
    const { text } = await exported(folder, '--format', 'methods');
    const titles = [...text.matchAll(/^\[\d+\] [^.]+\. ([^.]+)\./gmu)].map(([, title = '']) => title);
    expect(titles.length).toBeGreaterThan(1);
    const bib = (await exported(folder, '--format', 'bibtex')).text;
    const records = (await exported(folder, '--format', 'ris')).text;
    for (const title of titles) {
      expect(bib).toContain(`{{${title}}}`);
      expect(records).toContain(`TI  - ${title}\n`);
    }
  });

  it('reports the file as JSON', async () => {
    const file = join(await emptyFolder(), 'run.h5ad');
    const { text } = await exported(folder, '--format', 'h5ad', '--out', file, '--json');
    expect(JSON.parse(text)).toEqual({ format: 'h5ad', file, bytes: (await stat(file)).size });
  });

  it('refuses invalid options and writes nothing', async () => {
    const out = await emptyFolder();
    for (const [options, words] of [
      [['--format', 'h5ad'], /--out is missing/],
      [
        ['--format', 'xgmml', '--out', join(out, 'x')],
        /'--format <name>' argument 'xgmml' is invalid.*graphml/,
      ],
      [['--format', 'sif', '--top', '0', '--out', join(out, 'x')], /--top.*whole number from 1/],
      [['--format', 'gmt', '--top', '5'], /--top has no effect on gmt/],
      [['--format', 'methods', '--minimum-stability', '0.5'], /--minimum-stability has no effect on methods/],
      [['--format', 'sif', '--minimum-stability', '2', '--out', join(out, 'x')], /number from 0 to 1/],
      [[], /--format/],
    ] as const) {
      const { code, host, text } = await exported(folder, ...options);
      expect(code).toBe(2);
      expect(text).toBe('');
      expect(host.messages.join('\n')).toMatch(words);
    }
    expect(await readdir(out)).toEqual([]);
    const told = JSON.parse((await exported(folder, '--format', 'sif', '--json')).text) as unknown;
    expect(told).toMatchObject({ error: { title: '--out is missing' } });
    const host = testHost();
    const missing = join(out, 'none.modulode.json');
    expect(await runCli(['export', missing, '--format', 'sif'], host)).toBe(2);
    expect(host.messages[0]).toBe(`${missing} cannot be read`);
  });

  it('names every format in its help', async () => {
    const { code, text } = await exported(folder, '--help');
    expect(code).toBe(0);
    for (const format of [...exportFormats, 'methods', 'bibtex', 'ris'])
      expect(text).toMatch(new RegExp(`^  ${format} +\\S`, 'm'));
  });
});

const python = '/usr/bin/python3';
const isThere =
  existsSync(python) && spawnSync(python, ['-c', 'import anndata, pandas'], { timeout: 60_000 }).status === 0;

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

function exactly(rows: readonly (readonly number[])[]): number[][] {
  return rows.map((row) => row.map(Math.fround));
}

const columns = z.record(z.string(), z.array(cell));
const matrix = z.array(z.array(z.number()));
const answer = z.object({
  h5ad: z.object({
    rows: z.array(z.string()),
    genes: z.array(z.string()),
    obs: columns,
    var: columns,
    X: matrix,
    layers: z.record(z.string(), matrix),
    varm: z.record(z.string(), matrix),
    uns: z.object({
      network: columns,
      modules: columns,
      settings: z.record(z.string(), z.union([cell, z.array(z.number())])),
      modulode: z.record(z.string(), z.union([cell, z.array(cell)])),
    }),
    kinds: z.object({ X: z.string(), cells: z.string() }),
    reversed: z.array(z.number()),
  }),
  graphml: z.object({
    nodes: z.array(z.record(z.string(), cell)),
    edges: z.array(z.record(z.string(), cell)),
  }),
  cx2: z.object({
    nodes: z.array(z.object({ id: z.number(), x: z.number(), y: z.number(), v: z.record(z.string(), cell) })),
    edges: z.array(z.object({ s: z.number(), t: z.number(), v: z.record(z.string(), cell) })),
  }),
  cyjs: z.object({
    nodes: z.array(z.object({ data: z.record(z.string(), cell) })),
    edges: z.array(z.object({ data: z.record(z.string(), cell) })),
  }),
  tsv: columns,
  decoupler: columns,
  pyscenic: columns,
  sif: z.array(z.array(z.string())),
  gmt: z.array(z.array(z.string())),
  regulons: z.array(z.array(z.string())),
});

/** source, target and 32-bit weight. */
function edgesNamed(count = Infinity) {
  return rankEdges(run.result.network, count).map(({ source, target, weight }) => [
    genes[source],
    genes[target],
    weight,
  ]);
}

type Table = Readonly<Record<string, readonly unknown[]>>;

/** Rows of these columns; numbers as 32-bit ones. */
function rowsOf(table: Table, ...names: string[]) {
  return (table[names[0] ?? ''] ?? []).map((_, row) =>
    names.map((name) => {
      const value = table[name]?.[row];
      return typeof value === 'number' ? Math.fround(value) : value;
    }),
  );
}

describe.skipIf(!isThere)('an export read by anndata, pandas and xml.etree', () => {
  let read: z.infer<typeof answer>;

  beforeAll(async () => {
    const out = await emptyFolder();
    for (const format of exportFormats)
      await exported(folder, '--format', format, '--out', join(out, `run.${format}`));
    const { stdout, stderr } = spawnSync(python, [resolve('scripts/references/exports_check.py'), out], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    });
    if (stdout === '') throw new Error(stderr);
    read = answer.parse(JSON.parse(stdout));
  });

  it('has one row per perturbation with predictions and measurements', () => {
    const shown = leastBiasedComparisons(run.result.comparisons);
    expect(read.h5ad.rows).toEqual(shown.map(({ label }) => label));
    expect(read.h5ad.genes).toEqual(genes);
    expect(read.h5ad.kinds).toEqual({ X: 'float32', cells: 'int32' });
    expect(exactly(read.h5ad.X)).toEqual(shown.map(({ measured }) => [...measured]));
    expect(exactly(read.h5ad.layers['measured'] ?? [])).toEqual(shown.map(({ measured }) => [...measured]));
    expect(exactly(read.h5ad.layers['predicted'] ?? [])).toEqual(
      shown.map(({ predicted }) => [...predicted]),
    );
    expect(exactly(read.h5ad.layers['standard_error'] ?? [])).toEqual(
      shown.map(({ standardError }) => [...standardError]),
    );
    expect(read.h5ad.reversed.map(Math.fround)).toEqual([...(shown[0]?.predicted ?? [])].toReversed());
  });

  it('describes perturbations and genes', () => {
    const shown = leastBiasedComparisons(run.result.comparisons);
    const { obs, var: about } = read.h5ad;
    expect(obs['targets']).toEqual(shown.map(({ targets }) => targets.map((gene) => genes[gene]).join(',')));
    expect(obs['kind']).toEqual(shown.map(() => 'knockout'));
    expect(obs['role']).toEqual(shown.map(({ role }) => role));
    expect(obs['cells']).toEqual(shown.map(({ cells }) => cells));
    expect(obs['time']).toEqual(shown.map(() => null));
    for (const [row, { measured, predicted, targets }] of shown.entries()) {
      const free = genes.flatMap((_, gene) => (targets.includes(gene) ? [] : [gene]));
      const squares = (value: (gene: number) => number) =>
        free.reduce((sum, gene) => sum + value(gene) ** 2, 0);
      const error =
        squares((gene) => (measured[gene] ?? 0) - (predicted[gene] ?? 0)) /
        squares((gene) => measured[gene] ?? 0);
      expect(obs['error_over_no_change']?.[row]).toBeCloseTo(error, 6);
    }
    expect(about['module']).toEqual(['M2', 'M1', 'M1', 'M1', '']);
    expect(about['is_regulator']).toEqual([1, 1, 1, 1, 1]);
    expect(about['is_perturbed']).toEqual([1, 1, 1, 1, 0]);
    expect(about['control_mean']).toEqual([...run.result.model.mean]);
  });

  it('carries the network by names, the modules and the settings', () => {
    const { network, modules, settings, modulode } = read.h5ad.uns;
    expect(rowsOf(network, 'source', 'target', 'weight')).toEqual(edgesNamed());
    expect(network['sign']).toEqual(rankEdges(run.result.network).map(({ weight }) => Math.sign(weight)));
    expect(modules).toEqual({
      name: ['M1', 'M2'],
      given_name: ['β cells', ''],
      regulators: ['NA,NKX2-1', ''],
      stability: [0.75, null],
    });
    const loadings = read.h5ad.varm['modules'] ?? [];
    expect(loadings.map((row) => row.length)).toEqual(genes.map(() => 2));
    expect(loadings[0]?.[1]).toBeCloseTo(1, 5);
    expect(settings).toMatchObject({ preset: 'H', seed: 7, steps: 30, betas: [0.9, 0.98] });
    expect(modulode).toMatchObject({ data: 'chain', kappa: run.result.model.kappa });
  });

  it('has the same network in every format', () => {
    const drawn = edgesNamed(6);
    const [x, y] = [read.cx2.nodes.map((node) => node.x), read.cx2.nodes.map((node) => node.y)];
    expect(new Set(x).size).toBe(genes.length);
    expect(read.graphml.nodes.map((node) => [node['name'], node['x'], node['y']])).toEqual(
      genes.map((name, gene) => [name, x[gene], y[gene]]),
    );
    expect(read.graphml.nodes.map((node) => node['module'])).toEqual([
      'M2',
      ...Array<string>(3).fill('M1 β cells'),
      undefined,
    ]);
    const nameOf = new Map(read.graphml.nodes.map((node) => [node['node'], node['name']]));
    expect(
      read.graphml.edges.map((edge) => [
        nameOf.get(edge['source'] ?? ''),
        nameOf.get(edge['target'] ?? ''),
        Math.fround(Number(edge['weight'])),
      ]),
    ).toEqual(drawn);
    expect(
      read.cx2.edges.map(({ s, t, v }) => [genes[s], genes[t], Math.fround(Number(v['weight']))]),
    ).toEqual(drawn);
    expect(read.cyjs.nodes.map(({ data }) => data['name'])).toEqual(genes);
    expect(read.cyjs.edges.map(({ data }) => Math.fround(Number(data['weight'])))).toEqual(
      drawn.map(([, , weight]) => weight),
    );
    const inSif = read.sif.filter((line) => line.length === 3);
    expect(inSif.map(([source, , target]) => [source, target])).toEqual(
      drawn.map(([source, target]) => [source, target]),
    );
  });

  it('has tables and gene sets in the expected layout', () => {
    expect(rowsOf(read.tsv, 'source', 'target', 'weight')).toEqual(edgesNamed());
    expect(rowsOf(read.decoupler, 'source', 'target', 'weight')).toEqual(edgesNamed());
    expect(rowsOf(read.pyscenic, 'TF', 'target', 'importance')).toEqual(
      edgesNamed().map(([source, target, weight]) => [source, target, Math.abs(Number(weight))]),
    );
    expect(read.gmt).toEqual([
      ['M1 β cells', 'regulated by NA, NKX2-1', 'a,b "c"', '<b>&amp;', 'γ-globin'],
      ['M2', 'co-regulated genes', 'NA'],
    ]);
    const inRegulons = read.regulons.flatMap(([name = '', , ...targets]) =>
      targets.map((target) => [name.slice(0, -3), target, name.at(-2)]),
    );
    const expected = edgesNamed(6).map(([source, target, weight]) => [
      source,
      target,
      Number(weight) > 0 ? '+' : '-',
    ]);
    expect(inRegulons.map(String).toSorted()).toEqual(expected.map(String).toSorted());
  });
});

const canDraw = isThere && spawnSync(python, ['-c', 'import matplotlib'], { timeout: 60_000 }).status === 0;

it.skipIf(!canDraw)('a notebook runs from top to bottom beside its file and draws the run', async () => {
  const out = await emptyFolder();
  await exported(folder, '--format', 'h5ad', '--out', join(out, 'other name.h5ad'));
  await exported(folder, '--format', 'ipynb', '--out', join(out, 'run.ipynb'));
  const { stdout, stderr } = spawnSync(
    python,
    [resolve('scripts/references/notebook_run.py'), join(out, 'run.ipynb')],
    { encoding: 'utf8', env: { ...process.env, PYTHONIOENCODING: 'utf-8', MPLCONFIGDIR: out } },
  );
  if (stdout === '') throw new Error(stderr);
  const told = z
    .object({ figures: z.number(), edges: z.array(z.array(z.string())), below: z.number(), of: z.number() })
    .parse(JSON.parse(stdout));
  expect(told.figures).toBe(6);
  const ranked = rankEdges(run.result.network).filter(({ weight }) => weight !== 0);
  expect(told.edges).toEqual(
    ranked.slice(0, told.edges.length).map(({ source, target }) => [genes[source], genes[target]]),
  );
  const unseen = leastBiasedComparisons(run.result.comparisons).filter(({ role }) => role !== 'training');
  expect(told.of).toBe(new Set(unseen.map(({ label }) => label)).size);
});
