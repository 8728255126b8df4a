/** The examples in docs/command-line.md equal the output of the commands; … marks omissions. */
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './program';
import { emptyFolder } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';

const page = plain(await readFile('docs/command-line.md', 'utf8'));
const examples = [...page.matchAll(/^```\n\$ npx modulode (.*)\n([^]*?)^```$/gmu)].map(
  ([, command = '', printed = '']) => ({ command, printed }),
);
const named = new Set(['run1', 'run2', 'screen.h5ad', 'myeloid.truth.tsv']);

/** With breaking spaces, as in the page. */
function plain(text: string): string {
  return text.replaceAll('\u00A0', ' ');
}

let folder = '';

/** Output of a command called in the folder. */
async function modulode(...typed: readonly string[]): Promise<string> {
  const host = testHost();
  const args = typed.map((arg, i) => (named.has(arg) || typed[i - 1] === '--out' ? join(folder, arg) : arg));
  expect([await runCli(args, host), host.messages.join('\n')]).toEqual([0, expect.any(String)]);
  return plain(host.printed().replaceAll(join(folder, '/'), ''));
}

beforeAll(async () => {
  folder = await emptyFolder();
  await copyFile('public/demo/myeloid.truth.tsv', join(folder, 'myeloid.truth.tsv'));
  const learn = ['infer', 'public/demo/myeloid.h5ad', '--device', 'processor', '--quiet', '--out'];
  await modulode(...learn, 'run1');
  await modulode(...learn, 'run2', '--seed', '8');
  await modulode('simulate', '--out', 'screen.h5ad');
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it('there is an example of every command except infer', () => {
  const commands = new Set(examples.map(({ command }) => command.split(' ')[0]));
  expect(commands).toEqual(
    new Set([
      'compare',
      'enrich',
      'evaluate',
      'explain',
      'export',
      'inspect',
      'link',
      'methods',
      'predict',
      'refine',
      'screen',
      'simulate',
      'snapshot',
    ]),
  );
});

it.each(examples)('modulode $command prints the documented output', async ({ command, printed }) => {
  const args = Array.from(command.matchAll(/"([^"]*)"|(\S+)/gu), ([, quoted, bare]) => quoted ?? bare ?? '');
  let rest = await modulode(...args);
  const [first = '', ...others] = printed.split('…');
  expect(rest.slice(0, first.length)).toBe(first);
  for (const part of others) {
    expect(rest).toContain(part);
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
});
