/**
 * Writes the known networks that come with the program: `node scripts/run.mjs scripts/make-priors.ts HUMAN MOUSE`, where both are the files
 * of TRRUST v2 as downloaded (factor, target, mode, references), packed with gzip. Source and licence: src/network/priors/README.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { readKnownEdges } from '../src/network/formats/readKnownEdges';

const header = `# TRRUST v2 (https://www.grnpedia.org/trrust), Han et al. 2018, Nucleic Acids Research 46:D380, changed: each pair once,
# with a sign where its reports agree on one. Licence of this table: CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/
source\ttarget\tsign
`;

export async function main(paths: readonly string[]): Promise<number> {
  const [human, mouse] = paths;
  if (!human || !mouse) {
    console.error('usage: node scripts/run.mjs scripts/make-priors.ts HUMAN MOUSE');
    return 2;
  }
  await write('trrust-human', human);
  await write('trrust-mouse', mouse);
  return 0;
}

async function write(name: string, path: string): Promise<void> {
  const read = readKnownEdges(gunzipSync(await readFile(path)).toString('utf8'), path);
  if (!read.ok) throw new Error(`${path}: ${read.error.tag}`);
  const lines = read.edges.map(({ source, target, sign }) => `${source}\t${target}\t${sign}\n`).toSorted();
  await writeFile(`src/network/priors/${name}.tsv`, header + lines.join(''));
  console.log(`${name}: ${lines.length} edges`);
}
