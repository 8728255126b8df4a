import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edgePairs } from '../../network/ranking';
import type { Host } from '../host';
import { runCli } from '../program';
import { openRun } from '../runs';
import { testHost } from '../testHost';

const demo = 'public/demo/myeloid.h5ad';
const quick = ['--preset', 'H', '--steps', '20'];

/** A run takes its time on a busy machine. */
const timeout = 120_000;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infer-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string) => join(folder, name);

async function run(args: readonly string[], change: Partial<Host> = {}) {
  const host = testHost();
  const code = await runCli(['infer', ...args], { ...host, ...change });
  return { code, told: host.told.join('\n'), printed: host.printed() };
}

/** As `run`, where it must succeed. */
async function done(args: readonly string[], change: Partial<Host> = {}) {
  const ended = await run(args, change);
  if (ended.code !== 0) throw new Error(ended.told);
  return ended;
}

/** A machine on which Ctrl-C is pressed as soon as a line about the progress matches. */
function impatient(pattern: RegExp): Partial<Host> {
  const listeners: (() => void)[] = [];
  return {
    onInterrupt: (listener) => {
      listeners.push(listener);
      return () => undefined;
    },
    status: (line) => {
      if (pattern.test(line)) for (const listener of listeners) listener();
    },
  };
}

/** By name, but for the log; what tells the time in the run file is masked. */
function contentsOf(path: string): Readonly<Record<string, string>> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted();
  return Object.fromEntries(
    files
      .filter((name) => /\.[a-z\d]+$/.test(name) && !name.endsWith('log.txt'))
      .map((name) => [
        name,
        readFileSync(join(path, name), 'utf8').replaceAll(
          /"(savedAt|seconds|secondsElapsed)":[\d.e+-]+/g,
          '"$1":0',
        ),
      ]),
  );
}

