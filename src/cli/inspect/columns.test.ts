/** What inspect says of a table's columns and values, and that it says Ready only where infer goes on. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeH5ad } from '../../dataset/writers/h5ad';
import { runCli } from '../program';
import { testHost } from '../../../tests/support/cli/testHost';

const GENES = ['GATA1', 'SPI1', 'KLF1', 'CEBPA', 'TAL1', 'FLI1'];
const LABELS = ['control', 'GATA1', 'SPI1'];
const CELLS = 120;
const folder = mkdtempSync(join(tmpdir(), 'columns-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: readonly string[]) {
  const host = testHost();
  const code = await runCli(args, host);
  return { code, printed: host.printed(), words: host.printed().replaceAll(/\s+/g, ' '), host };
}

/** Runs whose training is not what is tested. */
const short = '--steps 20 --device processor --threads 1 --compare none --quiet'.split(' ');

const countsOf = (cell: number) => GENES.map((_, gene) => 20 + ((cell * 7 + gene * 3 + cell * gene) % 31));

/** A table of counts with a label per cell; `columns` come before the genes. */
function lab(
  name: string,
  columns: Readonly<Record<string, (cell: number) => number | string>> = {},
): string {
  const path = join(folder, name);
  const rows = Array.from({ length: CELLS }, (_, cell) => [
    `c${cell}`,
    LABELS[cell % 3],
    ...Object.values(columns).map((value) => value(cell)),
    ...countsOf(cell),
  ]);
  writeFileSync(
    path,
    `${[['cell', 'perturbation', ...Object.keys(columns), ...GENES], ...rows].map((row) => row.join(',')).join('\n')}\n`,
  );
  return path;
}

const messy = {
  nUMI: (cell: number) => 900 + cell,
  'percent.mt': (cell: number) => 1.5 + cell / 50,
  plate: (cell: number) => cell % 4,
  signature: (cell: number) => 0.25 + (cell % 7) / 8,
};

async function genesIn(...args: readonly string[]) {
  const { genes }: { genes: Record<string, unknown> } = JSON.parse(
    (await run('inspect', ...args, '--json')).printed,
  );
  return genes;
}

describe('columns of a table', () => {
  const path = lab('messy.csv', messy);

  it('are listed with the reason, those in doubt by name', async () => {
    expect(await genesIn(path)).toMatchObject({
      taken: 6,
      doubtful: ['plate', 'signature'],
      columns: [
        { name: 'nUMI', isGene: false, isDoubtful: false, why: expect.stringContaining('scanpy') },
        { name: 'percent.mt', isGene: false },
        { name: 'plate', isGene: false },
        { name: 'signature', why: expect.stringContaining('fractions') },
      ],
    });
    const { words, code } = await run('inspect', path);
    expect(code).toBe(0);
    expect(words).toContain('Columns read as genes: 6');
    expect(words).toContain('plate not a gene?. Named like a property of cells');
    expect(words).toContain('! 2 numeric columns are in doubt. Not read as genes: plate and signature.');
    expect(words).toContain('Values Counts (sure)');
  });

  it('are taken or left out as said', async () => {
    expect(await genesIn(path, '--as-genes', 'plate', '--not-genes', 'FLI1,TAL1')).toMatchObject({
      taken: 5,
    });
    const unknown = await run('inspect', path, '--not-genes', 'FLI1,TALL');
    expect(unknown.code).toBe(2);
    expect(unknown.host.messages.join('\n')).toContain('has no numeric column TALL');
  });

  it('are stored with a run, which repeats them', async () => {
    const out = join(folder, 'run');
    const { code, host } = await run('infer', path, '--out', out, '--not-genes', 'FLI1', ...short);
    expect([code, host.messages.join()]).toEqual([0, expect.not.stringContaining('step')]);
    const config: unknown = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'));
    expect(config).toMatchObject({ table: { notGenes: ['FLI1'] } });
    const again = join(folder, 'again');
    await run('infer', '--out', again, '--config', join(out, 'config.json'), '--quiet');
    const edges = readFileSync(join(again, 'edges.tsv'), 'utf8');
    expect(edges).not.toContain('FLI1');
    expect(edges).toBe(readFileSync(join(out, 'edges.tsv'), 'utf8'));
  });

  it('a table of genes alone is described without a list', async () => {
    const plain = lab('plain.csv');
    expect(await genesIn(plain)).toEqual({ taken: 6, doubtful: [], columns: [] });
    expect((await run('inspect', plain)).words).not.toContain('Columns read as genes');
  });
});

/** An AnnData file of counts with one value replaced. */
async function broken(name: string, change: (rows: number[][]) => void): Promise<string> {
  const rows = Array.from({ length: CELLS }, (_, cell) => countsOf(cell));
  change(rows);
  const path = join(folder, name);
  writeFileSync(
    path,
    await writeH5ad({
      values: Float32Array.from(rows.flat()),
      encoding: 'csr',
      cellNames: rows.map((_, cell) => `c${cell}`),
      geneNames: GENES,
      obs: { perturbation: rows.map((_, cell) => LABELS[cell % 3] ?? '') },
      uns: {},
    }),
  );
  return path;
}

