/** Tests of the accuracy benchmark on tiny data sets: it measures what it reports, and saves it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { presets } from '../../src/dynamics/settings';
import { averagePrecision } from '../../src/evaluation/networks/metrics';
import { benchmarkPredictions } from '../../src/inference/benchmark/predictions';
import { fitted, measured, type SetRow } from './measure';
import { tableNames, type Choice } from './job';
import { main } from './main';
import { areaTable, behind, heldOutPredictors, heldOutTable, pooledError } from './networkTables';
import { loops, simulated } from './screens';
import { jobsOf } from './tables';

describe('a screen of eight genes', async () => {
  const few = {
    genes: 8,
    regulators: 6,
    edges: 14,
    perturbations: 6,
    controls: 60,
    cellsPerPerturbation: 40,
  };
  const known = await simulated('few', { ...loops, ...few, kind: 'knockout', seed: 5 }, 0.2);
  const settings = { steps: 20 };
  const row = await measured(known, {
    group: 'few',
    from: 'here',
    methods: ['pearson', 'density'],
    settings,
  });
  const result = await fitted(known.dataset, { ...presets.default, ...settings });

  it('holds out one perturbation in five and lists the regulators', () => {
    expect(known.dataset.heldOut).toHaveLength(1);
    expect(row).toMatchObject({ genes: 8, regulators: 6, cells: 300, density: 14 / 42 });
  });

  it('has the pooled held-out error that the run reports', () => {
    expect(pooledError(row.losses, 'modulode')?.value).toBeCloseTo(result.heldOut?.shrunkError ?? NaN, 5);
    expect(row.losses.map(({ predictor }) => predictor)).toEqual([...heldOutPredictors]);
  });

  it('scores the shrunken mean of training perturbations as the benchmark of a run does', () => {
    const card = benchmarkPredictions(known.dataset, { ...result, seconds: 0 }, 1);
    const { error } = card?.rows.find(({ predictor }) => predictor === 'shrunk-mean') ?? {};
    expect(pooledError(row.losses, 'shrunk-mean')?.value).toBeCloseTo(error?.value ?? NaN, 5);
  });

  it('has the AUPRC of its networks, which equals the density when all pairs score alike', () => {
    const areas = row.networks.map(({ auprc }) => auprc?.value ?? NaN);
    const { weights, regulators } = result.network;
    const pairs = [...weights.keys()].filter((at) => at % 8 !== regulators[Math.floor(at / 8)]);
    const isTrue = pairs.map((at) => {
      const [source, target] = [regulators[Math.floor(at / 8)] ?? 0, at % 8];
      const { genes } = known.dataset;
      return known.truth.edges.some((edge) => edge.source === genes[source] && edge.target === genes[target]);
    });
    const sizes = Float64Array.from(pairs, (at) => Math.abs(weights[at] ?? 0));
    expect(areas[0]).toBeCloseTo(averagePrecision(Uint8Array.from(isTrue, Number), sizes) ?? NaN, 6);
    expect(areas[2]).toBeCloseTo(14 / 42, 6);
  });
});

function rowOf(own: number, pearson: number): SetRow {
  return {
    group: 'family',
    name: 'set',
    from: 'here',
    genes: 2,
    cells: 2,
    regulators: 1,
    density: 0.1,
    networks: [
      {
        source: 'modulode',
        auprc: { value: own, low: 0, high: 1 },
        neverPerturbed: null,
        processorSeconds: 1,
      },
      {
        source: 'pearson',
        auprc: { value: pearson, low: 0, high: 1 },
        neverPerturbed: null,
        processorSeconds: 1,
      },
    ],
    losses: [],
    megabytes: 1,
    wallSeconds: 1,
    unshrunkError: null,
    crossValidation: null,
  };
}

describe('tables', () => {
  it('name sets on which another method is ahead and groups below target', () => {
    expect(areaTable([rowOf(0.4, 0.5)], () => 0.6)).toMatch(
      /no: pearson\nBelow target: family: \.400 of \.600$/,
    );
    expect(behind([rowOf(0.4, 0.5)])).toEqual(['  behind on set (here): .400 against pearson .500']);
    expect(areaTable([rowOf(0.7, 0.5)], () => 0.6)).toMatch(/yes$/);
    expect(behind([rowOf(0.7, 0.5)])).toEqual([]);
  });

  it('leave a cell empty if a saved row lacks the predictor', () => {
    const losses = (['modulode', 'mean-of-training', 'linear'] as const).map((predictor, place) => ({
      predictor,
      label: 'g1',
      error: 0.5 + place / 10,
      change: 1,
    }));
    const [, line = ''] = heldOutTable([{ ...rowOf(0.5, 0.4), losses }]).split('\n');
    expect(line).toMatch(/^family +1 +\.50 \[\.50, \.50\] {15,}\.60 \[\.60, \.60\] +\.70 .*yes +yes$/);
  });

  it('consist of jobs with distinct names, the same for the same choice', () => {
    const choice: Choice = {
      form: 'full',
      tables: tableNames,
      data: '../shared/data',
      seed: 0,
      isAlone: false,
    };
    const names = jobsOf(choice).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(jobsOf(choice).map(({ name }) => name)).toEqual(names);
    expect(names).toContain('families here dagKO 503');
    expect(jobsOf({ ...choice, form: 'quick' }).length).toBeLessThan(names.length);
  });
});

describe('the whole benchmark in its own processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'accuracy-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('trains on one sample per condition, prints the table, and repeats no finished job', async () => {
    mkdirSync(join(folder, 'dream4'));
    const write = (what: string, lines: readonly string[]) =>
      writeFileSync(join(folder, 'dream4', `insilico_size10_1_${what}.tsv`), `${lines.join('\n')}\n`);
    const head = '"G1"\t"G2"\t"G3"\t"G4"';
    // G1 activates G2, which represses G3.
    write('knockouts', [head, '0\t.1\t.9\t.5', '.8\t0\t.9\t.5', '.8\t.7\t0\t.5', '.8\t.7\t.3\t0']);
    write('knockdowns', [head, '.4\t.4\t.6\t.5', '.8\t.3\t.6\t.5', '.8\t.7\t.15\t.5', '.8\t.7\t.3\t.25']);
    write('goldstandard', ['G1\tG2\t1', 'G2\tG3\t1', 'G3\tG4\t0']);
    const out = join(folder, 'out.json');
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
    const args = ['--tables', 'dream4', '--data', folder, '--processes', '1', '--out', out];
    expect(await main(args)).toBe(0);
    expect(printed.join('\n')).toMatch(/10 genes, shared +1 +[.\d]+ \[/);
    const lines = readFileSync(`${out}.lines`, 'utf8');
    expect(JSON.parse(lines)).toMatchObject({ name: 'dream4 size10_1', row: { genes: 4, cells: 8 } });
    errors.mockClear();
    expect(await main(args)).toBe(0);
    expect(errors).not.toHaveBeenCalled();
    expect(readFileSync(`${out}.lines`, 'utf8')).toBe(lines);
    log.mockRestore();
    errors.mockRestore();
  });
});
