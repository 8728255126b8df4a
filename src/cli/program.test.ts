import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './program';
import { emptyFolder, savedRun, trainedRun } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { printable, printing } from './host';
import { smallScreen } from '../../tests/support/cli/inferRuns';

async function run(...args: string[]) {
  const host = testHost();
  const code = await runCli(args, host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

describe('an invalid command', () => {
  it('is reported as JSON with --json', async () => {
    const { code, text, told } = await run('predict', 'run1', '--perturb', 'GATA1=7', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(text)).toEqual({
      error: {
        title: 'Invalid command',
        why: "Option '--perturb <levels>' argument 'GATA1=7' is invalid. Allowed is a number from 0 to 3.",
        next: 'Use --help to list commands and options.',
      },
    });
    expect(told).toContain('GATA1=7');
    expect((await run('predict', 'run1', '--perturb', 'GATA1=7')).text).toBe('');
  });

  it('names the numbers that are allowed, without limits that nobody reaches', async () => {
    expect((await run('predict', 'run1', '--perturb', 'GATA1=0', '--time', '3d')).told).toContain(
      'without a unit',
    );
    expect((await run('evaluate', 'run1', '--edges', '0')).told).toContain('a whole number from 1 on.');
    expect((await run('infer', 'a.csv', '--out', 'b', '--threads', '0')).told).toContain('from 1 to 1,024.');
    expect((await run('infer', 'a.csv', '--out', 'b', '--max-mito', '20')).told).toContain('such as 20%.');
  });

  it('may be an empty path from an unset variable', async () => {
    expect((await run('infer', 'public/demo/myeloid.h5ad', '--out', '')).told).toMatch(/^--out is missing/);
    expect((await run('inspect', '')).told).toMatch(/^An empty path cannot be read/);
  });
});

it('names every command in the table of docs/command-line.md and describes it', async () => {
  const { text } = await run('--help');
  const names = Array.from(text.matchAll(/^ {2}([a-z]+) \[options\]/gmu), ([, name = '']) => name);
  expect(names.length).toBeGreaterThan(10);
  const page = await readFile('docs/command-line.md', 'utf8');
  const named = (pattern: RegExp) => Array.from(page.matchAll(pattern), ([, name = '']) => name).toSorted();
  expect(named(/^\| `modulode ([a-z]+)/gmu)).toEqual(names.toSorted());
  expect(named(/^## modulode ([a-z]+)$/gmu)).toEqual(names.toSorted());
});

it('every help fits a terminal of 80 columns', async () => {
  const { text } = await run('--help');
  const names = Array.from(text.matchAll(/^ {2}([a-z]+) \[options\]/gmu), ([, name = '']) => name);
  const helps = await Promise.all(names.map(async (name) => (await run(name, '--help')).text));
  const lines = [text, ...helps].flatMap((help) => help.split('\n'));
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

describe('a folder without a finished run', () => {
  it('gives advice by its content', async () => {
    const folder = await emptyFolder();
    expect((await run('evaluate', folder)).told).toContain('Give a folder written by infer.');
    await mkdir(join(folder, 'seed-3'));
    expect((await run('evaluate', folder)).told).toContain(`such as ${join(folder, 'seed-3')}.`);
    await writeFile(join(folder, 'checkpoint.modulode.json'), '{}');
    expect((await run('evaluate', folder)).told).toContain(`modulode infer --resume ${folder}`);
  });
});

it('escapes control characters and keeps tabs, lines and other scripts', () => {
  expect(printable('\u001B[31mGATA1\u0007\r\u009B2J\u202E')).toBe(
    String.raw`\u001b[31mGATA1\u0007\u000d\u009b2J\u202e`,
  );
  expect(printable('α\tΔ × 2\n時間 “é” 😀')).toBe('α\tΔ × 2\n時間 “é” 😀');
});

it('keeps the values of a JSON document', () => {
  const value = { label: '\u001B]0;title\u0007\u0085\u007F', rows: ['a\tb', 'c\nd'] };
  const printed = printable(JSON.stringify(value));
  expect(printed).not.toMatch(/[\u007F-\u009F]/);
  expect(JSON.parse(printed)).toEqual(value);
});

it('escapes results, messages and the status line', () => {
  const lines: string[] = [];
  const host = testHost();
  const safe = printing({ ...host, status: (line) => lines.push(line) });
  safe.out('\u001B[2J');
  safe.message('\u001B[3J');
  safe.status?.('\u001B[4J');
  expect([host.printed(), ...host.messages, ...lines]).toEqual(
    ['2J', '3J', '4J'].map((code) => String.raw`\u001b[${code}`),
  );
  expect(printing(host).status).toBeNull();
});

it('escapes typed arguments', async () => {
  const host = testHost();
  expect(await runCli(['\u001B[31mred'], host)).toBe(2);
  expect(host.messages.join('\n')).not.toContain('\u001B');
});

it('takes genes named like members of objects', async () => {
  const folder = await savedRun(await trainedRun());
  const asked = await run('predict', folder, '--perturb', 'constructor=0,toString=2');
  expect(asked.told).toContain('The model has no gene constructor');
});

describe('former option names', () => {
  it.each([
    ['--genes-in-all', '--n-genes', '4'],
    ['--least-counts', '--min-counts', '5'],
    ['--least-genes', '--min-genes', '2'],
    ['--most-mitochondrial', '--max-mito', '7.5%'],
    ['--least-cells-of-gene', '--min-cells-per-gene', '3'],
    ['--fewest-cells', '--min-cells', '18'],
    ['--most-guides', '--max-guides', '1'],
  ])('%s still means %s, and help shows the new name only', async (former, current, value) => {
    const screen = smallScreen(join(await emptyFolder(), 'screen.csv'));
    const inspect = (...args: string[]) => run('inspect', screen, '--no-quality', '--json', ...args);
    const asked = await inspect(current, value);
    expect(asked).toMatchObject({ code: 0, told: '' });
    expect(asked.text).not.toBe((await inspect()).text);
    expect(await inspect(former, value)).toEqual(asked);
    expect(await inspect(`${former}=${value}`)).toEqual(asked);
    for (const command of ['inspect', 'infer']) {
      const { text } = await run(command, '--help');
      expect(text).toContain(`${current} <`);
      expect(text).not.toContain(former);
    }
  });

  it('--fewest-cells of simulate still means --min-cells', async () => {
    const out = join(await emptyFolder(), 'screen.csv');
    const small = ['simulate', '--genes', '5', '--cells', '6', '--controls', '10', '--out', out];
    const texts = [];
    for (const name of ['--min-cells', '--fewest-cells']) {
      expect((await run(...small, name, '2')).code).toBe(0);
      texts.push(await readFile(out, 'utf8'));
    }
    expect(texts[1]).toBe(texts[0]);
  });
});