describe('inspect and infer agree on', () => {
  it.each([
    ['a missing value', (rows: number[][]) => void ((rows[50] ?? [])[3] = NaN), 'not finite'],
    ['an infinite value', (rows: number[][]) => void ((rows[50] ?? [])[3] = Infinity), 'not finite'],
    ['a gene without values', (rows: number[][]) => rows.forEach((row) => (row[3] = NaN)), 'not finite'],
    ['a negative count', (rows: number[][]) => void ((rows[50] ?? [])[3] = -5), 'negative'],
    ['1e30 among counts', (rows: number[][]) => void ((rows[50] ?? [])[3] = 1e30), 'impossible value'],
    ['zeros alone', (rows: number[][]) => rows.forEach((row) => row.fill(0)), 'zero'],
  ])('%s: both refuse, with the reason', async (name, change, reason) => {
    const path = await broken(`${name.replaceAll(' ', '-')}.h5ad`, change);
    const inspected = await run('inspect', path);
    expect(inspected.code).toBe(2);
    expect(inspected.words).toContain(reason);
    expect(inspected.words).not.toContain('Ready:');
    const { code, host } = await run('infer', path, '--out', join(folder, `run-${name}`));
    expect(code).toBe(2);
    expect(host.messages.join('\n')).toContain(reason);
  });
});

it('so few counts that they are noise are warned of', async () => {
  const path = join(folder, 'shallow.csv');
  const rows = Array.from({ length: CELLS }, (_, cell) =>
    [`c${cell}`, LABELS[cell % 3], ...GENES.map((_gene, at) => (cell + at) % 8)].join(','),
  );
  writeFileSync(path, `${['cell', 'perturbation', ...GENES].join(',')}\n${rows.join('\n')}\n`);
  expect((await run('inspect', path)).words).toMatch(/! The median cell has only \d+ counts/);
});

it('cells whose label says that the perturbation is unknown are counted', async () => {
  const path = lab('multiplets.csv');
  const { words } = await run('inspect', path);
  expect(words).not.toContain('unknown perturbation');
  const rows = Array.from({ length: CELLS }, (_, cell) =>
    [`c${cell}`, cell < 20 ? 'multiplet' : LABELS[cell % 3], ...countsOf(cell)].join(','),
  );
  writeFileSync(path, `${['cell', 'perturbation', ...GENES].join(',')}\n${rows.join('\n')}\n`);
  expect((await run('inspect', path)).words).toContain(
    '20 cells have an unknown perturbation. Left out: multiplet (20 cells).',
  );
});

it('empty labels as controls are called that', async () => {
  const rows = Array.from({ length: CELLS }, (_, cell) => ({
    label: LABELS[cell % 3],
    counts: countsOf(cell),
  }));
  const file = join(folder, 'empty.h5ad');
  writeFileSync(
    file,
    await writeH5ad({
      values: Float32Array.from(rows.flatMap(({ counts }) => counts)),
      encoding: 'csr',
      cellNames: rows.map((_, cell) => `c${cell}`),
      geneNames: GENES,
      obs: { targets: rows.map(({ label }) => (label === 'control' ? '' : (label ?? ''))) },
      uns: {},
    }),
  );
  const { words } = await run('inspect', file);
  expect(words).toContain('Control label (empty label) (sure)');
  expect(words).toContain('compared with cells with an empty label.');
});

it('a list of labels names five and counts all others', async () => {
  const path = join(folder, 'many.csv');
  const labels = Array.from({ length: 106 }, (_, at) => `drug${String(at).padStart(3, '0')}`);
  const rows = labels.flatMap((label, at) =>
    [0, 1].map((copy) => [`c${at}_${copy}`, at < 2 ? GENES[at] : label, ...countsOf(at)].join(',')),
  );
  writeFileSync(path, `${['cell', 'perturbation', ...GENES].join(',')}\n${rows.join('\n')}\n`);
  const { host } = await run('infer', path, '--out', join(folder, 'many'));
  expect(host.messages.join(' ')).toContain('and 101 more');
});

it('a screen without controls: inspect asks what infer asks, with the same exit code', async () => {
  const path = join(folder, 'no-controls.csv');
  const rows = Array.from({ length: CELLS }, (_, cell) =>
    [`c${cell}`, GENES[cell % 4], ...countsOf(cell)].join(','),
  );
  writeFileSync(path, `${['cell', 'perturbation', ...GENES].join(',')}\n${rows.join('\n')}\n`);
  const inspected = await run('inspect', path);
  const { code, host } = await run('infer', path, '--out', join(folder, 'no-controls'));
  expect([inspected.code, code]).toEqual([2, 2]);
  expect(inspected.words).not.toContain('Ready:');
  const [title = ''] = host.messages;
  expect(title).not.toBe('');
  expect(inspected.words).toContain(title.replace(/^[^:]*: /, '').split('. ')[0]);
  expect(inspected.words).toContain('--compare-with-others');
  const answered = ['--compare-with-others'];
  expect((await run('inspect', path, ...answered)).words).toContain('Ready:');
  expect(await run('infer', path, '--out', join(folder, 'others'), ...answered, ...short)).toMatchObject({
    code: 0,
  });
});

it('where values were sampled, Ready says so', async () => {
  const { words, code } = await run('inspect', lab('sampled.csv'), '--no-quality');
  expect(code).toBe(0);
  expect(words).toContain('This is based on samples of the values');
  expect((await run('inspect', lab('sampled.csv'))).words).not.toContain('This is based on samples');
});
