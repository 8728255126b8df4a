import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edgePairs } from '../../network/ranking';
import {
  contentsOf,
  demo,
  done,
  impatient,
  quick,
  run,
  temporaryFolder,
  timeout,
} from '../../../tests/support/cli/inferRuns';
import { openRun } from '../runs';

const { path: folder, at, remove } = temporaryFolder();
afterAll(remove);

function csv(rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => row.join(',')).join('\n');
}

describe('a run folder', () => {
  beforeAll(async () => {
    await done([demo, '--out', at('whole'), ...quick, '--top', '9', '--holdout', 'GATA1']);
  }, timeout);

  it('holds every file, and nothing is left beside it', () => {
    expect(readdirSync(at('whole')).toSorted()).toEqual([
      'config.json',
      'edges.tsv',
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

  it('holds a run that opens again, as it was asked for', async () => {
    const opened = await openRun(at('whole'));
    expect(opened.settings).toMatchObject({ preset: 'H', steps: 20, seed: 7 });
    expect(opened.dataset.heldOut).toEqual(['GATA1']);
    expect(opened.curves.loss.steps).toHaveLength(20);
    expect(opened.placement?.positions).toHaveLength(2 * opened.dataset.genes.length);
    expect(edgePairs(opened.result.network)).toHaveLength(110);
    expect(readFileSync(at('whole/edges.tsv'), 'utf8').trim().split('\n')).toHaveLength(10);
  });

  it('stands beside every other method, in the report and as data', () => {
    const metrics: unknown = JSON.parse(readFileSync(at('whole/metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({
      reportCard: {
        title: expect.stringMatching(/^On 1 held-out perturbation the model predicts /) as unknown,
        predictions: { labels: ['GATA1'] },
        leftOut: [],
        truth: null,
      },
    });
    const report = readFileSync(at('whole/report.html'), 'utf8');
    for (const method of ['Linear model', 'KO z-score', 'GRNBoost2']) expect(report).toContain(method);
  });

  it('is written with the methods that were computed before Ctrl-C', async () => {
    const stopped = await done([demo, '--out', at('short'), ...quick], impatient(/^Lasso on cells/));
    expect(stopped.told).toContain('Stopped before every other method');
    const { 'metrics.json': metrics = '', 'report.html': report } = contentsOf(at('short'));
    expect(JSON.parse(metrics)).toMatchObject({ network: { edges: 110 }, reportCard: { truth: null } });
    expect(report).toContain('KO z-score');
    expect(report).not.toContain('GRNBoost2');
  });

  it('is made again byte for byte from its configuration', async () => {
    await done(['--config', at('whole/config.json'), '--out', at('again')], {
      now: () => Date.UTC(2031, 5, 5),
    });
    expect(contentsOf(at('again'))).toEqual(contentsOf(at('whole')));
  });

  it('is another where something typed wins over the configuration', async () => {
    const other = await run([
      '--config',
      at('whole/config.json'),
      '--out',
      at('other'),
      '--seed',
      '8',
      '--quiet',
    ]);
    expect(other).toMatchObject({ code: 0, told: '' });
    const { settings } = await openRun(at('other'));
    expect(settings).toMatchObject({ preset: 'H', steps: 20, seed: 8 });
    expect(contentsOf(at('other'))['edges.tsv']).not.toBe(contentsOf(at('whole'))['edges.tsv']);
  });

  it('is not replaced unasked, nor is a folder of somebody else even then', async () => {
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

  it('is replaced when asked for', async () => {
    copyFileSync(at('other/config.json'), at('used.json'));
    await done(['--config', at('used.json'), '--out', at('other'), '--force', '--seed', '7']);
    expect(contentsOf(at('other'))).toEqual(contentsOf(at('whole')));
  });

  it('says where its configuration is used for other data', async () => {
    copyFileSync(demo, at('changed.h5ad'));
    writeFileSync(at('changed.h5ad'), Buffer.alloc(1), { flag: 'a' });
    const args = ['--config', at('whole/config.json'), '--out', at('elsewhere')];
    expect((await done([at('changed.h5ad'), ...args])).told).toContain(
      'Not what the configuration was made with: changed.h5ad.',
    );
  });

  it('is told to machines as one document', async () => {
    const { code, printed } = await run([demo, '--out', at('told'), ...quick, '--json', '--quiet']);
    expect(code).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({
      folder: at('told'),
      metrics: { data: { genes: 11 }, settings: { preset: 'H' } },
    });
  });

  it('is made again from its configuration with controls from a file of their own', async () => {
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
    const args = ['--controls-file', at('controls.csv'), '--out', at('controlled'), ...quick];
    await done([at('screen.csv'), ...args]);
    const { dataset } = await openRun(at('controlled'));
    expect(dataset.control).toEqual({ mode: 'cells', labels: ['control'] });
    await done(['--config', at('controlled/config.json'), '--out', at('controlled-again')]);
    expect(contentsOf(at('controlled-again'))).toEqual(contentsOf(at('controlled')));
  });
});
