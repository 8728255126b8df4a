/** Exports as other people's programs read them; skipped where these are not installed. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { leastSeen } from '../../inference/run/comparisons';
import { rankEdges } from '../../network/ranking';
import { exportFormats } from '../../share/exports/networkExport';
import type { FinishedRun } from '../../share/finishedRun';
import { emptyFolder, savedRun } from '../../../tests/support/cli/testRun';
import { exported, genes, oddlyNamedRun } from '../../../tests/support/cli/namedRun';

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

let run: FinishedRun;

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

describe.skipIf(!isThere)('what anndata, pandas and xml.etree read of it', () => {
  let read: z.infer<typeof answer>;

  beforeAll(async () => {
    run = await oddlyNamedRun();
    const folder = await savedRun(run);
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

  it('is one row per perturbation with what was predicted and measured, genes in order', () => {
    const shown = leastSeen(run.result.comparisons);
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

  it('says of every perturbation what it is, and of every gene', () => {
    const shown = leastSeen(run.result.comparisons);
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

  it('is the same network in every format that other programs open', () => {
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

  it('is tables and gene sets as their programs expect them', () => {
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