describe('a run folder', () => {
  beforeAll(async () => {
    await done([demo, '--out', at('whole'), ...quick, '--top', '9', '--holdout', 'GATA1']);
  }, timeout);

  it('holds every file, and nothing is left beside it', () => {
    expect(readdirSync(at('whole')).toSorted()).toEqual([
      'config.json',
      'edges.tsv',
      'log.txt',
      'metrics.json',
      'modules.gmt',
      'modules.tsv',
      'predictions.tsv',
      'report.html',
      'run.modulode.json',
    ]);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('holds a run that opens again, as it was asked for', async () => {
    const opened = await openRun(at('whole'));
    expect(opened.settings).toMatchObject({ preset: 'H', steps: 20, seed: 7 });
    expect(opened.dataset.heldOut).toEqual(['GATA1']);
    expect(opened.curves.loss.steps).toHaveLength(20);
    expect(opened.placement?.positions).toHaveLength(2 * opened.dataset.genes.length);
    expect(edgePairs(opened.result.network)).toHaveLength(110);
    expect(readFileSync(at('whole/edges.tsv'), 'utf8').trim().split('\n')).toHaveLength(10);
  });

  it('is made again byte for byte from its configuration', async () => {
    await done(['--config', at('whole/config.json'), '--out', at('again')], {
      now: () => Date.UTC(2031, 5, 5),
    });
    expect(contentsOf(at('again'))).toEqual(contentsOf(at('whole')));
  });

  it('is another where something typed wins over the configuration', async () => {
    const other = await run([
      '--config',
      at('whole/config.json'),
      '--out',
      at('other'),
      '--seed',
      '8',
      '--quiet',
    ]);
    expect(other).toMatchObject({ code: 0, told: '' });
    const { settings } = await openRun(at('other'));
    expect(settings).toMatchObject({ preset: 'H', steps: 20, seed: 8 });
    expect(contentsOf(at('other'))['edges.tsv']).not.toBe(contentsOf(at('whole'))['edges.tsv']);
  });

  it('is not replaced unasked, nor is a folder of somebody else even then', async () => {
    const refused = await run([demo, '--out', at('whole'), ...quick]);
    expect(refused.code).toBe(2);
    expect(refused.told).toContain('already holds a run');
    mkdirSync(at('mine'));
    writeFileSync(at('mine/thesis.tex'), 'mine');
    const foreign = await run([demo, '--out', at('mine'), '--force', ...quick]);
    expect(foreign.code).toBe(2);
    expect(foreign.told).toContain('thesis.tex');
    expect(readFileSync(at('mine/thesis.tex'), 'utf8')).toBe('mine');
  });

  it('is replaced when asked for', async () => {
    copyFileSync(at('other/config.json'), at('used.json'));
    await done(['--config', at('used.json'), '--out', at('other'), '--force', '--seed', '7']);
    expect(contentsOf(at('other'))).toEqual(contentsOf(at('whole')));
  });

  it('says where its configuration is used for other data', async () => {
    copyFileSync(demo, at('changed.h5ad'));
    writeFileSync(at('changed.h5ad'), Buffer.alloc(1), { flag: 'a' });
    const args = ['--config', at('whole/config.json'), '--out', at('elsewhere')];
    expect((await done([at('changed.h5ad'), ...args])).told).toContain(
      'Not what the configuration was made with: changed.h5ad.',
    );
  });

  it('is told to machines as one document', async () => {
    const { code, printed } = await run([demo, '--out', at('told'), ...quick, '--json', '--quiet']);
    expect(code).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({
      folder: at('told'),
      metrics: { data: { genes: 11 }, settings: { preset: 'H' } },
    });
  });
});

describe('a run that was broken off', () => {
  const options = ['--steps', '20', '--set', 'cellBatch=64'];

  it('leaves a checkpoint and goes on from it to the same bytes', async () => {
    await done([demo, '--out', at('uninterrupted'), ...options]);
    const stopped = await run([demo, '--out', at('stopped'), ...options], impatient(/step 1 of 20/));
    expect(stopped.code).toBe(1);
    expect(stopped.told).toContain(`modulode infer --resume ${at('stopped')}`);
    expect(readdirSync(at('stopped'))).toEqual(['checkpoint.modulode.json']);
    // As a job leaves it that is killed while it writes.
    writeFileSync(at('stopped/.checkpoint.modulode.json.77.part'), '{');
    const inTheWay = await run([demo, '--out', at('stopped'), ...options]);
    expect(inTheWay.code).toBe(2);
    expect(inTheWay.told).toContain('--resume');
    await done(['--resume', at('stopped')]);
    expect(contentsOf(at('stopped'))).toEqual(contentsOf(at('uninterrupted')));
    expect((await run(['--resume', at('stopped')])).told).toContain('holds a run that is finished');
  });

  it('writes nothing where it was broken off before it began', async () => {
    let asked = 0;
    const early = await run([demo, '--out', at('early'), ...options], {
      onInterrupt: (listener) => {
        asked++;
        listener();
        return () => undefined;
      },
    });
    expect([early.code, asked, existsSync(at('early'))]).toEqual([1, 1, false]);
  });

  it('keeps what it learned every second minute', async () => {
    let time = 0;
    const seen: string[] = [];
    const { code } = await run([demo, '--out', at('slow'), ...options], {
      now: () => (time += 50_000),
      status: () => {
        if (existsSync(at('slow'))) seen.push(...readdirSync(at('slow')));
      },
    });
    expect(code).toBe(0);
    expect(seen).toContain('checkpoint.modulode.json');
    expect(existsSync(at('slow/checkpoint.modulode.json'))).toBe(false);
  });

  it('goes on neither with other data nor from a damaged checkpoint, and changes nothing', async () => {
    copyFileSync(demo, at('data.h5ad'));
    await run([at('data.h5ad'), '--out', at('kept'), ...options], impatient(/step 1 of 20/));
    const checkpoint = readFileSync(at('kept/checkpoint.modulode.json'), 'utf8');
    const bytes = readFileSync(at('data.h5ad'));
    writeFileSync(at('data.h5ad'), Buffer.concat([bytes, Buffer.alloc(1)]));
    const changed = await run(['--resume', at('kept')]);
    expect(changed.code).toBe(2);
    expect(changed.told).toContain('data.h5ad is not the file the run began with');
    writeFileSync(at('data.h5ad'), bytes);
    for (const text of [
      checkpoint.slice(0, 5000),
      '{"format":"other","version":1}',
      checkpoint.replace('"device":"auto"', '"device":"abacus"'),
    ]) {
      writeFileSync(at('kept/checkpoint.modulode.json'), text);
      const damaged = await run(['--resume', at('kept')]);
      expect(damaged.code).toBe(2);
      expect(damaged.told).toContain('cannot be used');
      expect(readFileSync(at('kept/checkpoint.modulode.json'), 'utf8')).toBe(text);
    }
    expect((await run(['--resume', at('nowhere')])).code).toBe(2);
    expect((await run(['--resume', at('kept'), '--seed', '3'])).code).toBe(2);
  });
});

describe('several seeds', () => {
  it('give a run folder each and their mean, also where they were broken off between', async () => {
    const args = [demo, ...quick, '--seeds', '3,1'];
    await done([...args, '--out', at('seeds')]);
    expect(readdirSync(at('seeds')).toSorted()).toEqual([
      'config.json',
      'edges.tsv',
      'log.txt',
      'seed-1',
      'seed-3',
      'seeds.tsv',
    ]);
    const [header, ...lines] = readFileSync(at('seeds/seeds.tsv'), 'utf8').trim().split('\n');
    expect(header).toMatch(/^seed\tsteps_kept\tkappa\t/);
    expect(lines.map((line) => line.split('\t')[0])).toEqual(['3', '1']);

    let seeds = 0;
    const onSecond = impatient(/step 1 of 20/);
    const stopped = await run([...args, '--out', at('halves')], {
      ...onSecond,
      status: (line) => {
        if (/step 1 of 20/.test(line)) seeds++;
        if (seeds === 2) onSecond.status?.(line);
      },
    });
    expect(stopped.code).toBe(1);
    expect(readdirSync(at('halves')).toSorted()).toEqual(['checkpoint.modulode.json', 'seed-3']);
    await done(['--resume', at('halves')]);
    expect(contentsOf(at('halves'))).toEqual(contentsOf(at('seeds')));

    await done(['--config', at('seeds/seed-1/config.json'), '--out', at('alone')]);
    expect(contentsOf(at('alone'))).toEqual(contentsOf(at('seeds/seed-1')));
  });
});

describe('what cannot be meant', () => {
  const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no file', ['--out', 'DIR'], /No file was given/],
    ['no folder', [demo], /--out is missing/],
    ['a file that is not there', ['none.h5ad', '--out', 'DIR'], /none\.h5ad cannot be read/],
    [
      'an unknown preset',
      [demo, '--out', 'DIR', '--preset', 'X'],
      /--preset.*Allowed choices are default, H, SH, S0, compact/,
    ],
    ['too few steps', [demo, '--out', 'DIR', '--steps', '3'], /--steps.*from 20 to 20,000/],
    ['a setting that is none', [demo, '--out', 'DIR', '--set', 'speed=9'], /speed=9[^]*cellWeight/],
    [
      'a setting with a wrong value',
      [demo, '--out', 'DIR', '--set', 'cap=maybe'],
      /cap=maybe[^]*"auto"\|"on"\|"off"/,
    ],
    ['seeds that are none', [demo, '--out', 'DIR', '--seeds', 'many'], /--seeds many is not allowed/],
    ['one seed twice', [demo, '--out', 'DIR', '--seeds', '2,2'], /--seeds 2,2 is not allowed/],
    ['a perturbation that is not there', [demo, '--out', 'DIR', '--holdout', 'MYC'], /--holdout[^]*MYC/],
    ['a known network that is none', [demo, '--out', 'DIR', '--truth', 'package.json'], /package\.json/],
    ['a folder below a file', [demo, '--out', 'package.json/DIR'], /package\.json/],
  ];

  it.each(refusals)(
    '%s is refused with a sentence, exit code 2 and nothing written',
    async (_, args, told) => {
      const refused = await run(args.map((arg) => (arg === 'DIR' ? at('never') : arg)));
      expect(refused.told).toMatch(told);
      expect(refused.code).toBe(2);
      expect(existsSync(at('never'))).toBe(false);
      expect(refused.told).not.toMatch(/\bat .*:\d+:\d+/);
    },
  );

  it('a screen without controls asks what to compare with, and goes on when told', async () => {
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
    ['{,}', /no JSON/],
  ])('configuration %s names the wrong key and value', async (text, told) => {
    writeFileSync(at('wrong.json'), text);
    const refused = await run([demo, '--config', at('wrong.json'), '--out', at('never')]);
    expect(refused.told).toMatch(told);
    expect(refused.code).toBe(2);
    expect(existsSync(at('never'))).toBe(false);
  });
});
