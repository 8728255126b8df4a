import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { rankEdges } from '../../network/ranking';
import { exportFormats } from '../../share/exports/networkExport';
import type { FinishedRun } from '../../share/finishedRun';
import { exported, oddlyNamedRun } from '../../../tests/support/cli/namedRun';
import { runCli } from '../program';
import { testHost } from '../../../tests/support/cli/testHost';
import { emptyFolder, savedRun } from '../../../tests/support/cli/testRun';

let run: FinishedRun;
let folder: string;

beforeAll(async () => {
  run = await oddlyNamedRun();
  folder = await savedRun(run);
});

function edgesOf(sif: string): readonly string[] {
  return sif.split('\n').filter((line) => line.includes('\t'));
}

describe('modulode export', () => {
  it('prints as many of the strongest edges as the picture shows, or as --top says', async () => {
    const drawn = await exported(folder, '--format', 'sif');
    expect(drawn.code).toBe(0);
    expect(edgesOf(drawn.text)).toHaveLength(6);
    const two = await exported(folder, '--format', 'sif', '--top', '2');
    expect(edgesOf(two.text)).toEqual(edgesOf(drawn.text).slice(0, 2));
  });

  it('prints every edge where the format is a table', async () => {
    const { text } = await exported(folder, '--format', 'tsv');
    expect(text.trimEnd().split('\n')).toHaveLength(1 + 5 * 4);
  });

  it('leaves out edges that too few fits agree on', async () => {
    const { text } = await exported(folder, '--format', 'tsv', '--minimum-stability', '1');
    const kept = rankEdges(run.result.network).filter(({ stability }) => stability === 1);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(20);
    expect(text.trimEnd().split('\n')).toHaveLength(1 + kept.length);
  });

  it.each(exportFormats)('writes %s with the same bytes each time', async (format) => {
    const out = await emptyFolder();
    const files = [join(out, 'first'), join(out, 'second')] as const;
    for (const file of files) {
      const { code, host } = await exported(folder, '--format', format, '--out', file);
      expect(code).toBe(0);
      expect(host.told).toEqual([`Written to ${file}`]);
    }
    const [first, second] = await Promise.all([readFile(files[0]), readFile(files[1])]);
    expect(first.equals(second)).toBe(true);
  });

  it.each(exportFormats.filter((format) => format !== 'h5ad'))(
    'writes %s to a file as to standard output',
    async (format) => {
      const file = join(await emptyFolder(), 'file');
      await exported(folder, '--format', format, '--out', file);
      expect((await exported(folder, '--format', format)).text).toBe(await readFile(file, 'utf8'));
    },
  );

  it('tells machines what it wrote', async () => {
    const file = join(await emptyFolder(), 'run.h5ad');
    const { text } = await exported(folder, '--format', 'h5ad', '--out', file, '--json');
    expect(JSON.parse(text)).toEqual({ format: 'h5ad', file, bytes: (await stat(file)).size });
  });

  it('refuses what cannot be meant and writes nothing', async () => {
    const out = await emptyFolder();
    for (const [options, words] of [
      [['--format', 'h5ad'], /--out is missing/],
      [
        ['--format', 'xgmml', '--out', join(out, 'x')],
        /'--format <name>' argument 'xgmml' is invalid.*graphml/,
      ],
      [['--format', 'sif', '--top', '0', '--out', join(out, 'x')], /--top.*whole number from 1/],
      [['--format', 'sif', '--minimum-stability', '2', '--out', join(out, 'x')], /number from 0 to 1/],
      [[], /--format/],
    ] as const) {
      const { code, host, text } = await exported(folder, ...options);
      expect(code).toBe(2);
      expect(text).toBe('');
      expect(host.told.join('\n')).toMatch(words);
    }
    expect(await readdir(out)).toEqual([]);
    const told = JSON.parse((await exported(folder, '--format', 'sif', '--json')).text) as unknown;
    expect(told).toMatchObject({ error: { title: '--out is missing' } });
    const host = testHost();
    const missing = join(out, 'none.modulode.json');
    expect(await runCli(['export', missing, '--format', 'sif'], host)).toBe(2);
    expect(host.told[0]).toBe(`${missing} cannot be read`);
  });

  it('names every format in its help', async () => {
    const { code, text } = await exported(folder, '--help');
    expect(code).toBe(0);
    for (const format of exportFormats) expect(text).toMatch(new RegExp(`^  ${format} +\\S`, 'm'));
  });
});
