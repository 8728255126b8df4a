import { beforeAll, describe, expect, it } from 'vitest';
import { explainChange } from '../dynamics/explain';
import { predictChange } from '../dynamics/predict';
import type { FinishedRun } from '../share/finishedRun';
import { savedRun, trainedRun } from '../../tests/support/cli/commands';
import { testHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';

let run: FinishedRun;
let folder: string;

beforeAll(async () => {
  run = await trainedRun();
  folder = await savedRun(run);
});

async function explain(...args: string[]) {
  const host = testHost();
  const code = await runCli(['explain', folder, ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

const out = [{ gene: 0, value: 0 }];

describe('modulode explain', () => {
  it('prints paths whose contributions add up to the prediction', async () => {
    const { code, text, told } = await explain('--perturb', 'G0=0', '--target', 'g2');
    expect(code).toBe(0);
    const [header, ...lines] = text.trimEnd().split('\n');
    expect(header).toBe('path\tcontribution\tsign\tkind');
    const rows = lines.map((line) => line.split('\t'));
    const sum = rows.reduce((total, [, contribution]) => total + Number(contribution), 0);
    const delta = predictChange(run.result.model, out, null).delta[2] ?? NaN;
    expect(sum).toBeCloseTo(delta, 3);
    for (const [path = '', contribution, sign, kind] of rows) {
      expect(sign).toBe(Number(contribution) < 0 ? '-' : '+');
      const genes = path.split(/ [→⊣] /u);
      const isPath = kind === 'direct' || kind === 'downstream';
      expect(isPath ? [genes[0], genes.at(-1)] : null).toEqual(isPath ? ['G0', 'G2'] : null);
      expect(kind === 'direct').toBe(isPath && genes.length === 2);
    }
    expect(told).toMatch(/^G2 (increases|decreases) by /);
  });

  it('tells in JSON what remains when an edge is cut', async () => {
    const { text } = await explain('--perturb', 'G0=0', '--target', 'G2', '--paths', '3', '--json');
    const found = explainChange(run.result.model, out, 2, null, 3);
    const nameOf = (gene: number) => run.dataset.genes[gene] ?? '';
    const document: unknown = JSON.parse(text);
    expect(document).toMatchObject({
      target: 'G2',
      delta: found.delta,
      paths: found.paths.map(({ genes, contribution }) => ({ genes: genes.map(nameOf), contribution })),
      edges: found.edges.map(({ source, target, contribution }) => ({
        source: nameOf(source),
        target: nameOf(target),
        withoutEdge: found.delta - contribution,
      })),
    });
  });

  it.each([
    [['--perturb', 'G0=0', '--target', 'G0'], /G0 is perturbed itself/],
    [['--perturb', 'G0=0', '--target', 'G9'], /no gene G9/],
  ])('refuses %j', async (args, why) => {
    const { code, text, told } = await explain(...args);
    expect([code, text]).toEqual([2, '']);
    expect(told).toMatch(why);
  });
});
