/** The commands of docs/cluster.md that any other engine can call; the others are run by workflow/test.sh. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/cli/inferRuns';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';

const { at, remove } = temporaryFolder();
afterAll(remove);

const isFile = /^(main|run|shard-\d|screen\.(data|h5ad)|table\.html)$/;

async function modulode(line: string): Promise<void> {
  const host = testHost();
  const [command = '', ...words] = line.split(' ');
  const args = words.map((word, i) => (isFile.test(word) || words[i - 1] === '--out' ? at(word) : word));
  const code = await runCli([command, ...args], host);
  expect([line, code, code === 0 ? '' : host.messages.join('\n')]).toEqual([line, 0, '']);
}

it('the commands by hand in docs/cluster.md lead from a file to a table', async () => {
  const [, block = ''] =
    /^## By hand$[^]*?^```sh$([^]*?)^```$/mu.exec(readFileSync('docs/cluster.md', 'utf8')) ?? [];
  const lines = [...block.matchAll(/^modulode (.*)$/gmu)].map(([, line = '']) => line);
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'prepare',
    'infer',
    'infer',
    'infer',
    'ensemble',
    'table',
  ]);
  await modulode('simulate --genes 8 --cells 20 --seed 1 --out screen.h5ad');
  for (const line of lines)
    await modulode(line.includes('screen.data --out') ? `${line} --preset H --steps 20` : line);
  expect(existsSync(at('run/report.html'))).toBe(true);
  expect(readFileSync(at('table.html'), 'utf8')).toContain('screen.h5ad');
}, 600_000);
