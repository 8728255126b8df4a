/**
 * Freezes published screens as the page offers them: what was learned, without cells, as the text of a link. Learns each in the terminal (npm run
 * package) with default settings, and writes public/screens/*.txt, their sources, and the list that the page shows:
 * `node scripts/run.mjs scripts/make-frozen-screens.ts DATA [RUNS]`. DATA: a folder with the files below; RUNS: a folder that keeps the runs, whose runs
 * are used again. The same commit and data write the same bytes. The shuffled screen is written by scripts/make-shuffled.py.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRun } from '../src/cli/runs';
import type { FitResult } from '../src/inference/run/result';
import { standingOfRun } from '../src/inference/benchmark/predictions';
import type { Level } from '../src/inference/verdict/statements';
import { judged } from '../src/inference/verdict/judge';
import { findingBesideLevel } from '../src/present/text/benchmark';
import { decodeLink, effectsInText, encodeLink } from '../src/share/link';
import { snapshotOfFinished, withEffects } from '../src/share/snapshot';

const screensFolder = 'public/screens';
const screensList = 'src/app/session/page/frozenScreens.json';

/** Characters: a file is no address, and has room for all perturbations of a screen of pairs. */
const MOST_CHARACTERS = 48_000;
/** A link says on which day it was made. */
const FROZEN_ON = Date.UTC(2026, 10, 27);

interface Source {
  readonly id: string;
  readonly name: string;
  /** What was measured, in a few words. */
  readonly about: string;
  /** What was found, in a reader's words. */
  readonly finding: string;
  readonly rows: 'cells' | 'samples';
  readonly columns: string;
  readonly citation: string;
  readonly doi: string;
  readonly licence: string;
  /** Where the data are from, with the notice of their licence. */
  readonly source: string;
  /** In DATA, or null: public/demo, where the same table lies with the kinds of its reagents. */
  readonly folder: string | null;
  readonly file: string;
}

/** A line of the list. */
interface FrozenLine extends Omit<Source, 'folder' | 'file'> {
  readonly cells: number;
  /** Measured ones in the model. */
  readonly genes: number;
  /** As the page says it of the opened run: its title, and that of its effects. */
  readonly headline: string;
  readonly effects: string;
  readonly predicts: Level;
  readonly edges: Level;
  /** Repeats the run in a terminal. */
  readonly command: string;
}

const sachs: Source = {
  id: 'sachs',
  name: 'Sachs et al. 2005',
  about: 'Signalling in human T cells',
  finding: 'Each of 6 drugs changes other proteins; the PKC inhibitor changes most (10).',
  rows: 'cells',
  columns: 'proteins',
  citation: 'Sachs K, Perez O, Pe’er D, Lauffenburger DA, Nolan GP (2005). Science 308:523–529.',
  doi: '10.1126/science.1105809',
  licence: 'CC0 1.0',
  source:
    'github.com/cmu-phil/example-causal-datasets, real/sachs, commit a23adc349a23fc34d258193b45c60522ca6355b4. CC0 1.0: no rights are reserved.',
  folder: null,
  file: 'sachs.h5ad',
};

/** Every number of `finding` is one that the program says of the screen. */
const sources: readonly Source[] = [
  sachs,
  {
    id: 'cellbox',
    name: 'Korkut et al. 2015',
    about: 'Melanoma cells under 12 drugs and their pairs',
    finding: 'Error on unseen treatments is 80\u00a0% below “no change”.',
    rows: 'samples',
    columns: 'proteins and phenotypes',
    citation:
      'Korkut A, et al. (2015). eLife 4:e04640; table of CellBox: Yuan B, et al. (2021). Cell Systems 12:128–140.',
    doi: '10.7554/eLife.04640',
    licence: 'MIT',
    source:
      'github.com/sanderlab/CellBox, data/, commit 6bed6b941dad7c668f2f0d0daeb99ada2189b85d. MIT licence, Copyright (c) 2019 dfci.',
    folder: 'cellbox-melanoma',
    file: 'cellbox.h5ad',
  },
  {
    ...sachs,
    id: 'sachs-shuffled',
    name: `${sachs.name}, shuffled`,
    about: 'A control: the same cells, labels drawn at random',
    finding: 'None of 6 drugs was found to change other proteins: there is nothing to find.',
    source: 'public/demo/sachs.h5ad, its labels shuffled by scripts/make-shuffled.py. CC0 1.0.',
    folder: 'sachs-shuffled',
    file: 'sachs-shuffled.h5ad',
  },
];

