/** A frozen run beside the command that repeats it. That of the demo is compared by make-preview.slow.test.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from '../../src/cli/program';
import { openRun } from '../../src/cli/runs';
import { frozenText, toldBy } from './frozen';
import { commandOf, frozenFile, sources } from './sources';

it('Sachs is learned again by the command beside its frozen run, byte for byte but for the program that it names', async () => {
  const source = sources.find(({ id }) => id === 'sachs');
  if (!source) throw new Error('no record');
  const [modulode, ...args] = commandOf(source).split(' ');
  expect([modulode, args.at(-1)]).toEqual(['modulode', 'sachs']);
  const out = join(await emptyFolder(), 'sachs');
  expect(await runCli([...args.slice(0, -1), out, '--quiet'], testHost())).toBe(0);
  const text = readFileSync(frozenFile('sachs'), 'utf8');
  const { program } = (await toldBy(text.trim())).snapshot;
  if (program === null) throw new Error('it names no program');
  const again = await frozenText(source, await openRun(out), program);
  expect(`${again}\n` === text, `${again}\ndiffers from\n${text}`).toBe(true);
});
