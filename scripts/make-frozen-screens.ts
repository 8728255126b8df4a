/**
 * Freezes screens as page and gallery offer them: what was learned, without cells, as the text of a link. Learns each in the terminal (npm run
 * package) with default settings, and writes public/screens/*.txt, their sources, and the list that the page shows: `npm run screens -- DATA [RUNS]`.
 * DATA: a folder with the files of screens/sources.ts; RUNS: a folder that keeps the runs, whose runs are used again. The same commit and data write
 * the same bytes. `npm run screens -- --check RUN`, RUN named by its screen: compares a run with its frozen one, byte for byte.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openRun } from '../src/cli/runs';
import type { Level } from '../src/inference/verdict/statements';
import { frozenText, toldBy } from './screens/frozen';
import { commandOf, frozenFile, placeOf, published, type Source, sources } from './screens/sources';

const screensList = 'src/app/session/page/frozenScreens.json';

/** A line of the list. */
interface FrozenLine extends Omit<Source, 'cellsIn'> {
  readonly cells: number;
  readonly genes: number;
  /** As the page says it of the opened run: its title, and that of its effects. */
  readonly headline: string;
  readonly effects: string;
  readonly predicts: Level;
  readonly edges: Level;
  /** Repeats the run in a terminal. */
  readonly command: string;
}

/** The text of the frozen run, and its line. */
async function frozen(source: Source, data: string, runs: string) {
  const { cellsIn, ...shown } = source;
  const run = await openRun(learned(placeOf({ cellsIn }, data), join(runs, source.id)));
  const text = await frozenText(source, run);
  const { cells, genes, headline, effects, verdict } = await toldBy(text);
  const line: FrozenLine = {
    ...shown,
    cells,
    genes,
    headline,
    effects: effects.sentences.headline,
    predicts: verdict.predicts.level,
    edges: verdict.edges.level,
    command: commandOf(source),
  };
  return { text, line };
}

/** Learns in the terminal, unless it was. */
function learned(file: string, out: string): string {
  if (existsSync(out)) return out;
  const { status } = spawnSync('node', ['lib/bin.js', 'infer', file, '--out', out], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${file} was not learned`);
  return out;
}

/** Whether the run has the bytes of the frozen one, which names the program that learned it. */
async function check(path: string): Promise<boolean> {
  const source = sources.find(({ id }) => id === basename(path));
  if (!source) throw new Error(`${path} is named after no screen: ${sources.map(({ id }) => id).join(', ')}`);
  const text = readFileSync(frozenFile(source.id), 'utf8').trim();
  const program = (await toldBy(text)).snapshot.program ?? undefined;
  const run = await openRun(path);
  const isSame = (await frozenText(source, run, program)) === text;
  console.log(
    isSame
      ? `${path}: the ${text.length} bytes of ${frozenFile(source.id)}, learned by ${program}.`
      : `${path} differs from ${frozenFile(source.id)}, learned by ${program}.`,
  );
  return isSame;
}

/** Citations, licences and commands, beside the frozen runs. */
function citations(lines: readonly FrozenLine[]): string {
  const parts = lines.map(({ id, name, about, citation, doi, source, command, headline, effects }) =>
    [
      `## ${name}: ${about}`,
      `\`${id}.txt\`. ${citation} https://doi.org/${doi}`,
      `Data: ${source}`,
      `What it says: ${headline}. ${effects}`,
      `    ${command}\n    npm run screens -- --check ${id}`,
    ].join('\n\n'),
  );
  return `${[
    '# Frozen runs of screens',
    'Each file is what Modulode learned from a screen with default settings, as the text of a link: network, model and effects, without cells. `scripts/make-frozen-screens.ts` makes them; of the commands the first repeats the run, the second compares it with the file byte for byte. `cellbox.h5ad` is what `scripts/make-cellbox.py` writes from the tables of its source, `sachs-shuffled.h5ad` what `scripts/make-shuffled.py` writes. Open offers the published ones and the control; the gallery (`gallery/`) has all.',
    ...parts,
    mit,
  ].join('\n\n')}\n`;
}

const mit = `## MIT licence

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

export async function main(args: readonly string[]): Promise<number> {
  const [data, runs] = args;
  if (data === '--check' && runs !== undefined) return (await check(runs)) ? 0 : 1;
  if (data === undefined || data.startsWith('-')) {
    console.error('usage: npm run screens -- DATA [RUNS], or npm run screens -- --check RUN');
    return 2;
  }
  const kept = runs ?? mkdtempSync(join(tmpdir(), 'screens-'));
  const lines: FrozenLine[] = [];
  for (const source of sources) {
    const { text, line } = await frozen(source, data, kept);
    writeFileSync(frozenFile(line.id), `${text}\n`);
    console.log(`${line.id}: ${text.length} characters. ${line.headline}. ${line.effects}`);
    lines.push(line);
  }
  const listed = lines.filter(({ id }) => published.some((source) => source.id === id));
  writeFileSync(screensList, `${JSON.stringify(listed, null, 2)}\n`);
  writeFileSync('public/screens/CITATION.md', citations(lines));
  return 0;
}
