import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findingTitle } from '../../present/text/diagnosis';
import type { FinishedRun } from '../../share/finishedRun';
import { runCli } from '../program';
import { emptyFolder, savedRun, trainedRun } from '../../../tests/support/cli/commands';
import { knownNetwork } from '../../../tests/support/dataset/knownNetwork';
import { testHost } from '../../../tests/support/cli/testHost';
import type { Interval } from '../../evaluation/bootstrap';
import { predictionScores } from '../../evaluation/predictions/predictionScores';
import { unseenRows } from './evaluationText';

/** The strongest of 20 pairs: G0 → G1, G3 → G0, G1 → G2, G4 → G2; the other 16 are 0. */
const strongest = [
  [0, 1, 4],
  [3, 0, -3],
  [1, 2, 2],
  [4, 2, 1],
] as const;
const truth = 'TF,target,sign\nG0,G1,+\ng1,G2,+\nG4,X,-\n';

let run: FinishedRun;
let folder: string;
let file: string;

beforeAll(async () => {
  const trained = await trainedRun();
  const weights = new Float32Array(25);
  for (const [source, target, weight] of strongest) weights[5 * source + target] = weight;
  run = { ...trained, result: { ...trained.result, network: { ...trained.result.network, weights } } };
  folder = await savedRun(run);
  file = await written('known.csv', truth);
});

async function written(name: string, text: string): Promise<string> {
  const path = join(await emptyFolder(), name);
  await writeFile(path, text);
  return path;
}

