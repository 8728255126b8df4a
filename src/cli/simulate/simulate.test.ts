import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { openHdf5 } from '../../dataset/readers/hdf5/open';
import { runCli } from '../program';
import { testHost } from '../../../tests/support/cli/testHost';

const DEMO = resolve(import.meta.dirname, '../../../public/demo');
const PYTHON = '/usr/bin/python3';
const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
const small =
  '--genes 12 --regulators 5 --edges 20 --topology cyclic --perturbations 4 --controls 50 --cells 30 --seed 5'.split(
    ' ',
  );

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: readonly string[]) {
  const host = testHost();
  const code = await runCli(args, host);
  return { code, printed: host.printed(), told: host.messages.join('\n') };
}

async function simulate(name: string, ...options: readonly string[]) {
  const path = join(folder, name);
  const ran = await run('simulate', '--out', path, ...options);
  return { ...ran, path, truth: path.replace('.h5ad', '.truth.tsv') };
}

const hasAnndata = spawnSync(PYTHON, ['-c', 'import anndata']).status === 0;

describe('a random screen', () => {
  let made: Awaited<ReturnType<typeof simulate>>;
  beforeAll(async () => {
    made = await simulate('small.h5ad', ...small, '--kind', 'overexpression');
  });

  it('has the requested size, and its network in a second file', async () => {
    expect(made).toMatchObject({ code: 0, told: '' });
    expect(made.printed).toContain('170 cells × 12 genes');
    expect(made.printed).toContain('4 perturbations: ');
    const lines = readFileSync(made.truth, 'utf8').trimEnd().split('\n');
    expect(lines[0]).toBe('source\ttarget\tsign');
    expect(lines.length - 1).toBeGreaterThanOrEqual(20);
    for (const line of lines.slice(1)) expect(line).toMatch(/^G\d\d\tG\d\d\t[+-]$/);
  });

  it('is recognised by inspect', async () => {
    const { code, printed } = await run('inspect', made.path, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({
      file: { format: 'h5ad', cells: 170, genes: 12 },
      mapping: {
        perturbationColumn: 'perturbation',
        control: { mode: 'cells', labels: ['control'] },
        kind: 'overexpression',
      },
      sentence: 'Ready: 4 perturbations, compared with “control”',
    });
  });

  it.skipIf(!hasAnndata)('reads back with anndata', () => {
    const script = `import anndata, sys
a = anndata.read_h5ad(sys.argv[1])
print(*a.shape, *sorted(set(a.obs['perturbation_type'])), (a.obs['perturbation'] == 'control').sum(), len(a.uns['truth']['source']), a.obs_names.is_unique)`;
    const { stdout } = spawnSync(PYTHON, ['-c', script, made.path], { encoding: 'utf8' });
    const edges = readFileSync(made.truth, 'utf8').trimEnd().split('\n').length - 1;
    expect(stdout.trim()).toBe(`170 12 control overexpression 50 ${edges} True`);
  });

  it('is the same bytes for the same seed and others for another', async () => {
    const again = await simulate('again.h5ad', ...small, '--kind', 'overexpression');
    const other = await simulate('other.h5ad', ...small.slice(0, -1), '6', '--kind', 'overexpression');
    expect(readFileSync(again.path).equals(readFileSync(made.path))).toBe(true);
    expect(readFileSync(again.truth).equals(readFileSync(made.truth))).toBe(true);
    expect(readFileSync(other.path).equals(readFileSync(made.path))).toBe(false);
  });

  it('is summarised as JSON', async () => {
    const { path, truth, printed } = await simulate(
      'small.h5ad',
      ...small,
      '--kind',
      'overexpression',
      '--json',
    );
    expect(JSON.parse(printed)).toMatchObject({ file: path, truth, cells: 170, genes: 12 });
  });

  it('derives other numbers from the number of genes', async () => {
    const { code, printed } = await simulate(
      'thirty.h5ad',
      '--genes',
      '30',
      '--cells',
      '5',
      '--controls',
      '9',
    );
    expect(code).toBe(0);
    expect(printed).toContain('69 cells × 30 genes');
    expect(printed).toContain('75 regulations');
  });
});

/** The columns of obs, and those of the genes, as the reader gives them back. */
async function columnsOf(path: string) {
  const source = await openHdf5(new File([readFileSync(path)], 'screen.h5ad'), () => undefined);
  source.close();
  const { obs, genes } = source.opened;
  return { obs: obs.map(({ name }) => name), genes: genes['X']?.columns.map(({ name }) => name) };
}

describe('a noisy screen', () => {
  it('has the requested pairs, doses, times and counts', async () => {
    const asked =
      '--kind knockdown --dose 0.4,0.1 --combinations 2 --times 1,2.5 --counts --depth 400 --dropout 0.2 --ambient 0.1 --hidden 0.4 --escaping 0.1 --batches 2';
    const { path, code, printed } = await simulate('noisy.h5ad', ...small, ...asked.split(' '));
    expect(code).toBe(0);
    // (50 controls + (4 + 2 perturbations) × 2 doses × 30) × 2 times.
    expect(printed).toContain('820 cells × 12 genes');
    expect((await columnsOf(path)).obs).toEqual([
      'perturbation',
      'perturbation_type',
      'time',
      'dose',
      'batch',
    ]);
    const read = JSON.parse((await run('inspect', path, '--json')).printed) as unknown;
    expect(read).toMatchObject({
      mapping: { timeColumn: 'time', batchColumn: 'batch', control: { mode: 'cells', labels: ['control'] } },
      sentence: 'Ready: 6 perturbations (12 with each dose counted), compared with “control”',
    });
  });

  it('writes the planted module of every gene', async () => {
    const asked = '--genes 20 --regulators 6 --modules 3 --cells 3 --controls 5'.split(' ');
    const { path, code, printed } = await simulate('modules.h5ad', ...asked);
    expect(code).toBe(0);
    // Two own regulators and a borrowed one for each of fourteen genes.
    expect(printed).toContain('42 regulations');
    expect((await columnsOf(path)).genes).toEqual(['module']);
  });

  it('simulates a published network', async () => {
    const asked = '--network cortex --times 2,8 --cells 3 --controls 5'.split(' ');
    const { path, truth, code, printed } = await simulate('cortex.h5ad', ...asked);
    expect(code).toBe(0);
    expect(printed).toContain('40 cells × 5 genes');
    // Between different genes; that FGF8 keeps itself is left out.
    expect(printed).toContain('13 regulations');
    expect(readFileSync(truth, 'utf8')).toContain('FGF8\tEMX2\t-');
    expect((await columnsOf(path)).obs).toEqual(['perturbation', 'perturbation_type', 'time']);
  });

  it('simulates the network of a file in any format of references', async () => {
    const file = join(folder, 'own.csv');
    writeFileSync(file, 'Gene2,Gene1,Type\nMDM2,TP53,+\nTP53,MDM2,-\nCDKN1A,TP53,+\n');
    const asked = ['--regulations', file, '--cells', '3', '--controls', '5'];
    const { truth, code, printed } = await simulate('own.h5ad', ...asked);
    expect(code).toBe(0);
    expect(printed).toContain('11 cells × 3 genes');
    expect(readFileSync(truth, 'utf8')).toBe(
      'source\ttarget\tsign\nTP53\tMDM2\t+\nMDM2\tTP53\t-\nTP53\tCDKN1A\t+\n',
    );
    const over = await simulate('own.h5ad', '--regulations', truth);
    expect(over).toMatchObject({
      code: 2,
      told: expect.stringContaining('would be overwritten') as unknown,
    });
    const loop = join(folder, 'itself.csv');
    writeFileSync(loop, 'source,target\nTP53,TP53\n');
    const none = await simulate('none.h5ad', '--regulations', loop);
    expect(none).toMatchObject({ code: 2, told: expect.stringContaining('cannot be simulated') as unknown });
    rmSync(file);
    rmSync(loop);
  });

  it('adds a flaw but writes the true network', async () => {
    const right = await simulate('right.h5ad', ...small);
    const wrong = await simulate('wrong.h5ad', ...small, '--flaw', 'exchanged');
    expect(readFileSync(wrong.truth, 'utf8')).toBe(readFileSync(right.truth, 'utf8'));
    expect(readFileSync(wrong.path).equals(readFileSync(right.path))).toBe(false);
  });
});

it('makes the bundled demo, byte for byte', async () => {
  const { path, truth, code, printed } = await simulate('myeloid.h5ad', '--demo', 'myeloid');
  expect(code).toBe(0);
  // As inspect counts them.
  expect(printed).toMatch(/^34 perturbations: .*GATA1 knockout/mu);
  expect(readFileSync(path).equals(readFileSync(join(DEMO, 'myeloid.h5ad')))).toBe(true);
  expect(readFileSync(truth, 'utf8')).toBe(readFileSync(join(DEMO, 'myeloid.truth.tsv'), 'utf8'));
});

it('makes the simulated demos of the page in the announced size', async () => {
  const { printed } = await simulate('loops.h5ad', '--demo', 'loops');
  expect(printed).toContain('1,680 cells × 24 genes');
  expect(printed).toContain('16 perturbations');
});

test.each([
  [['--demo', 'moon'], /--demo <name>.*'moon'.*myeloid, hundred, loops/],
  [['--demo', 'loops', '--genes', '30'], /--demo.*--genes/],
  [['--genes', '2'], /--genes <n>.*'2'.*from 3 to 2,000/],
  [['--genes', '2001', '--topology', 'cyclic'], /--genes <n>.*'2001'.*from 3 to 2,000/],
  [
    ['--genes', '20', '--regulators', '20'],
    /--regulators: 20 of 20 genes is not possible\n.*\n.*from 1 to 19/,
  ],
  [['--genes', '20', '--regulators', '1', '--topology', 'cyclic'], /--regulators: 1 of 20 genes/],
  [['--genes', '20', '--regulators', '4', '--edges', '5'], /--edges: 5 is not possible\n.*\n.*from 19 to /],
  [['--genes', '20', '--regulators', '4', '--edges', '70'], /--edges: 70 is not possible/],
  [
    ['--genes', '20', '--regulators', '4', '--perturbations', '5'],
    /--perturbations: there are only 4 regulators/,
  ],
  [['--genes', '1000', '--cells', '1000000'], /values are too many/],
  [['--modules', '3', '--topology', 'cyclic'], /--modules does not apply to --topology cyclic/],
  [['--genes', '20', '--modules', '9'], /--modules: 9 is not possible\n.*\n.*from 1 to 8/],
  [['--genes', '20', '--modules', '2', '--edges', '5'], /--edges: 5 is not possible\n.*\n.*from 48 to/],
  [['--network', 'cortex', '--genes', '9'], /--network.*--genes/],
  [['--network', 'cortex', '--perturbations', '9'], /there are only 5 genes\n.*\n.*from 1 to 5/],
  [['--perturbations', '3', '--combinations', '4'], /--combinations: 4 is not possible.*\n.*3 pairs/],
  [['--dose', '0.5'], /--dose: 0.5 is not possible for knockouts/],
  [['--kind', 'knockdown', '--dose', '0.5,2'], /--dose: 0.5, 2 is not possible for knockdowns/],
  [['--times', '1,101'], /--times <list>.*'1,101'.*from 0 to 100/],
  [['--times', '1,1'], /--times <list>.*occurs twice/],
  [['--cells', '5', '--min-cells', '6'], /--min-cells: 6 exceeds --cells/],
  [['--hidden-factors', '2'], /--hidden-factors requires --hidden/],
  [['--dropout', '1'], /--dropout <share>.*from 0 to 0.95/],
  [['--flaw', 'odd'], /--flaw <flaw>.*inert, exchanged, shuffled/],
  [['--demo', 'loops', '--ambient', '0.1'], /--demo.*--ambient/],
  [['--repressing', '1.5'], /--repressing <share>.*'1.5'.*from 0 to 1/],
  [['--seed', '-1'], /--seed/],
])('%j is refused with the allowed values, and nothing is written', async (options, sentence) => {
  const { code, printed, told, path, truth } = await simulate('refused.h5ad', ...options);
  expect({ code, printed }).toEqual({ code: 2, printed: '' });
  expect(told).toMatch(sentence);
  expect([path, truth].filter(existsSync)).toEqual([]);
});

it('requires a file name with a known ending', async () => {
  const host = testHost();
  expect(await runCli(['simulate', '--out', join(folder, 'screen.xlsx')], host)).toBe(2);
  expect(host.messages.join('\n')).toContain('ends in none of .h5ad, .csv');
  expect(await runCli(['simulate'], host)).toBe(2);
  expect(readdirSync(folder).filter((name) => name.startsWith('screen'))).toEqual([]);
});

it.each(['csv.gz', 'zip'])('writes .%s, which reads back as the same screen', async (ending) => {
  const { path, code } = await simulate(`other.${ending}`, ...small);
  expect(code).toBe(0);
  expect(existsSync(join(folder, 'other.truth.tsv'))).toBe(true);
  const { printed } = await run('inspect', path, '--json');
  expect(JSON.parse(printed)).toMatchObject({
    file: { cells: 170, genes: 12 },
    sentence: 'Ready: 4 perturbations, compared with “control”',
  });
  rmSync(path);
});

it('writes cells and network, or neither', async () => {
  const out = join(folder, 'taken.h5ad');
  mkdirSync(out);
  const { code } = await run('simulate', ...small, '--out', out);
  expect(code).toBe(2);
  expect(existsSync(join(folder, 'taken.truth.tsv'))).toBe(false);
  rmSync(out, { recursive: true });
});

it('leaves complete files only', () => {
  expect(readdirSync(folder).filter((name) => !/\.(h5ad|truth\.tsv)$/.test(name))).toEqual([]);
});

it('reports progress as a status line', async () => {
  const lines: string[] = [];
  const host = { ...testHost(), status: (line: string) => void lines.push(line) };
  expect(await runCli(['simulate', '--out', join(folder, 'seen.h5ad'), ...small], host)).toBe(0);
  expect(lines).toContain('Simulating 170 cells: 50\u00a0%');
  expect(lines.at(-1)).toBe('');
});
