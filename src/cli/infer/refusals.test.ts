import { existsSync, readFileSync, writeFileSync, mkdirSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { demo, done, quick, run, temporaryFolder } from '../../../tests/support/cli/inferRuns';
import { expectFree } from './runFolder';

const { at, remove } = temporaryFolder();
afterAll(remove);

describe('an invalid request', () => {
  const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no file', ['--out', 'DIR'], /No file was given/],
    ['no folder', [demo], /--out is missing/],
    ['a missing file', ['none.h5ad', '--out', 'DIR'], /none\.h5ad cannot be read/],
    [
      'an unknown preset',
      [demo, '--out', 'DIR', '--preset', 'X'],
      /--preset.*Allowed choices are default, H, SH, S0, compact/,
    ],
    ['too few steps', [demo, '--out', 'DIR', '--steps', '3'], /--steps.*from 20 to 20,000/],
    ['an unknown setting', [demo, '--out', 'DIR', '--set', 'speed=9'], /speed=9[^]*cellWeight/],
    [
      'a setting with a wrong value',
      [demo, '--out', 'DIR', '--set', 'cap=maybe'],
      /cap=maybe[^]*"auto"\|"on"\|"off"/,
    ],
    [
      'a setting that is no number',
      [demo, '--out', 'DIR', '--set', 'cellWeight=much'],
      /“cellWeight” is "much": a number is expected/,
    ],
    ['an infinite setting', [demo, '--out', 'DIR', '--set', 'cellWeight=1e999'], /“cellWeight” is Infinity/],
    ['invalid seeds', [demo, '--out', 'DIR', '--seeds', 'many'], /--seeds many is not allowed/],
    ['one seed twice', [demo, '--out', 'DIR', '--seeds', '2,2'], /--seeds 2,2 is not allowed/],
    ['an unknown perturbation', [demo, '--out', 'DIR', '--holdout', 'MYC'], /--holdout[^]*MYC/],
    ['an invalid reference network', [demo, '--out', 'DIR', '--truth', 'package.json'], /package\.json/],
    ['a folder below a file', [demo, '--out', 'package.json/DIR'], /package\.json/],
  ];

  it.each(refusals)(
    '%s is refused with a sentence and exit code 2, and nothing is written',
    async (_, args, told) => {
      const refused = await run(args.map((arg) => (arg === 'DIR' ? at('never') : arg)));
      expect(refused.told).toMatch(told);
      expect(refused.code).toBe(2);
      expect(existsSync(at('never'))).toBe(false);
      expect(refused.told).not.toMatch(/\bat .*:\d+:\d+/);
    },
  );

  it.each([
    ['X1\tX2\n', /bad\.tsv and the run have no gene in common/],
    ['GATA1\tGATA1\n', /No comparable edge[^]*leave --truth out/],
  ])('a reference without an edge of the run is refused before training: %j', async (edges, told) => {
    writeFileSync(at('bad.tsv'), `source\ttarget\n${edges}`);
    const refused = await run([demo, '--out', at('never'), '--truth', at('bad.tsv'), ...quick]);
    expect(refused.told).toMatch(told);
    expect(refused.code).toBe(2);
    expect(existsSync(at('never'))).toBe(false);
  });

  it('a screen without controls requires an option for comparison', async () => {
    const labels = ['G1', 'G2', 'mystery'];
    const genes = ['G1', 'G2', 'G3', 'G4'];
    const rows = Array.from({ length: 60 }, (_, cell) => [
      `c${cell}`,
      labels[cell % 3],
      ...genes.map((_gene, gene) => ((cell * 7 + gene * 5) % 11) + (cell % 3 === gene ? 0 : 4)),
    ]);
    const text = [['cell', 'perturbation', ...genes], ...rows].map((row) => row.join(',')).join('\n');
    writeFileSync(at('screen.csv'), text);
    const asked = await run([at('screen.csv'), '--out', at('never')]);
    expect(asked.code).toBe(2);
    expect(asked.told).toContain('mystery');
    expect(asked.told).toContain('--compare-with-others');
    await done([at('screen.csv'), '--out', at('answered'), '--control', 'mystery', ...quick]);
    const config = readFileSync(at('answered/config.json'), 'utf8');
    expect(JSON.parse(config)).toMatchObject({
      mapping: { control: { mode: 'cells', labels: ['mystery'] } },
    });
  });

  it.each([
    ['{"seed": 3}', /“seed”/],
    ['{"settings": {"seed": -3}}', /seed.*-3/],
    ['{"settings": {"preset": "Z"}}', /settings\.preset.*"Z"/],
    ['{"mapping": {"kind": "knokout"}}', /mapping\.kind.*"knokout".*knockout/],
    ['{"threads": 0}', /threads.*0/],
    ['{"mapping": {"timeColumn": "days"}}', /column days/],
    ['{"mapping": {"matrix": "constructor"}}', /no matrix constructor/],
    ['{,}', /not JSON/],
    [
      '{"finding": "x", "doubt": null, "prior": null}',
      /no configuration written by infer: it has “finding” and “doubt”/,
    ],
  ])('the error for configuration %s names key and value', async (text, told) => {
    writeFileSync(at('wrong.json'), text);
    const refused = await run([demo, '--config', at('wrong.json'), '--out', at('never')]);
    expect(refused.told).toMatch(told);
    expect(refused.code).toBe(2);
    expect(existsSync(at('never'))).toBe(false);
  });
});

/** A run folder of several seeds with `inner/file`. */
function seeds(name: string, inner: string, file: string): string {
  mkdirSync(at(`${name}/${inner}`), { recursive: true });
  writeFileSync(at(`${name}/checkpoint.modulode.json`), '{}');
  writeFileSync(at(`${name}/${inner}/${file}`), '');
  return at(name);
}

it.each(['.seed-3.part-77', '.seed-3.former-77', 'seed-3'])(
  'a run of several seeds can resume after a job was killed while writing %s',
  async (inner) => {
    const folder = seeds(`killed ${inner}`, inner, 'edges.tsv');
    await expectFree(folder, true);
    await expect(expectFree(folder, false)).rejects.toThrow('holds an interrupted run');
    expect(readdirSync(folder)).toContain(inner);
  },
);

it.each([
  ['.seed-3.part-77', 'thesis.tex'],
  ['.seed-3', 'edges.tsv'],
  ['seed-x', 'edges.tsv'],
])('a folder with %s/%s is never replaced', async (inner, file) => {
  const folder = seeds(`theirs ${inner}`, inner, file);
  await expect(expectFree(folder, true)).rejects.toThrow('is not a run folder');
});