async function evaluate(...args: string[]) {
  const host = testHost();
  const code = await runCli(['evaluate', ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

async function pairsScored(universe: string): Promise<string | undefined> {
  const { text } = await evaluate(folder, '--truth', file, '--universe', universe, '--json');
  return /"pairs": (\d+)/.exec(text)?.[1];
}

describe('modulode evaluate', () => {
  it('gives the scores that follow from the places of the true edges', async () => {
    const { code, text } = await evaluate(folder, '--truth', file, '--edges', '3', '--json');
    expect(code).toBe(0);
    const document: unknown = JSON.parse(text);
    expect(document).toMatchObject({
      truth: {
        name: 'known.csv',
        universe: 'candidates',
        edges: 3,
        pairs: 20,
        trueEdges: 2,
        density: 0.1,
        // First and third of twenty: precision 1 and 2/3 where they are found.
        auprc: (1 + 2 / 3) / 2,
        // One of the 18 others ranks before one of the two.
        auroc: 1 - 1 / 36,
        earlyPrecision: 0.5,
        signAccuracy: 1,
        found: [
          { source: 'G0', target: 'G1', trueSign: 1, weight: 4 },
          { source: 'G1', target: 'G2', trueSign: 1, weight: 2 },
        ],
        missed: [],
        wrong: [{ source: 'G3', target: 'G0', trueSign: null, weight: -3 }],
        unmatched: ['X'],
      },
      field: {
        perturbations: 4,
        metrics: {
          mseUnbiased: { noChange: expect.closeTo(1, 10), reason: null },
          lfcNmae: {
            value: null,
            scaled: null,
            reason: 'no perturbation has ten responders among the genes of the model',
          },
        },
      },
      heldOut: null,
      crossValidation: run.result.crossValidation,
    });
  });

  it('prints them in the words of the page, with the values of a random order', async () => {
    const { code, text, told } = await evaluate(folder, '--truth', file, '--edges', '1');
    expect([code, told]).toEqual([0, '']);
    expect(text.split('\n')[0]).toBe(
      `${findingTitle(run.result, 'uncertain')} (uncertain: 4 perturbations).`,
    );
    // Of 20 pairs 16 have no weight.
    const more = await evaluate(folder, '--truth', file, '--edges', '10000');
    expect(more.text).toMatch(/ 4 edges shown +2 true, 2 false; 0 missed/);
    expect(text).toMatch(/AUPRC\s+0\.83, 8\.3 × chance \(chance: 0\.10\)/);
    expect(text).toMatch(/1 edge shown\s+1 true, 0 false; 1 missed/);
    expect(text).toMatch(/Correct signs\s+100/);
    expect(text).toContain('1 name without a gene in this network: X.');
    expect(text).toMatch(/Unseen perturbations \(4 perturbations, left out in turn\)/);
    expect(text).toMatch(/No change +1\.00/);
    expect(text).toMatch(/The field’s metrics \(4 perturbations, left out in turn\)/);
    expect(text).toContain('orrelation, top 20 genes: no more than 20 genes.');
    expect(text).toContain('Does it predict?');
  });

  it('scores signs, directions and indirect edges, with the values of chance', async () => {
    const { text } = await evaluate(folder, '--truth', file, '--edges', '4');
    expect(text).toMatch(/Activations +100.% of the 2 strongest are true \(chance: 10.%\)/);
    expect(text).not.toContain('Repressions');
    expect(text).toMatch(/Correct directions +100.% of 2 true edges \(chance: 50.%\)/);
    // G3 → G0 instead of G1 → G2: one to take away, one to add.
    expect(text).toMatch(/Differences from the reference +2 at 2 edges \(without edges: 2\)/);
    // Only G0 → G2 follows a path of the reference, over G1; G3 → G0 and G4 → G2 follow none.
    expect(text).toMatch(
      /Edges that are not true +0 along paths of the reference, 2 not \(chance: 6.% along\s+paths\)/,
    );
    const { text: json } = await evaluate(folder, '--truth', file, '--edges', '4', '--json');
    const document: unknown = JSON.parse(json);
    expect(document).toMatchObject({
      truth: {
        earlyPrecisionRatio: 5,
        activation: { trueEdges: 2, density: 0.1, precision: 1 },
        repression: null,
        direction: { edges: 2, accuracy: 1 },
        hamming: { edges: 2, distance: 2 },
        directAndIndirect: {
          drawn: { direct: 2, indirect: 0, other: 2 },
          pairs: { direct: 2, indirect: 1, other: 17 },
        },
        jaccard: 0.5,
      },
    });
  });

  it('scores unseen perturbations beyond the shared mean, and their specificity, with intervals', async () => {
    const { text } = await evaluate(folder);
    const interval = String.raw`−?\d\.\d\d \(−?\d\.\d\d to −?\d\.\d\d\)`;
    expect(text).toMatch(new RegExp(String.raw`Correlation beyond the mean +${interval}; no change: −?\d`));
    expect(text).toMatch(new RegExp(String.raw`Specificity \(PDS\) +${interval}; no change: \d`));
    expect(text).toMatch(
      /Cells, energy distance +0\.\d\d \(\d+\.\d\d to \d+\.\d\d\); no change: 1\.00, measured mean shift: 0\.\d/,
    );
    expect(text).toMatch(/Cells, W2 per gene +\d/);
    // Five genes: the twenty that changed most would be all of them.
    expect(text).not.toContain('most changed');
    const { text: json } = await evaluate(folder, '--json');
    const document: unknown = JSON.parse(json);
    expect(document).toMatchObject({
      unseenScores: {
        model: { topGenesError: null },
        meanOfOthers: { correlationBeyondMean: null },
        noChange: { correlation: null, direction: null },
      },
      unseenCells: { labels: expect.arrayContaining(['G0', 'G1', 'G2', 'G3']) },
    });
  });

  it('evaluates against the cells of the screen with --screen', async () => {
    const { code, text } = await evaluate(folder, '--screen', '--edges', '2');
    expect(code).toBe(0);
    expect(text).toMatch(/Regulators perturbed alone +4 of 5; 0 only with others, 1 never/);
    // G0 → G1 ⊣ G2 is all there is: G2 and G3 move nothing else.
    expect(text).toMatch(/Without an effect on other genes +G2 and G3/);
    // Drawn are G0 → G1, which answers, and G3 → G0, which does not.
    expect(text).toMatch(/Responding targets +50.% of 2 edges \(shuffled labels: \d+.%\)/);
    expect((await evaluate(folder)).text).not.toContain('Evaluated against the screen itself');
    const effects = { measurable: 3, of: 4, labels: ['G0', 'G1', 'G2'] };
    const diagnosis = { ...run.result.diagnosis, effects };
    const tested = await savedRun({ ...run, result: { ...run.result, diagnosis } });
    expect((await evaluate(tested, '--screen')).text).toMatch(/Without an effect on other genes +G3\n/);
    const { text: json } = await evaluate(folder, '--screen', '--edges', '2', '--json');
    const document: unknown = JSON.parse(json);
    expect(document).toMatchObject({
      screen: {
        unseen: false,
        identifiability: { alone: ['G0', 'G1', 'G2', 'G3'], neverPerturbed: ['G4'], perturbations: 4 },
        screen: { edges: 2, answering: 0.5 },
      },
    });
  });

  it('compares with all other methods with --baselines', async () => {
    const { code, text } = await evaluate(folder, '--truth', file, '--baselines', '--edges', '4');
    expect(code).toBe(0);
    expect(text).toContain('Comparison with other methods on the same data');
    expect(text).toMatch(/Linear model +\d+\.\d\d \(\d+\.\d\d[–to ]+\d+\.\d\d\)/);
    expect(text).toContain('Networks evaluated on the data (at most 4 edges');
    expect(text).toMatch(/GENIE3 +\d+.% \(.+\)/);
    // First and third of its places: as without other methods.
    expect(text).toMatch(/Modulode +0\.83.* 8\.3/);
    expect((await evaluate(folder)).text).not.toContain('Comparison with other methods');
    const { text: json } = await evaluate(folder, '--truth', file, '--baselines', '--edges', '4', '--json');
    const document: unknown = JSON.parse(json);
    expect(document).toMatchObject({
      baselines: {
        card: {
          leftOut: [],
          identifiability: { alone: [0, 1, 2, 3], neverPerturbed: [4] },
          predictions: { what: 'left out in turn' },
        },
        truthCard: { trueEdges: 2, pairs: 20 },
      },
    });
  });

  it('compares networks on held-out cells with --causalbench', async () => {
    const { code, text } = await evaluate(folder, '--causalbench');
    expect(code).toBe(0);
    const [, tables = ''] = text.split('CausalBench on held-out cells: mean Wasserstein distance');
    expect(tables).toMatch(/Modulode +\d\.\d{3}\n/);
    expect(tables).toMatch(/GENIE3 +\d\.\d{3}\n/);
    expect(tables).toMatch(/Random edges +\d\.\d{3}\n/);
    expect(tables).toMatch(/false omission rate\n +Network +5 edges\n +Modulode +[\d–]/);
    expect(tables.replaceAll(/\s+/g, ' ')).toContain('4 perturbations of single genes');
    const { text: json } = await evaluate(folder, '--causalbench', '--json');
    const document: unknown = JSON.parse(json);
    expect(document).toMatchObject({
      causalBench: {
        perturbations: 4,
        edges: [5],
        chance: [{ edges: 5, meanWasserstein: expect.any(Number) }],
        leftOut: [],
      },
    });
  });

  it('without --truth uses the reference of the run, or prints errors only', async () => {
    expect((await evaluate(folder)).text).not.toContain('Network against');
    const held = await savedRun({
      ...run,
      truth: { name: 'kept.tsv', edges: [{ source: 'G3', target: 'G0', sign: 1 }] },
    });
    const { text } = await evaluate(held);
    expect(text).toContain('Network against kept.tsv');
    expect(text).toMatch(/Correct signs\s+0/);
  });

  it('says that the reference of the run has no edge here, and the rest', async () => {
    const unusable = { name: 'other.tsv', edges: [{ source: 'X1', target: 'X2', sign: 1 as const }] };
    const held = await savedRun({ ...run, truth: unusable });
    const { code, text, told } = await evaluate(held);
    expect(code).toBe(0);
    expect(text).toContain('Unseen perturbations');
    expect(told).toBe('other.tsv has no edge between the candidate regulators and genes of this network.');
    expect((await evaluate(held, '--universe', 'all')).code).toBe(2);
  });

  it('says which edges of the reference the run was trained with', async () => {
    const knowledge = knownNetwork([{ source: 'G0', target: 'G1', sign: 1 }], 1);
    const informed = await savedRun({ ...run, dataset: { ...run.dataset, knowledge } });
    const { text } = await evaluate(informed, '--truth', file);
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      /Network against known\.csv Caution\. The run was trained with 1 of these 2 edges \(50.%\): agreement on them is no evidence\. Known network: known\.tsv, strength 1\./,
    );
    const { text: json } = await evaluate(informed, '--truth', file, '--json');
    const document: unknown = JSON.parse(json);
    // Without G0, the 16 pairs of four regulators: G3 → G0 before G1 → G2.
    expect(document).toMatchObject({
      truth: { trained: { edges: 2, given: 1, uncovered: { regulators: 4, pairs: 16, auprc: 0.5 } } },
    });
    expect((await evaluate(folder, '--truth', file)).text).not.toContain('Caution. The run was trained');
  });

  it.each([
    ['--edges', '3'],
    ['--universe', 'all'],
  ])('refuses %s where there is no reference to compare with', async (option, value) => {
    const { code, text, told } = await evaluate(folder, option, value);
    expect([code, text]).toEqual([2, '']);
    expect(told).toContain(`${option} has no effect here`);
    expect(told).toContain('--truth');
  });

  it('scores the pairs of --universe', async () => {
    // Two regulators in the reference that are genes here, each with the four other genes.
    expect(await pairsScored('truth-sources')).toBe('8');
    expect(await pairsScored('all')).toBe('20');
  });

  it('writes the same text to a file with --out', async () => {
    const out = join(await emptyFolder(), 'judged.txt');
    expect((await evaluate(folder, '--out', out)).text).toBe('');
    expect(await readFile(out, 'utf8')).toBe((await evaluate(folder)).text);
  });
});

describe('a reference that cannot be used', () => {
  it('is refused in the words of the page', async () => {
    for (const [content, reason] of [
      ['', 'contains no edges'],
      ['a,b,c,d\n1,2,3,4\n', 'does not say which columns are regulator and target'],
      ['source,target\nA,B\nC\n', 'Line 3'],
    ] as const) {
      const { code, text, told } = await evaluate(folder, '--truth', await written('t.csv', content));
      expect([code, text]).toEqual([2, '']);
      expect(told).toContain(reason);
    }
    expect((await evaluate(folder, '--truth', join(folder, 'none.csv'))).code).toBe(2);
  });

  it('that names other genes is refused with names of both', async () => {
    const alien = await written('alien.csv', 'source,target\nENSG01,ENSG02\n');
    const { code, text, told } = await evaluate(folder, '--truth', alien, '--json');
    expect(code).toBe(2);
    expect(told).toContain('It names ENSG01 and ENSG02; the run has G0, G1, G2, G3 and G4.');
    expect(text).toContain('"error"');
  });

  it('with self-edges only has its own message', async () => {
    const { code, told } = await evaluate(
      folder,
      '--truth',
      await written('self.csv', 'source,target\nG0,G0\n'),
    );
    expect(code).toBe(2);
    expect(told).toContain('No comparable edge');
  });

  it('and so are pairs and numbers of edges that there are not', async () => {
    const { code, told } = await evaluate(folder, '--truth', file, '--universe', 'some');
    expect(code).toBe(2);
    expect(told).toContain('Allowed choices are candidates, all, truth-sources');
    expect((await evaluate(folder, '--edges', '0')).code).toBe(2);
  });
});

const nothing = predictionScores([], 1);

function rowsOf(correlationBeyondMean: Interval | null, perturbations: number) {
  const model = { ...nothing, correlationBeyondMean };
  return unseenRows({ model, meanOfOthers: nothing, noChange: nothing }, perturbations);
}

it('prints intervals over several perturbations, also of width 0', () => {
  expect(rowsOf({ value: -0.42, low: -0.6, high: -0.1 }, 4)).toEqual([
    ['Correlation beyond the mean', '−0.42 (−0.60 to −0.10)'],
  ]);
  expect(rowsOf({ value: 1, low: 1, high: 1 }, 4)).toEqual([
    ['Correlation beyond the mean', '1.00 (1.00 to 1.00)'],
  ]);
  expect(rowsOf(null, 4)).toEqual([]);
});

it('prints no interval for a single perturbation', () => {
  expect(rowsOf({ value: -0.42, low: -0.42, high: -0.42 }, 1)).toEqual([
    ['Correlation beyond the mean', '−0.42'],
  ]);
});
