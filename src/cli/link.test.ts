/** `modulode link`: what is written, and what is refused. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';

const folder = await emptyFolder();
const demo = 'public/demo/myeloid.h5ad';

const metricsOf = (run: string) => JSON.parse(readFileSync(join(folder, run, 'metrics.json'), 'utf8'));

async function linked(out: string, ...options: readonly string[]) {
  const host = testHost();
  const code = await runCli(['link', demo, ...options, '--out', join(folder, out)], host);
  return { code, printed: host.printed(), told: host.messages.join('\n') };
}

it('writes every pair once with its probability, and a judgement beside all that needs no learning', async () => {
  const { code, printed } = await linked(
    'links',
    '--prior',
    'public/demo/myeloid.truth.tsv',
    '--method',
    'pair-logistic',
  );
  expect(code).toBe(0);
  expect(printed).toContain('Pair logistic is one of the two baselines that other methods must exceed.');
  const [header, ...lines] = readFileSync(join(folder, 'links', 'edges.tsv'), 'utf8')
    .trimEnd()
    .split('\n');
  expect(header).toBe('source\ttarget\tprobability\tsign\tknown');
  const rows = lines.map((line) => line.split('\t'));
  expect(new Set(rows.map(([source, target]) => `${source} ${target}`)).size).toBe(11 * 10);
  expect(rows.filter((row) => row[4] === '1')).toHaveLength(26);
  const probabilities = rows.map((row) => Number(row[2]));
  expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
  expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);

  const metrics = metricsOf('links');
  expect(metrics).toMatchObject({
    method: 'pair-logistic',
    regulators: 11,
    pairs: 110,
    edges: 26,
    exceedsBoth: false,
  });
  expect(metrics.beside['pair-logistic']).toEqual(metrics.score);
  expect(Object.keys(metrics.beside)).toContain('swapped-labels');
}, 60_000);

it('hides single pairs where asked, and says so beside the product of degrees', async () => {
  const known = ['--prior', 'public/demo/myeloid.truth.tsv', '--method', 'degree'];
  const { code, printed } = await linked('pairs', ...known, '--hide', 'pairs');
  expect(code).toBe(0);
  expect(printed).toContain('In-degree, judged on pairs of 11 regulators that it had not seen');
  expect(printed).toMatch(/In-degree does not exceed the product of degrees/u);
  const metrics = metricsOf('pairs');
  expect(metrics).toMatchObject({ hidden: 'pairs', settings: { pairs: 1 }, regulators: 11, edges: 26 });
  expect(metrics.beyond).toHaveProperty('degree-product');

  expect((await linked('whole', ...known)).code).toBe(0);
  expect(metricsOf('whole')).toMatchObject({ hidden: 'regulators', settings: { pairs: 0 } });
  expect(metricsOf('whole').beyond).not.toHaveProperty('degree-product');
  expect((await linked('genes', ...known, '--hide', 'genes')).told).toContain('regulators, pairs');
}, 60_000);

it('leaves a folder with other files as it is', async () => {
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine', 'thesis.txt'), 'years');
  const host = testHost();
  const asked = ['link', demo, '--prior', 'public/demo/myeloid.truth.tsv', '--out', join(folder, 'mine')];
  for (const force of [[], ['--force']]) {
    expect(await runCli([...asked, ...force], host)).toBe(2);
    expect(host.messages.join('\n')).toContain('It contains thesis.txt, which is not part of a run.');
  }
  expect(readdirSync(join(folder, 'mine'))).toEqual(['thesis.txt']);
});

it('refuses a network of too few regulators', async () => {
  const few = join(folder, 'few.tsv');
  writeFileSync(few, 'source\ttarget\nGATA1\tKLF1\nSPI1\tJUN\n');
  const { code, told } = await linked('none', '--prior', few);
  expect(code).toBe(2);
  expect(told).toContain('edges of at least four regulators');
});
