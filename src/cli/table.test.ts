import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder, savedRun, trainedRun } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { readXml } from '../../tests/support/network/readXml';
import { metricsJson } from '../present/report/metrics';
import { runCli } from './program';

async function tabled(...args: readonly string[]) {
  const host = testHost();
  const code = await runCli(['table', ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

/** A folder of two seeds, one of another method, and a run file without metrics.json. */
async function runs() {
  const folder = await emptyFolder();
  const run = await trainedRun();
  const place = async (name: string, metrics: string) => {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'metrics.json'), metrics);
    return join(folder, name);
  };
  for (const seed of [10, 9])
    await place(`both/seed-${seed}`, metricsJson({ ...run, settings: { ...run.settings, seed } }, null));
  const other = await place(
    'lasso',
    JSON.stringify({
      method: 'cell-lasso',
      data: { name: '<b>&.csv', genes: 5, perturbations: 2 },
      settings: {},
      seed: 3,
      truth: { auprc: 0.5, density: 0.25, earlyPrecision: 1 },
      unseen: { error: 0.9, perturbations: 1 },
    }),
  );
  return { run, both: join(folder, 'both'), other, file: `${await savedRun(run)}/run.modulode.json`, folder };
}

it('has a line per run: seeds in order, other methods, and run files', async () => {
  const { run, both, other, file } = await runs();
  const { code, text } = await tabled(both, other, file);
  expect(code).toBe(0);
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const columns = header.split('\t');
  const rows = lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
  });
  expect(rows).toMatchObject([
    { run: join(both, 'seed-9'), method: 'modulode', seed: '9', genes: '5', preset: run.settings.preset },
    { seed: '10', cross_validated_error: String(run.result.crossValidation?.shrunkError ?? '') },
    { method: 'cell-lasso', seed: '3', auprc: '0.5', density: '0.25', held_out_error: '0.9', predicts: '' },
    { run: file, seed: String(run.settings.seed) },
  ]);
});

it('writes a page without scripts that shows names as text', async () => {
  const { both, other, folder } = await runs();
  const out = join(folder, 'table.html');
  const { code, told } = await tabled(both, other, '--out', out);
  expect([code, told]).toEqual([0, `Written to ${out}`]);
  const page = await readFile(out, 'utf8');
  expect(readXml(page).name).toBe('html');
  expect(page).toContain('&lt;b&gt;&amp;.csv');
  expect(page).not.toMatch(/<script|https?:/);
});

it('names a folder without a finished run, and damaged measurements', async () => {
  const folder = await emptyFolder();
  expect(await tabled(folder)).toMatchObject({ code: 2, told: expect.stringContaining('no finished run') });
  await writeFile(join(folder, 'metrics.json'), '{"data":');
  expect((await tabled(folder)).told).toContain('truncated');
});
