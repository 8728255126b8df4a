import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { savedRun, trainedRun } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { parseTruth } from '../evaluation/networks/truth';
import type { FinishedRun } from '../share/finishedRun';
import { runCli } from './program';

let run: FinishedRun;
let saved: string;
let folder: string;

/** Cells of a chain G0 → G1 ⊣ G2, with G3 and G4 alone. */
beforeAll(async () => {
  run = await trainedRun();
  saved = await savedRun(run);
  folder = await mkdtemp(join(tmpdir(), 'refine-'));
});

async function refine(known: string, ...options: readonly string[]) {
  const file = join(folder, 'known.tsv');
  await writeFile(file, `source\ttarget\tsign\n${known}`);
  const host = testHost();
  const code = await runCli(['refine', saved, '--knowledge', file, ...options], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

it('turns a wrong sign, finds a lacking edge, removes one without response, and writes a base that reads again', async () => {
  const out = join(folder, 'refined.tsv');
  // G1 ⊣ G2 is written as an activation, G3 → G4 does not exist; G3 changes nothing, so nothing speaks against it.
  const { code, text, told } = await refine('G1\tG2\t+\nG3\tG4\t+\nG2\tG0\t-\nMYC\tJUN\t+\n', '--out', out);
  expect(code).toBe(0);
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t').slice(0, 5).join(' '));
  expect(rows).toEqual(['G1 G2 turned + -', 'G0 G1 added  +']);
  expect(told).toContain('1 sign reversed');
  const read = parseTruth(await readFile(out, 'utf8'), 'refined.tsv');
  expect(read.ok && read.truth.edges.map((edge) => `${edge.source} ${edge.target} ${edge.sign}`)).toEqual([
    'G1 G2 -1',
    'G3 G4 1',
    'G2 G0 -1',
    'MYC JUN 1',
    'G0 G1 1',
  ]);
});

it('prints evidence and scores as one document, and writes SIF', async () => {
  const out = join(folder, 'refined.sif');
  const { text } = await refine('G1\tG2\t-\nG0\tG1\t?\n', '--json', '--out', out);
  const document: unknown = JSON.parse(text);
  expect(document).toMatchObject({
    hops: 2,
    known: [
      { source: 'G0', target: 'G1', finding: 'confirmed' },
      { source: 'G1', target: 'G2', finding: 'confirmed', observations: [{ label: 'G1', asSign: -1 }] },
    ],
    revisions: [{ source: 'G0', target: 'G1', kind: 'signed', after: 1 }, { kind: 'kept' }],
    consistency: { base: { knowledge: { macro: 1 } } },
  });
  expect(await readFile(out, 'utf8')).toBe('G1\trepresses\tG2\nG0\tactivates\tG1\n');
});

it('refuses a run without measurements, and known edges of other genes', async () => {
  const { code, told } = await refine('AAA\tBBB\t+\n');
  expect([code, told]).toEqual([2, expect.stringContaining('no edge between genes of this data set')]);
  const empty = { ...run, result: { ...run.result, comparisons: [] } };
  const before = saved;
  saved = await savedRun(empty);
  expect((await refine('G1\tG2\t+\n')).told).toContain('This run has no measured perturbations');
  saved = before;
});
