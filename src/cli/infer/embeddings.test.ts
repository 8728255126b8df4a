/** `modulode infer --method grnformer-qiu --embeddings`: from the file to the run folder. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { contentsOf } from '../../../tests/support/cli/contentsOf';
import { done, run, smallScreen, temporaryFolder, timeout } from '../../../tests/support/cli/inferRuns';

const { at, remove } = temporaryFolder();
afterAll(remove);

const screen = smallScreen(at('small.csv'));
const method = ['--method', 'grnformer-qiu'];
const short = [...method, '--setting', 'steps=5'];

it(
  'embeddings change the result; how many genes have one is told, and the configuration names their file',
  async () => {
    // “a” is A, and X is no gene of the screen.
    const table = 'gene,e1,e2,e3\na,1,0,2\nB,0,1,2\nC,3,1,2\nD,-1,2,2\nX,9,9,9\n';
    writeFileSync(at('genes.csv.gz'), gzipSync(table));
    const { told } = await done([screen, ...short, '--embeddings', at('genes.csv.gz'), '--out', at('given')]);
    expect(told.replaceAll('\u00A0', ' ')).toContain(
      'Embeddings: genes.csv.gz. 4 of 6 genes have an embedding; the others are learned.',
    );
    const read = (file: string) => JSON.parse(readFileSync(at(file), 'utf8'));
    expect(read('given/metrics.json').embeddings).toEqual({
      name: 'genes.csv.gz',
      genes: { all: 6, covered: 4 },
    });
    const config = read('given/config.json');
    expect(config.method.embeddings).toBe(at('genes.csv.gz'));
    expect(config.inputs.map(({ name }: { name: string }) => name)).toEqual(['small.csv', 'genes.csv.gz']);
    await done(['--config', at('given/config.json'), '--out', at('again')]);
    expect(contentsOf(at('again'))).toEqual(contentsOf(at('given')));

    await done([screen, ...short, '--out', at('without')]);
    expect(read('without/metrics.json').embeddings).toBeUndefined();
    const edges = (folder: string) => readFileSync(at(`${folder}/edges.tsv`), 'utf8');
    expect(edges('without')).not.toBe(edges('given'));
  },
  timeout,
);

/** Messages of a command that ends with exit code 2 and writes nothing. */
async function refused(...args: readonly string[]): Promise<string> {
  const { code, told } = await run([screen, ...args, '--out', at('none')]);
  expect([code, existsSync(at('none'))]).toEqual([2, false]);
  return told.replaceAll('\u00A0', ' ');
}

it.each([
  ['words', 'A,1,2\nB,high,3\n', ['Line 2 of', 'has “high” instead of a number', 'Correct that line']],
  ['NaN', 'A,1,2\nB,NaN,3\nC,1,2\n', ['Line 2 of', 'has “NaN” instead of a number']],
  ['edges', 'source,target\nA,B\nB,C\n', ['Line 2 of', 'has “B” instead of a number']],
  [
    'lines of several lengths',
    'A,1,2\nB,1\nC,1,1\n',
    ['Line 2 has 2 fields; others have 3', 'one line per gene'],
  ],
  [
    'no numbers',
    'A\nB\n',
    ['The gene embedding in', 'fewer than two lines with a name and numbers', 'one line per gene'],
  ],
  ['one gene twice', 'A,1,2\nB,1,3\nA,2,1\n', ['A stands twice in', 'Keep one line for each gene']],
  ['other genes', 'Gata1,1,2\nSpi1,1,3\n', ['has no gene of this data set', 'mouse symbols', 'same species']],
])('refuses a file of %s', async (_, table, words) => {
  writeFileSync(at('bad.csv'), table);
  const told = await refused(...short, '--embeddings', at('bad.csv'));
  for (const word of ['bad.csv', ...words]) expect(told).toContain(word);
});

it('refuses a table that unpacks to more text than a program can hold', async () => {
  writeFileSync(at('large.csv.gz'), gzipSync(Buffer.alloc(64_000_001, 'a')));
  const told = await refused(...short, '--embeddings', at('large.csv.gz'));
  expect(told).toContain('large.csv.gz is too large for a table of text');
  expect(told).toContain('NAME.npy');
});

it('refuses a missing file, another method, and embeddings without a method', async () => {
  expect(await refused(...method, '--embeddings', at('missing.csv'))).toContain('missing.csv');
  expect(await refused('--method', 'pearson', '--embeddings', at('bad.csv'))).toContain(
    'choose a method that does: grnformer-qiu',
  );
  expect(await refused('--embeddings', at('bad.csv'))).toContain('--embeddings was given without --method');
});
