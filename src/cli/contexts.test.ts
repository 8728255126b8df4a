/** `modulode contexts` on three small contexts, one of them too small. */
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentsOf } from '../../tests/support/cli/contentsOf';
import { temporaryFolder, timeout, uncompared } from '../../tests/support/cli/inferRuns';
import { screenOfContexts } from '../../tests/support/dataset/screenOfContexts';
import { testHost, type TestHost } from '../../tests/support/cli/testHost';
import { runCli } from './program';
import { openRun } from './runs';

const { at, remove } = temporaryFolder();
afterAll(remove);

writeFileSync(at('screen.csv'), screenOfContexts({ rest: 20, 'stim/2h': 16, rare: 1 }));
const given = [at('screen.csv'), '--context-column', 'state', '--fits', '5', ...uncompared];

async function contexts(...args: readonly string[]) {
  return contextsOn(testHost(), ...args);
}

async function contextsOn(host: TestHost, ...args: readonly string[]) {
  const code = await runCli(['contexts', ...args], host);
  return { code, told: host.messages.join('\n'), printed: host.printed().replaceAll('\u00A0', ' ') };
}

/** Interrupted in the run whose first line matches. */
function interruptedIn(run: RegExp): TestHost {
  const host = testHost();
  const listeners: (() => void)[] = [];
  return {
    ...host,
    onInterrupt: (listener) => {
      listeners.push(listener);
      return () => undefined;
    },
    status: () => {
      if (host.messages.some((line) => run.test(line))) for (const listener of listeners) listener();
    },
  };
}

describe('networks of contexts', () => {
  let made: Awaited<ReturnType<typeof contexts>> = { code: 1, told: '', printed: '' };
  beforeAll(async () => {
    made = await contexts(...given, '--n-genes', '6', '--out', at('made'));
  }, timeout);

  it('have a run each, by itself and with the edges of the others, one of all cells, and what differs', async () => {
    expect(made).toMatchObject({ code: 0 });
    expect(readdirSync(at('made')).toSorted()).toEqual([
      'alone',
      'common',
      'differences-rest-stim_2h.svg',
      'differences.tsv',
      'known-for-rest.tsv',
      'known-for-stim_2h.tsv',
      'rest',
      'stim_2h',
    ]);
    const cellsOf = async (run: string) => (await openRun(at(`made/${run}`))).dataset.cells;
    expect(await Promise.all(['common', 'alone/rest', 'rest', 'stim_2h'].map(cellsOf))).toEqual([
      259, 140, 140, 112,
    ]);
    const common = await openRun(at('made/common'));
    expect(common.dataset.batches.toSorted()).toEqual(['rare', 'rest', 'stim/2h']);
    const { dataset, result } = await openRun(at('made/alone/rest'));
    expect([dataset.genes, dataset.knowledge, result.confidence?.fits]).toEqual([
      common.dataset.genes,
      undefined,
      5,
    ]);
    expect((await openRun(at('made/rest'))).dataset.knowledge).toMatchObject({
      asked: 'auto',
      name: 'known-for-rest.tsv',
    });
  });

  it('are told in a sentence each, with the context that is too small', () => {
    expect(made.printed).toContain(
      'Left out, with too few cells for a network: rare (1 control, 0 perturbations).',
    );
    expect(made.printed).toContain('rest: 140 cells, 6 perturbations. Cross-validation chose strength');
    expect(made.printed).toContain(
      'The data support no difference between the networks of rest and stim/2h: none of 30 edges',
    );
  });

  it('have a table of every edge, with the weights of the runs by themselves', async () => {
    const [header = '', ...lines] = readFileSync(at('made/differences.tsv'), 'utf8').trimEnd().split('\n');
    expect(header.split('\t').slice(0, 7)).toEqual(
      'first second source target in_first in_second difference'.split(' '),
    );
    expect(lines).toHaveLength(30);
    const { network } = (await openRun(at('made/alone/stim_2h'))).result;
    for (const line of lines) {
      const [first, second, source = '', target = '', , weight] = line.split('\t');
      const row = [...network.regulators].findIndex((gene) => network.genes[gene] === source);
      const own = network.weights[row * network.genes.length + network.genes.indexOf(target)] ?? NaN;
      expect([first, second, Number(weight)]).toEqual(['rest', 'stim/2h', Number(own.toPrecision(4))]);
    }
  });

  it('are runs of infer, which makes each again from its configuration', async () => {
    const again = ['infer', '--config', at('made/rest/config.json'), '--out', at('again')];
    expect(await runCli(again, testHost())).toBe(0);
    expect(contentsOf(at('again'))).toEqual(contentsOf(at('made/rest')));
  });

  it(
    'go on where they were interrupted, by the same command, with the same files in the end',
    async () => {
      const args = [...given, '--n-genes', '6', '--out', at('stopped')];
      const stopped = await contextsOn(interruptedIn(/Run 3 of 5/), ...args);
      expect(stopped.code).toBe(1);
      expect(readdirSync(at('stopped')).toSorted()).toEqual(['alone', 'common', 'contexts.json']);
      const written = statSync(at('stopped/alone/rest/run.modulode.json')).mtimeMs;
      const other = await contexts(...args, '--seed', '8');
      expect([other.code, other.told]).toEqual([2, expect.stringContaining('other data or options')]);
      expect(await contexts(...args)).toMatchObject({ code: 0 });
      expect(statSync(at('stopped/alone/rest/run.modulode.json')).mtimeMs).toBe(written);
      expect(readdirSync(at('stopped')).toSorted()).toEqual(readdirSync(at('made')).toSorted());
      for (const same of ['differences.tsv', 'differences-rest-stim_2h.svg', 'stim_2h/edges.tsv'])
        expect(readFileSync(at(`stopped/${same}`), 'utf8')).toBe(readFileSync(at(`made/${same}`), 'utf8'));
    },
    timeout,
  );

  it('replace nothing without --force', async () => {
    const { code, told } = await contexts(...given, '--out', at('made'));
    expect([code, told]).toEqual([2, expect.stringContaining('is not empty')]);
  });
});

it(
  'chosen ones are told as one JSON document',
  async () => {
    const { code, printed } = await contexts(
      ...given,
      '--contexts',
      'stim/2h,rest',
      '--json',
      '--out',
      at('two'),
    );
    expect(code).toBe(0);
    const { metrics } = JSON.parse(printed);
    expect(metrics).toMatchObject({
      contexts: [
        { name: 'rest', cells: 140, controls: 20, perturbations: 6, folder: 'rest' },
        { name: 'stim/2h', cells: 112, folder: 'stim_2h' },
      ],
      leftOut: [],
      differences: [{ first: 'rest', second: 'stim/2h', edges: 30, supported: expect.any(Array) }],
    });
  },
  timeout,
);

it('a file without contexts, contexts that it lacks, and one context are refused before anything is learned', async () => {
  const refused = async (...args: readonly string[]) => {
    const { code, told } = await contexts(...args, '--out', at('none'));
    expect([code, existsSync(at('none'))]).toEqual([2, false]);
    return told;
  };
  expect(await refused(...given, '--contexts', 'rest,other')).toContain('other: no such context');
  expect(await refused(...given, '--contexts', 'rest,rare')).toContain('fewer than two contexts');
  expect(await refused(...given, '--context', 'rest')).toContain('--contexts A,B');
  expect(await refused(at('screen.csv'), '--context-column', 'none')).toContain('no column of contexts');
});
