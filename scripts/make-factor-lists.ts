/**
 * Writes the lists of transcription factors: `node scripts/run.mjs scripts/make-factor-lists.ts GO ORTHOLOGS SGD NAMES`, where GO and SGD
 * are symbols, one a line; ORTHOLOGS has the columns human and mouse, NAMES the columns symbol and systematic (both gzipped, with tabs).
 * Sources and licences: src/dataset/factors/README.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

const folder = 'src/dataset/factors';

export async function main(paths: readonly string[]): Promise<number> {
  const [go, orthologs, sgd, names] = paths;
  if (!go || !orthologs || !sgd || !names) {
    console.error('usage: node scripts/run.mjs scripts/make-factor-lists.ts GO ORTHOLOGS SGD NAMES');
    return 2;
  }
  const human = await symbolsAt(go);
  const yeast = await symbolsAt(sgd);
  const isHuman = new Set(human);
  const mouse = (await columnsAt(orthologs, 'human', 'mouse')).filter(([symbol]) => isHuman.has(symbol));
  const systematic = new Map(await columnsAt(names, 'symbol', 'systematic'));
  await write('human', human);
  await write(
    'mouse',
    mouse.map(([, symbol]) => symbol),
  );
  await write(
    'yeast',
    yeast.map((symbol) => [...new Set([symbol, systematic.get(symbol) ?? symbol])].join('\t')),
  );
  return 0;
}

async function symbolsAt(path: string): Promise<readonly string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

async function columnsAt(
  path: string,
  first: string,
  second: string,
): Promise<readonly (readonly [string, string])[]> {
  const [header = '', ...lines] = gunzipSync(await readFile(path))
    .toString('utf8')
    .split('\n');
  const columns = header.split('\t');
  const [a, b] = [columns.indexOf(first), columns.indexOf(second)];
  if (a < 0 || b < 0) throw new Error(`${path} has no columns ${first} and ${second}`);
  return lines.map((line) => line.split('\t')).flatMap((row) => (row[a] && row[b] ? [[row[a], row[b]]] : []));
}

async function write(species: string, lines: readonly string[]): Promise<void> {
  const sorted = [...new Set(lines)].toSorted();
  await writeFile(`${folder}/${species}.txt`, `${sorted.join('\n')}\n`);
  console.log(`${folder}/${species}.txt: ${sorted.length} factors`);
}
