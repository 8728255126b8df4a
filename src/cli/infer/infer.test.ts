import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { decodeLink } from '../../share/link';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presets } from '../../dynamics/settings';
import { edgePairs } from '../../network/ranking';
import { contentsOf } from '../../../tests/support/cli/contentsOf';
import {
  uncompared,
  demo,
  done,
  interruptOn,
  quick,
  run,
  smallScreen,
  temporaryFolder,
  timeout,
} from '../../../tests/support/cli/inferRuns';
import { testHost } from '../../../tests/support/cli/testHost';
import { findDawnGpu } from '../devices/nodeDevices';
import { runCli } from '../program';
import { openRun } from '../runs';
import { configAt } from './configFile';

const { path: folder, at, remove } = temporaryFolder();
afterAll(remove);

const small = smallScreen(at('small.csv'));
const gpuHere = (await findDawnGpu()) !== null;

const csv = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.join(',')).join('\n');

describe('a run folder', () => {
  beforeAll(async () => {
    await done([demo, '--out', at('whole'), ...quick, '--top', '9', '--holdout', 'GATA1']);
    await done([small, '--out', at('small'), ...quick, '--top', '9', '--holdout', 'B']);
  }, timeout);

  it('holds every file and leaves no temporary files', () => {
    expect(readdirSync(at('whole')).toSorted()).toEqual([
      'config.json',
      'edges.tsv',
      'effects',
      'log.txt',
      'metrics.json',
      'modules.gmt',
      'modules.tsv',
      'predictions.tsv',
      'report.html',
      'run.modulode.json',
    ]);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('holds in effects/ the bytes that modulode effects writes', async () => {
    expect(await runCli(['effects', demo, '--holdout', 'GATA1', '--out', at('effects')], testHost())).toBe(0);
    expect(contentsOf(at('whole/effects'))).toEqual(contentsOf(at('effects')));
    expect(readFileSync(at('whole/effects/effects.h5ad'))).toEqual(readFileSync(at('effects/effects.h5ad')));
  });

  it(
    'is the same where the data are given as their folder',
    async () => {
      mkdirSync(at('screen'));
      copyFileSync(small, at('screen/small.csv'));
      await done([at('screen'), '--out', at('of-folder'), ...quick, '--top', '9', '--holdout', 'B']);
      expect(readFileSync(at('of-folder/edges.tsv'))).toEqual(readFileSync(at('small/edges.tsv')));
      const { inputs } = await configAt(at('small/config.json'));
      expect((await configAt(at('of-folder/config.json'))).inputs).toEqual(inputs);
    },
    timeout,
  );

  it('holds a run that opens with the requested settings', async () => {
    const opened = await openRun(at('whole'));
    expect(opened.settings).toMatchObject({ preset: 'H', steps: 20, seed: 7 });
    expect(opened.dataset.heldOut).toEqual(['GATA1 knockout', 'GATA1 overexpression']);
    expect(opened.curves.loss.steps).toHaveLength(20);
    expect(opened.placement?.positions).toHaveLength(2 * opened.dataset.genes.length);
    expect(edgePairs(opened.result.network)).toHaveLength(110);
    expect(readFileSync(at('whole/edges.tsv'), 'utf8').trim().split('\n')).toHaveLength(10);
  });

  it('counts the perturbations that act, and tests each gene, as the tables in effects/ do', async () => {
    const { result, dataset } = await openRun(at('whole'));
    const metrics = JSON.parse(readFileSync(at('whole/effects/metrics.json'), 'utf8'));
    expect(result.diagnosis.effects).toMatchObject(metrics.effects);
    const table = readFileSync(at('whole/effects/effects.tsv'), 'utf8').trimEnd().split('\n').slice(1);
    const { labels = [], log2 = [], q = [] } = result.told ?? {};
    for (const line of table) {
      const [label = '', gene = '', , fold, , , rate] = line.split('\t');
      const place = dataset.genes.indexOf(gene);
      if (place < 0) continue;
      const entry = labels.indexOf(label) * dataset.genes.length + place;
      expect([log2[entry], q[entry]]).toEqual([
        expect.closeTo(Number(fold), 4),
        expect.closeTo(Number(rate), 5),
      ]);
    }
    expect(table.length).toBeGreaterThan(100);
  });

  it('holds a run with the effects of its screen, for the page', async () => {
    const { effects = '' } = await openRun(at('whole'));
    const read = await decodeLink(effects);
    if (!read.ok || read.value.kind !== 'effects') throw new Error('it has none');
    const { sentences, perturbations, title } = read.value.effects;
    expect(readFileSync(at('whole/log.txt'), 'utf8')).toContain(`Effects: ${sentences.headline}`);
    expect(title).toBe((await openRun(at('whole'))).dataset.name);
    const lines = readFileSync(at('whole/effects/perturbations.tsv'), 'utf8').trimEnd().split('\n').slice(1);
    expect(perturbations.map(({ label, cells }) => [label, cells])).toEqual(
      lines.map((line) => line.split('\t')).map(([label, , cells]) => [label, Number(cells)]),
    );
    const changes = readFileSync(at('whole/effects/effects.tsv'), 'utf8').trimEnd().split('\n').slice(1);
    expect(perturbations.reduce((sum, { changed }) => sum + changed.length, 0)).toBe(
      changes.filter((line) => Number(line.split('\t')[6] || NaN) < 0.05).length,
    );
  });

  it('compares the run with all other methods, in the report and as data', () => {
    const metrics: unknown = JSON.parse(readFileSync(at('whole/metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({
      reportCard: {
        title: expect.stringMatching(/2 held-out perturbations/) as unknown,
        predictions: { labels: ['GATA1 knockout', 'GATA1 overexpression'] },
        leftOut: [],
        truth: null,
      },
    });
    const report = readFileSync(at('whole/report.html'), 'utf8');
    for (const method of ['Linear model', 'KO z-score', 'GRNBoost2']) expect(report).toContain(method);
  });

  it('says what answers for changes that were not measured', () => {
    const metrics = JSON.parse(readFileSync(at('whole/metrics.json'), 'utf8'));
    const { kappa, mu, predictor, crossValidation } = metrics;
    expect(predictor).toMatchObject({
      parts: ['model', 'sharedResponse'],
      weights: [kappa, mu],
      scale: kappa,
      errorOfModel: crossValidation.error,
      error: crossValidation.shrunkError,
    });
    const [low, high] = predictor.interval;
    expect(low).toBeLessThanOrEqual(kappa);
    expect(high).toBeGreaterThanOrEqual(kappa);
  });

  it('contains the methods computed before an interrupt', async () => {
    const stopped = await done([small, '--out', at('short'), ...quick], interruptOn(/^Lasso/));
    expect(stopped.told).toContain('Stopped before all other methods');
    const { 'metrics.json': metrics = '', 'report.html': report } = contentsOf(at('short'));
    expect(JSON.parse(metrics)).toMatchObject({ network: { edges: 30 }, reportCard: { truth: null } });
    expect(report).toContain('KO z-score');
    expect(report).not.toContain('GRNBoost2');
  });

  it('is reproduced byte for byte from its configuration', async () => {
    await done(['--config', at('small/config.json'), '--out', at('again')], {
      now: () => Date.UTC(2031, 5, 5),
    });
    expect(contentsOf(at('again'))).toEqual(contentsOf(at('small')));
  });

  it('differs where an option overrides the configuration, and is replaced with --force', async () => {
    const config = at('small/config.json');
    const other = await run(['--config', config, '--out', at('other'), '--seed', '8', '--quiet']);
    expect(other).toMatchObject({ code: 0, told: expect.not.stringMatching(/step|small\.csv: /u) });
    const { settings } = await openRun(at('other'));
    expect(settings).toMatchObject({ preset: 'H', steps: 20, seed: 8 });
    expect(contentsOf(at('other'))['edges.tsv']).not.toBe(contentsOf(at('small'))['edges.tsv']);
    copyFileSync(at('other/config.json'), at('used.json'));
    await done(['--config', at('used.json'), '--out', at('other'), '--force', '--seed', '7']);
    expect(contentsOf(at('other'))).toEqual(contentsOf(at('small')));
  });

  it('is never replaced without --force, and a foreign folder not even then', async () => {
    const refused = await run([demo, '--out', at('whole'), ...quick]);
    expect(refused.code).toBe(2);
    expect(refused.told).toContain('already holds a run');
    mkdirSync(at('mine'));
    writeFileSync(at('mine/thesis.tex'), 'mine');
    const foreign = await run([demo, '--out', at('mine'), '--force', ...quick]);
    expect(foreign.code).toBe(2);
    expect(foreign.told).toContain('thesis.tex');
    expect(readFileSync(at('mine/thesis.tex'), 'utf8')).toBe('mine');
  });

  it('warns about a configuration made with other data, and prints one JSON document', async () => {
    copyFileSync(small, at('changed.csv'));
    writeFileSync(at('changed.csv'), '\n', { flag: 'a' });
    const args = ['--config', at('small/config.json'), '--out', at('elsewhere'), '--json'];
    const { told, printed } = await done([at('changed.csv'), ...args]);
    expect(told).toContain('Different from what the configuration was made with: changed.csv.');
    expect(JSON.parse(printed)).toMatchObject({
      folder: at('elsewhere'),
      metrics: { data: { genes: 6 }, settings: { preset: 'H' } },
    });
    const quiet = await run([small, '--out', at('quiet'), ...uncompared, '--json', '--quiet']);
    expect(quiet).toMatchObject({ code: 0, told: expect.not.stringMatching(/step|small\.csv: /u) });
    writeFileSync(at('list.txt'), 'A\nABSENT1\n');
    const listed = [small, '--genes', at('list.txt'), '--out', at('listed'), ...uncompared, '--quiet'];
    expect((await done(listed)).told).toContain('1 listed gene was not found');
  });

  it.skipIf(gpuHere)('says with --quiet too that no GPU was found where one was asked for', async () => {
    const asked = [small, '--device', 'webgpu', '--out', at('on-gpu'), ...uncompared, '--quiet'];
    expect((await done(asked)).told).toContain('WebGPU is unavailable; training runs on the CPU.');
  });

  it('is reproduced from its configuration with a separate file of controls', async () => {
    const genes = ['G1', 'G2', 'G3', 'G4', 'G5'];
    const counts = (cell: number, target: number) =>
      genes.map((_, gene) => (gene === target ? 0 : 3 + ((cell * 7 + gene * 5) % 11)));
    const screen = Array.from({ length: 60 }, (_, cell) => [
      `c${cell}`,
      genes[cell % 3],
      ...counts(cell, cell % 3),
    ]);
    const controls = Array.from({ length: 30 }, (_, cell) => [`w${cell}`, ...counts(cell + 60, -1)]);
    writeFileSync(at('screen.csv'), csv([['cell', 'perturbation', ...genes], ...screen]));
    writeFileSync(at('controls.csv'), csv([['cell', ...genes], ...controls]));
    const args = ['--controls-file', at('controls.csv'), '--out', at('controlled'), ...uncompared];
    await done([at('screen.csv'), ...args]);
    const { dataset } = await openRun(at('controlled'));
    expect(dataset.control).toEqual({ mode: 'cells', labels: ['control'] });
    await done(['--config', at('controlled/config.json'), '--out', at('controlled-again')]);
    expect(contentsOf(at('controlled-again'))).toEqual(contentsOf(at('controlled')));
  });
});

it(
  'applies the filter options, reports them and stores them in config.json',
  async () => {
    const rules = ['--min-counts', '5', '--min-genes', '2', '--min-cells', '18'];
    const args = [small, '--values', 'counts', '--out', at('ruled'), ...uncompared];
    const { told } = await done([...args, ...rules]);
    const spoken = told.replaceAll('\u00A0', ' ');
    expect(spoken).toContain(
      '20 of 160 cells are left out. 20 have fewer than 5 counts and 20 have fewer than 2 genes.',
    );
    expect(spoken).toContain(
      '3 perturbations have fewer than 18 cells. They are not used for training: A (17), C (17) and E (17).',
    );
    const { dataset } = await openRun(at('ruled'));
    expect(dataset.conditions.map(({ label, cells }) => [label, cells])).toEqual([
      ['control', 35],
      ['B', 18],
      ['D', 18],
      ['F', 18],
    ]);
    const config: unknown = JSON.parse(readFileSync(at('ruled/config.json'), 'utf8'));
    expect(config).toMatchObject({ mapping: { filter: { leastCounts: 5, leastGenes: 2, fewestCells: 18 } } });
    await done(['--config', at('ruled/config.json'), '--out', at('ruled-again')]);
    expect(contentsOf(at('ruled-again'))).toEqual(contentsOf(at('ruled')));
  },
  timeout,
);

it(
  'trains on single samples as the default preset does for them, and again from config.json',
  async () => {
    const genes = ['G1', 'G2', 'G3', 'G4', 'G5', 'G6'];
    const samples = [...Array<string>(4).fill('control'), ...genes].map((label, sample) => [
      `s${sample}`,
      label,
      ...genes.map((gene, index) => (gene === label ? 0 : 2 + ((sample * (index + 3)) % 7) / 4)),
    ]);
    writeFileSync(at('samples.csv'), csv([['sample', 'perturbation', ...genes], ...samples]));
    const asked = [at('samples.csv'), '--control', 'control', '--steps', '20', '--compare', 'none'];
    await done([...asked, '--out', at('samples')]);
    const { settings, result } = await openRun(at('samples'));
    expect(settings).toEqual({
      ...presets.default,
      steps: 20,
      horizon: 1.5,
      solverSteps: 5,
      pathWeight: 0.02,
    });
    expect(result.model.settings).toEqual(settings);
    await done(['--config', at('samples/config.json'), '--out', at('samples-again')]);
    expect(contentsOf(at('samples-again'))).toEqual(contentsOf(at('samples')));
    await done([...asked, '--horizon', '3', '--out', at('samples-3')]);
    expect((await openRun(at('samples-3'))).settings).toMatchObject({ horizon: 3, pathWeight: 0.01 });
    await done([...asked, '--horizon', '6', '--out', at('samples-6')]);
    expect((await openRun(at('samples-6'))).settings).toEqual({ ...presets.default, steps: 20 });
    await done(['--config', at('samples-6/config.json'), '--out', at('samples-6-again')]);
    expect(contentsOf(at('samples-6-again'))).toEqual(contentsOf(at('samples-6')));
  },
  timeout,
);

it('advises which filters to relax if nothing is left, and refuses invalid limits', async () => {
  const args = [small, '--values', 'counts', '--out', at('none')];
  const nothing = await run([...args, '--min-counts', '100000']);
  expect(nothing.code).not.toBe(0);
  expect(nothing.told).toMatch(/quality rules exclude too much[^]*0 of 160 cells[^]*--min-counts/);
  const share = await run([...args, '--max-mito', '20']);
  expect(share.told).toMatch(/--max-mito <share>.*'20'.*from 0 to 1/);
});
