import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { chain } from '../../../tests/support/inference/chain';
import type { FinishedRun } from '../../share/finishedRun';
import { runCli } from '../program';
import { savedRun, trainedRun } from '../../../tests/support/cli/commands';
import { testHost } from '../../../tests/support/cli/testHost';

type Weighted = readonly [source: number, target: number, weight: number];

let run: FinishedRun;
let first: string;

beforeAll(async () => {
  run = await trainedRun();
  first = await savedRun(
    withNetwork(run, [
      [0, 1, 4],
      [1, 2, -3],
      [3, 4, 2],
      [2, 0, 1],
    ]),
  );
});

/** The same run with these edges and no others. */
function withNetwork(of: FinishedRun, edges: readonly Weighted[]): FinishedRun {
  const { genes } = of.result.network;
  const weights = new Float32Array(of.result.network.weights.length);
  for (const [source, target, weight] of edges) weights[genes.length * source + target] = weight;
  const modules = [{ name: 'M1', genes: [0, 1, 2], regulators: [0], stability: null }];
  return { ...of, result: { ...of.result, modules, network: { ...of.result.network, weights } } };
}

async function compare(...args: string[]) {
  const host = testHost();
  const code = await runCli(['compare', ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

describe('modulode compare', () => {
  it('finds no difference between equal runs', async () => {
    const { code, text } = await compare(first, first, '--json');
    expect(code).toBe(0);
    const same: unknown = JSON.parse(text);
    expect(same).toMatchObject({
      sameData: true,
      genes: { shared: 5, onlyFirst: [], onlySecond: [] },
      pairs: 20,
      edges: 10,
      signChanged: [],
      turned: [],
      gained: [],
      lost: [],
      jaccard: 1,
      modules: { adjustedRand: 1, matched: [{ first: 'M1', second: 'M1', both: 3, either: 3 }] },
      settings: [],
    });
    expect((await compare(first, first)).text).toContain('Their settings are the same.');
  });

  it('lists kept, gained, lost, reversed and sign-changed edges, and differing settings', async () => {
    const changed = withNetwork({ ...run, settings: { ...run.settings, seed: 8, modules: 4 } }, [
      [0, 1, -5],
      [1, 2, -2],
      [4, 3, 1],
      [4, 1, 0.5],
    ]);
    const second = await savedRun({ ...changed, view: { ...changed.view, edgeBudget: 4 } });
    const { text } = await compare(first, second, '--json');
    const found: unknown = JSON.parse(text);
    expect(found).toMatchObject({
      edges: 4,
      kept: [
        { source: 'G0', target: 'G1', first: 4, second: -5 },
        { source: 'G1', target: 'G2', first: -3, second: -2 },
      ],
      signChanged: [{ source: 'G0', target: 'G1' }],
      turned: [{ source: 'G3', target: 'G4', first: 2, second: 0 }],
      gained: [{ source: 'G4', target: 'G1' }],
      lost: [{ source: 'G2', target: 'G0' }],
      jaccard: 2 / 6,
      settings: [
        { name: 'seed', first: 7, second: 8 },
        { name: 'modules', first: null, second: 4 },
      ],
    });
    const told = (await compare(first, second, '--edges', '3')).text;
    expect(told).toContain('The 3 strongest edges of each, out of 20 shared pairs');
    expect((await compare(first, second, '--edges', '100000')).text).toContain(
      'The 20 strongest edges of each, out of 20 shared pairs',
    );
    expect(told).toMatch(/Reversed\s+1: G3 → G4 became G4 → G3/);
    expect(told).toMatch(/Kept\s+2, 1 of them with opposite sign: G0 → G1/);
    expect(told).toMatch(/seed\s+7\s+8/);
    expect(told).toMatch(/cross-validated\s+0\.\d\d\s+0\.\d\d/);
  });

  it('prints every compared edge once as a table', async () => {
    const second = await savedRun(
      withNetwork(run, [
        [0, 1, -5],
        [1, 2, -2],
        [4, 3, 1],
        [4, 1, 0.5],
      ]),
    );
    const { code, text } = await compare(first, second, '--edges', '4', '--tsv');
    expect(code).toBe(0);
    expect(text).toBe(
      [
        'source\ttarget\tchange\tfirst\tsecond',
        'G1\tG2\tkept\t-3\t-2',
        'G0\tG1\tsign-changed\t4\t-5',
        'G3\tG4\treversed\t2\t0',
        'G2\tG0\tlost\t1\t0',
        'G4\tG1\tgained\t0\t0.5\n',
      ].join('\n'),
    );
    expect((await compare(first, second, '--tsv', '--json')).code).toBe(2);
  });

  it('compares a run with known edges in any format, by other names too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'modulode-compare-'));
    const prior = join(folder, 'prior.sif');
    await writeFile(prior, 'g0\tactivates\tg1\nG1\tactivates\tG2\nG1\tregulates\tG4\nX\tactivates\tG0\n');
    const { code, text } = await compare(first, prior, '--edges', '4');
    expect(code).toBe(0);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'The 4 strongest edges and the known edges: 1 in agreement; 1 with the opposite sign; 2 not covered; 1 missing.',
    );
    expect(text).toMatch(/Regulators\s+2 of 3/);
    expect(text).toMatch(/Edges\s+3 of 4/);
    expect(text).toMatch(/Signs\s+2 of 3/);
    expect((await compare(first, prior, '--edges', '4', '--tsv')).text.split('\n').slice(0, 3)).toEqual([
      'source\ttarget\tstatus\tweight\tknown',
      'G0\tG1\tagrees\t4\t+',
      'G1\tG2\tsign-differs\t-3\t+',
    ]);
    const packed = join(folder, 'prior.tsv.gz');
    await writeFile(packed, gzipSync(Buffer.from('\u{feff}G2\tG0\nG3\tG0\nG4\tG0\n', 'utf16le')));
    expect((await compare(first, packed)).text).toContain('may list the targets');
    const alien = join(folder, 'alien.csv');
    await writeFile(alien, 'source,target\nABC1,ABC2\n');
    expect((await compare(first, alien)).told).toContain('has no edge between genes of this run');
    await writeFile(alien, '<graphml><graph>');
    expect((await compare(first, alien)).told).toContain(
      'It ends before </graphml>: the file is incomplete.',
    );
  });

  it('compares runs of different data on their shared genes', async () => {
    const dataset = chain();
    const other = await trainedRun(
      {},
      { ...dataset, fingerprint: 'ff', genes: ['g1', 'G0', 'G2', 'X', 'Y'] },
    );
    const { code, text } = await compare(first, await savedRun(other));
    expect(code).toBe(0);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'They were learned from different data: they are compared on 3 shared genes (only the first has G3 and G4; only the second has X and Y).',
    );
    expect(text).toContain('out of 6 shared pairs');
  });

  it('sets effects of the same labels beside each other, from the cells of both', async () => {
    // The knockout of G0 does nothing in the second: it has cells like the controls.
    const dataset = chain();
    const values = dataset.values.map((value, at) => value + 0.01 * ((at * 7919) % 13));
    const place = (label: string) => dataset.conditions.findIndex((one) => one.label === label);
    const rowsOf = (label: string) =>
      Array.from(dataset.conditionOfCell.keys()).filter(
        (cell) => dataset.conditionOfCell[cell] === place(label),
      );
    const controls = rowsOf('control');
    rowsOf('G0').forEach((cell, at) => {
      const from = 5 * (controls[controls.length - 1 - at] ?? 0);
      values.copyWithin(5 * cell, from, from + 5);
    });
    const second = await savedRun({ ...run, dataset: { ...dataset, values } });
    const found: unknown = JSON.parse((await compare(first, second, '--json')).text);
    expect(found).toMatchObject({
      effects: {
        sameCells: 0,
        genes: { both: 5, first: 5, second: 5 },
        perturbations: { both: 4, first: 4, second: 4 },
        lines: [
          { perturbation: 'G0', verdict: 'only first' },
          { perturbation: 'G1' },
          { perturbation: 'G2' },
          { perturbation: 'G3', differing: 0 },
        ],
      },
    });
    const told = (await compare(first, second)).text;
    expect(told).toContain('1 of 4 perturbations differs between the runs: G0.');
    expect(told).toMatch(/G0\s+acts differently: found in the first, not in the second/);
    expect((await compare(first, first)).text).toContain('learned from the same cells');
  });

  it('refuses runs without a shared gene', async () => {
    const dataset = chain();
    const alien = await trainedRun({}, { ...dataset, genes: ['a', 'b', 'c', 'd', 'e'] });
    const { code, text, told } = await compare(first, await savedRun(alien));
    expect([code, text]).toEqual([2, '']);
    expect(told).toContain('The first has G0, G1, G2, G3 and G4; the second a, b, c, d and e.');
  });

  it('requires two runs', async () => {
    expect((await compare(first)).code).toBe(2);
    expect((await compare(first, `${first}/missing`)).code).toBe(2);
  });
});
