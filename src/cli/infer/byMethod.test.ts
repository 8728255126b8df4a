/** `modulode infer --method`, and `modulode methods`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { contentsOf } from '../../../tests/support/cli/contentsOf';
import { interruptOn, smallScreen, temporaryFolder, timeout } from '../../../tests/support/cli/inferRuns';
import { testHost } from '../../../tests/support/cli/testHost';
import { gallery } from '../../evaluation/methods/gallery';
import { runCli } from '../program';

const { at, remove } = temporaryFolder();
afterAll(remove);

const screen = smallScreen(at('small.csv'));

async function modulode(...args: readonly string[]) {
  const host = testHost();
  const code = await runCli(args, host);
  return { code, printed: host.printed(), messages: host.messages.join('\n') };
}

/** Messages of a command that ends with exit code 2 and writes nothing. */
async function refused(...args: readonly string[]): Promise<string> {
  const { code, messages } = await modulode('infer', screen, '--out', at('none'), ...args);
  expect([code, existsSync(at('none'))]).toEqual([2, false]);
  return messages;
}

it('methods are listed with everything that a program needs', async () => {
  const { code, printed } = await modulode('methods', '--json');
  expect(code).toBe(0);
  const listed = JSON.parse(printed);
  expect(listed.map(({ name }: { name: string }) => name)).toEqual(gallery.map(({ about }) => about.name));
  for (const one of listed)
    expect(Object.keys(one)).toEqual(
      expect.arrayContaining([
        'name',
        'title',
        'family',
        'needs',
        'citation',
        'signed',
        'predicts',
        'settings',
      ]),
    );
  const text = (await modulode('methods')).printed;
  for (const { about } of gallery) expect(text).toContain(`${about.name}: ${about.title}`);
});

it(
  'a method writes a run folder, the same again from its configuration; unsigned ones leave the sign empty',
  async () => {
    const run = await modulode(
      'infer',
      screen,
      '--method',
      'grnboost2',
      '--holdout',
      'A',
      '--out',
      at('once'),
    );
    expect([run.code, run.messages]).toEqual([0, expect.any(String)]);
    const [header, first = ''] = readFileSync(at('once/edges.tsv'), 'utf8').split('\n');
    expect(header).toBe('source\ttarget\tweight\tsign\tstability');
    expect(first.split('\t')[3]).toBe('');
    const metrics = JSON.parse(readFileSync(at('once/metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({ method: 'grnboost2', seed: 7, unseen: null, truth: null });
    expect(metrics.data).toMatchObject({ heldOut: ['A'], genes: 6 });
    const evaluated = await modulode('evaluate', at('once'));
    expect(evaluated.code).toBe(2);
    expect(evaluated.messages).toMatch(/a run of another method\n.*one of grnboost2[^]*modulode compare RUN/);
    expect((await modulode('infer', '--config', at('once/config.json'), '--out', at('again'))).code).toBe(0);
    expect(contentsOf(at('again'))).toEqual(contentsOf(at('once')));
  },
  timeout,
);

it(
  'the consensus reads the closed forms and the named methods',
  async () => {
    const run = await modulode(
      'infer',
      screen,
      '--method',
      'consensus',
      '--of',
      'grnboost2',
      '--out',
      at('all'),
    );
    expect(run.code).toBe(0);
    const { of } = JSON.parse(readFileSync(at('all/metrics.json'), 'utf8'));
    expect(of).toEqual(expect.arrayContaining(['pearson', 'ko-z', 'cell-ridge', 'grnboost2']));
  },
  timeout,
);

it(
  'a method that needs a known network learns from it, and is judged on regulators that it has not seen',
  async () => {
    const known = at('known.tsv');
    // Every gene regulates the two after it.
    const pairs = 'AB AC BC BD CD CE DE DF EF EA FA FB'.split(' ').map((pair) => pair.split('').join('\t'));
    writeFileSync(known, ['source\ttarget', ...pairs].join('\n'));
    const given = ['--method', 'pair-logistic', '--prior', known];
    const run = await modulode('infer', screen, ...given, '--out', at('links'));
    expect([run.code, run.messages]).toEqual([0, expect.stringContaining('with 12 of its 12 edges')]);
    expect(run.printed).toContain('Judged on 6 regulators whose edges it had not seen');
    const { prior, links, settings } = JSON.parse(readFileSync(at('links/metrics.json'), 'utf8'));
    expect([prior.name, prior.coverage.edges]).toEqual(['known.tsv', { all: 12, covered: 12 }]);
    expect(links).toMatchObject({ regulators: 6, density: 12 / 30, exceedsBoth: false });
    expect(settings).toEqual({ pairs: 0 });
    expect((await modulode('infer', '--config', at('links/config.json'), '--out', at('again2'))).code).toBe(
      0,
    );
    expect(contentsOf(at('again2'))).toEqual(contentsOf(at('links')));

    const hidden = await modulode('infer', screen, ...given, '--setting', 'pairs=1', '--out', at('pairs'));
    expect(hidden.printed).toContain('Judged on pairs of 6 regulators that it had not seen');
    const ofPairs = JSON.parse(readFileSync(at('pairs/metrics.json'), 'utf8')).links;
    expect(ofPairs).toMatchObject({ hidden: 'pairs', regulators: 6 });
    expect(Object.keys(ofPairs.bars)).toEqual(['degree', 'degree-product', 'pair-logistic']);

    expect(await refused('--method', 'genie3', '--prior', known)).toContain(
      'GENIE3 learns from the cells alone',
    );
    expect(await refused('--method', 'genelink')).toContain('Give a known network with edges');
    expect(await refused(...given, '--prior-strength', '1')).toContain('--prior-strength');
  },
  timeout,
);

it('wrong names, settings and combinations are refused before anything is read', async () => {
  expect(await refused('--method', 'genie4')).toContain('There is no method genie4');
  expect(await refused('--method', 'pearson', '--setting', 'x=1')).toContain('There is no setting “x”');
  expect(await refused('--method', 'consensus', '--setting', 'reciprocal=2')).toContain('from 0 to 1');
  expect(await refused('--method', 'consensus', '--setting', 'reciprocal')).toContain('NAME=VALUE');
  expect(await refused('--setting', 'x=1')).toContain('without --method');
  for (const own of [
    ['--preset', 'H'],
    ['--set', 'cap=2'],
    ['--steps', '40'],
  ])
    expect(await refused('--method', 'pearson', ...own)).toContain("'--method <name>' cannot be used with");
  expect(await refused('--method', 'pearson', '--of', 'genie3')).toContain('reads no other networks');
  expect(await refused('--method', 'jacobian', '--of', 'cluster: none')).toContain(
    'There are no cells cluster: none',
  );
});

it(
  'Ctrl-C ends a method, and nothing is written',
  async () => {
    const host = { ...testHost(), ...interruptOn(/GENIE3/u) };
    expect(await runCli(['infer', screen, '--method', 'genie3', '--out', at('stopped')], host)).toBe(1);
    expect(existsSync(at('stopped'))).toBe(false);
  },
  timeout,
);