/** The text of the frozen run, and its line in the list. */
async function frozen({ folder, file, ...source }: Source, data: string, runs: string) {
  const path = folder === null ? join('public/demo', file) : join(data, folder, file);
  const run = await openRun(learned(path, join(runs, source.id)));
  const snapshot = snapshotOfFinished(run, {
    title: `${source.name}: frozen run, no cells`,
    now: FROZEN_ON,
    standing: standingOfRun(run),
    judged: judged(run),
    bare: false,
    sliders: [],
    time: null,
  });
  const effects = await effectsInText(run.effects);
  const link = await encodeLink(withEffects(snapshot, effects), 'model', undefined, MOST_CHARACTERS);
  if (!link.ok) throw new Error(`${source.id} is too long`);
  const { text } = link.value;
  const command = `modulode infer ${folder === null ? path : file} --out ${source.id}`;
  return { text, line: { ...source, ...(await toldBy(text, run.result)), command } satisfies FrozenLine };
}

/** Learns in the terminal, unless it was. */
function learned(file: string, out: string): string {
  if (existsSync(out)) return out;
  const { status } = spawnSync('node', ['lib/bin.js', 'infer', file, '--out', out], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${file} was not learned`);
  return out;
}

/** What a reader of the link is told. */
async function toldBy(text: string, result: FitResult) {
  const read = await decodeLink(text);
  if (!read.ok || read.value.kind !== 'run') throw new Error('not the link of a run');
  const { snapshot } = read.value;
  const { network, sliderModel, effects } = snapshot;
  const verdict = network?.verdict.judged?.verdict;
  if (!network || !verdict || sliderModel?.kind !== 'model' || !effects)
    throw new Error('without its model, verdict or effects');
  const inputs = sliderModel.model.latent?.length ?? 0;
  return {
    cells: network.data.cells,
    genes: network.network.genes.length - inputs,
    headline: findingBesideLevel(result, network.verdict.caveats?.standing ?? null, verdict),
    effects: effects.sentences.headline,
    predicts: verdict.predicts.level,
    edges: verdict.edges.level,
  };
}

/** Citations, licences and commands, beside the frozen runs. */
function citations(lines: readonly FrozenLine[]): string {
  const parts = lines.map(({ id, name, about, citation, doi, source, command, headline, effects }) =>
    [
      `## ${name}: ${about}`,
      `\`${id}.txt\`. ${citation} https://doi.org/${doi}`,
      `Data: ${source}`,
      `What it says: ${headline}. ${effects}`,
      `    ${command}`,
    ].join('\n\n'),
  );
  return `${[
    '# Frozen runs of published screens',
    'Each file is what Modulode learned from a published screen with default settings, as the text of a link: network, model and effects, without cells. `scripts/make-frozen-screens.ts` makes them; the commands repeat the runs. `cellbox.h5ad` is the table of its source as AnnData; its samples are not here. `sachs-shuffled.h5ad` is what `scripts/make-shuffled.py` writes.',
    ...parts,
    mit,
  ].join('\n\n')}\n`;
}

const mit = `## MIT licence

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

export async function main([data, runs]: readonly string[]): Promise<number> {
  if (data === undefined) {
    console.error('usage: node scripts/run.mjs scripts/make-frozen-screens.ts DATA [RUNS]');
    return 2;
  }
  const kept = runs ?? mkdtempSync(join(tmpdir(), 'screens-'));
  const lines: FrozenLine[] = [];
  for (const source of sources) {
    const { text, line } = await frozen(source, data, kept);
    writeFileSync(join(screensFolder, `${line.id}.txt`), `${text}\n`);
    console.log(`${line.id}: ${text.length} characters. ${line.headline}. ${line.effects}`);
    lines.push(line);
  }
  writeFileSync(screensList, `${JSON.stringify(lines, null, 2)}\n`);
  writeFileSync(join(screensFolder, 'CITATION.md'), citations(lines));
  return 0;
}
