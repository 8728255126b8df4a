import { beforeAll, describe, expect, it } from 'vitest';
import { predictChange } from '../dynamics/predict';
import type { FinishedRun } from '../share/finishedRun';
import { savedRun, trainedRun } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';

let run: FinishedRun;
let folder: string;

beforeAll(async () => {
  const trained = await trainedRun();
  const modules = [{ name: 'M1', genes: [1, 2], regulators: [0], stability: null }];
  run = { ...trained, result: { ...trained.result, modules } };
  folder = await savedRun(run);
});

async function screen(...args: string[]) {
  const host = testHost();
  const code = await runCli(['screen', folder, ...args], host);
  const rows = host
    .printed()
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return { code, rows, text: host.printed(), told: host.messages.join('\n') };
}

/** log2 fold changes of the prediction when these genes are knocked out. */
function without(...genes: readonly number[]) {
  return predictChange(
    run.result.model,
    genes.map((gene) => ({ gene, value: 0 })),
    null,
  );
}

describe('modulode screen', () => {
  it('ranks every single perturbation by the fall of a gene, as predict has it', async () => {
    const { code, rows, told } = await screen('--outcome', 'g2:down');
    expect(code).toBe(0);
    expect(rows[0]).toEqual(['perturbation', 'value', 'low', 'high']);
    const own = [...run.result.model.regulators]
      .filter((gene) => gene !== 2)
      .map((gene) => {
        const { log2FoldChange, low, high } = without(gene);
        return {
          name: `G${gene}=0`,
          numbers: [log2FoldChange, high, low].map((values) => -(values[2] ?? NaN)),
        };
      })
      .toSorted((a, b) => (b.numbers[0] ?? 0) - (a.numbers[0] ?? 0));
    expect(rows.slice(1).map(([name]) => name)).toEqual(own.map(({ name }) => name));
    for (const [at, { numbers }] of own.entries())
      for (const [column, number] of numbers.entries())
        expect(Number(rows[at + 1]?.[column + 1])).toBeCloseTo(number, 3);
    expect(told).toMatch(/^Strongest for g2 down: G\d out/);
  });

  it('takes pairs of given genes, and the mean over the free genes of a module', async () => {
    const { rows, told } = await screen('--outcome', 'm1:up', '--genes', 'G0,G1,G3', '--pairs');
    expect(new Set(rows.slice(1).map(([name]) => name))).toEqual(
      new Set(['G0=0,G1=0', 'G0=0,G3=0', 'G1=0,G3=0']),
    );
    const ofPair = (name: string) => Number(rows.find(([one]) => one === name)?.[1]);
    // G1 is perturbed itself: only G2 of the module counts.
    expect(ofPair('G0=0,G1=0')).toBeCloseTo(without(0, 1).log2FoldChange[2] ?? NaN, 3);
    const both = without(0, 3).log2FoldChange;
    expect(ofPair('G0=0,G3=0')).toBeCloseTo(((both[1] ?? 0) + (both[2] ?? 0)) / 2, 3);
    expect(told).toContain('3 of 3 lie outside what the data support');
  });

  it('ranks by the way towards the cells of a perturbation, which its own perturbation leads best', async () => {
    const { code, rows, told } = await screen('--outcome', 'G0:towards', '--top', '2');
    expect(code).toBe(0);
    expect(rows.slice(1).map(([name]) => name)).toEqual(['G0=0', expect.any(String)]);
    // G0 activates G1, which represses G2: least squares on the standardised differences of the genes that are not set.
    const { mean, scale } = run.result.model;
    const { values, conditionOfCell } = run.dataset;
    const own = [...conditionOfCell.keys()].filter((cell) => conditionOfCell[cell] === 1);
    const z = [1, 2, 3, 4].map((gene) => {
      const level = own.reduce((sum, cell) => sum + (values[cell * 5 + gene] ?? 0), 0) / own.length;
      return { gene, goal: (level - (mean[gene] ?? 0)) / (scale[gene] ?? 1) };
    });
    const way = (of: (one: (typeof z)[number]) => number) =>
      z.reduce((sum, one) => sum + one.goal * of(one), 0) / z.reduce((sum, { goal }) => sum + goal ** 2, 0);
    const { delta } = without(0);
    expect(Number(rows[1]?.[1])).toBeCloseTo(
      way(({ gene }) => (delta[gene] ?? 0) / (scale[gene] ?? 1)),
      3,
    );
    expect(told).toMatch(/^Strongest for cells towards G0: G0 out \(\d+\u00A0% of the way\)/);
  });

  it('says why nothing is listed', async () => {
    const { code, rows, told } = await screen('--outcome', 'G2:down', '--genes', 'G2');
    expect([code, rows.length]).toEqual([0, 1]);
    expect(told).toContain('Nothing is listed: genes that are set do not count, and G2 consists of these');
  });

  it.each([
    [['--outcome', 'G2'], /such as KLF1:up/],
    [['--outcome', 'G2:up', '--outcome', 'G1:up'], /only once/],
    [['--outcome', 'G9:up'], /no gene G9/],
    [['--outcome', 'M9:up'], /no module M9\n.*Its modules are/],
    [['--outcome', 'G9:towards'], /There are no cells G9.*Its groups are G0, G1, G2 and G3/s],
    [['--outcome', 'G2:up', '--genes', 'G0', '--pairs'], /A pair needs two genes/],
  ])('refuses %j', async (args, why) => {
    const { code, text, told } = await screen(...args);
    expect([code, text]).toEqual([2, '']);
    expect(told).toMatch(why);
  });
});
