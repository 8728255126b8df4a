/** Hostile files are refused with a reason, in bounded memory, and the next file opens. */
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { Dataset, File as Hdf5, FS, type Group, ready } from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { createImport } from '../import';
import { fixture, fixtureBytes, open, openText, problemOf } from '../../../tests/fixtures/readers/fixture';
import { openTriplet } from '../../../tests/fixtures/readers/triplet';
import { distinctValues } from '../recognise/columns';
import { alone } from './fileGroup';

/** A fixture changed by the library. */
async function changed(name: string, change: (file: Group) => void): Promise<File> {
  await ready;
  if (FS === null) throw new Error('The library has no file system.');
  FS.writeFile('/hostile.h5', fixtureBytes(name));
  const file = new Hdf5('/hostile.h5', 'a');
  change(file);
  file.close();
  return new File([Uint8Array.from(FS.readFile('/hostile.h5'))], 'hostile.h5ad');
}

/** A large empty dataset: unwritten chunks are not stored, so the file stays small. */
function huge(file: Group, name: string, shape: readonly number[]): void {
  const small = shape.map(() => 1);
  const data = shape.length === 1 ? ['a'] : Float32Array.of(1);
  file.create_dataset({
    name,
    data,
    shape: small,
    maxshape: shape.map(() => null),
    chunks: small.map(() => 64),
  });
  const made = file.get(name);
  if (made instanceof Dataset) made.resize([...shape]);
}

const screen = (
  cells: number,
  genes: readonly string[],
  value: (cell: number, gene: number) => number,
  label: (cell: number) => string,
) =>
  [
    ['cell', ...genes, 'perturbation'],
    ...Array.from({ length: cells }, (_, cell) => [
      `c${cell}`,
      ...genes.map((_gene, gene) => value(cell, gene)),
      label(cell),
    ]),
  ]
    .map((row) => `${row.join(',')}\n`)
    .join('');

const labels = (cell: number) => ['control', 'GATA1', 'SPI1'][cell % 3] ?? '';
const spaced = (cell: number) => (cell % 2 === 0 ? labels(cell) : ` ${labels(cell)}\u00a0\u200b`);
const values = (cell: number, gene: number) => (cell * 3 + gene * gene) % 7;
const GENES = ['GATA1', 'SPI1', 'KLF1', 'TAL1'];

/** The data set or error from a table with all guesses accepted. */
async function loaded(text: string) {
  const own = createImport();
  const opened = await own.open(alone(new File([text], 'table.csv')), () => undefined);
  if (!opened.ok) return opened.error;
  const { blocked, mapping } = opened.value.recognition;
  const dataset = await own.load(mapping, () => undefined);
  return dataset.ok ? dataset.value : { blocked, ...dataset.error };
}

describe('decompression bombs', () => {
  it('an endless line is refused', async () => {
    const bomb = new File([new Uint8Array(gzipSync('GATA1,'.repeat(8_000_000)))], 'bomb.csv.gz');
    expect(bomb.size).toBeLessThan(200_000);
    expect(await problemOf(open(bomb))).toMatchObject({ tag: 'damaged-file', where: 'one of its lines' });
  });

  it('a file of zeros is not a table', async () => {
    const bomb = new File([new Uint8Array(gzipSync(new Uint8Array(50_000_000)))], 'bomb.csv.gz');
    expect(await problemOf(open(bomb))).toMatchObject({ tag: 'unknown-format' });
  });

  it('billions of names that are not stored', async () => {
    const file = await changed('csr.h5ad', (root) => {
      const obs = root.get('obs');
      if (obs === null || !('create_dataset' in obs)) throw new Error('There is no obs.');
      huge(obs, 'many', [2 ** 31]);
      obs.delete_attribute('_index');
      obs.create_attribute('_index', 'many');
    });
    expect(file.size).toBeLessThan(100_000);
    expect(await problemOf(open(file))).toMatchObject({ tag: 'out-of-memory' });
  });
});

describe('dimensions of 2^31', () => {
  it('of a matrix with fewer names', async () => {
    const file = await changed('no-matrix.h5ad', (root) => huge(root, 'X', [2 ** 31, 2 ** 31]));
    expect(await problemOf(open(file))).toMatchObject({ tag: 'shape-mismatch', where: 'X' });
  });

  it.each([
    [2 ** 31 - 1, { tag: 'names-mismatch', rows: 2 ** 31 - 1 }],
    [2 ** 31, { tag: 'damaged-file', where: 'line 2' }],
  ])('of a Matrix Market file with %d rows', async (rows, problem) => {
    const matrix = `%%MatrixMarket matrix coordinate integer general\n${rows} 2 1\n1 1 1\n`;
    expect(await problemOf(openTriplet({ matrix }))).toMatchObject(problem);
  });
});

describe('links', () => {
  it.each([
    ['to itself', (root: Group) => void root.create_soft_link('/X', 'X')],
    [
      'in a circle',
      (root: Group) => void (root.create_soft_link('/Y', 'X'), root.create_soft_link('/X', 'Y')),
    ],
    ['to another file', (root: Group) => void root.create_external_link('/etc/passwd', 'X', 'X')],
    ['to nowhere', (root: Group) => void root.create_soft_link('/nowhere', 'X')],
  ])('a matrix that is a link %s is refused', async (_, link) => {
    const problem = await problemOf(open(await changed('no-matrix.h5ad', link)));
    expect(problem?.tag).toMatch(/^(no-matrix|damaged-file|unsupported-encoding)$/);
    expect(await problemOf(open(fixture('csr.h5ad')))).toBeNull();
  });

  it('a group that contains itself is read', async () => {
    const file = await changed('csr.h5ad', (root) => void root.create_hard_link('/', 'self'));
    expect(await problemOf(open(file))).toBeNull();
  });
});

describe('too few data', () => {
  it('one gene', async () => {
    const text = screen(
      30,
      ['GATA1'],
      (cell) => cell % 5,
      (cell) => (cell % 2 === 0 ? 'control' : 'GATA1'),
    );
    expect(await problemOf(openText(text))).toMatchObject({ tag: 'too-few-genes', genes: 1, needed: 3 });
  });

  it('one condition, perturbed or not', async () => {
    expect(await loaded(screen(30, GENES, values, () => 'GATA1'))).toMatchObject({
      tag: 'no-perturbation-column',
    });
    expect(await loaded(screen(30, GENES, values, () => 'control'))).toMatchObject({
      tag: 'no-perturbation-column',
    });
  });

  it('nothing but zeros', async () => {
    expect(await loaded(screen(60, GENES, () => 0, labels))).toMatchObject({ tag: 'too-few-genes' });
  });
});

describe('names', () => {
  it('of 10,000 characters, and markup, are kept', async () => {
    const long = 'x'.repeat(10_000);
    const markup = '<img src=x onerror=alert(1)>';
    const { opened } = await openText(screen(60, [...GENES, long, markup], values, labels));
    expect(opened.genes['table']?.index.slice(4)).toEqual([long, markup]);
  });

  it('of cells with forty parts are judged at once', async () => {
    const rows = Array.from({ length: 12 }, (_, cell) => [
      `ACGTACGTACGT${'_a'.repeat(40)}!${cell}`,
      ...GENES.map((_gene, gene) => values(cell, gene)),
      labels(cell),
    ]);
    const text = [['cell', ...GENES, 'perturbation'], ...rows].map((row) => `${row.join(',')}\n`).join('');
    const { opened } = await openText(text);
    expect(opened.cells).toBe(12);
  });

  it('that occur twice are made unique, with a note', async () => {
    const { opened } = await openText(screen(60, [...GENES, 'GATA1'], values, labels));
    expect(opened.genes['table']?.index).toEqual([...GENES, 'GATA1-1']);
    expect(opened.notes).toContainEqual({ tag: 'duplicate-genes', names: ['GATA1'] });
  });

  it('of genes and conditions are the same with blanks around them, which no table shows', async () => {
    const genes = GENES.map((gene) => `${gene}\u200b`);
    const { opened } = await openText(screen(60, genes, values, spaced));
    expect(opened.genes['table']?.index).toEqual(GENES);
    const [column] = opened.obs.filter(({ name }) => name === 'perturbation');
    if (!column) throw new Error('There is no column.');
    expect(distinctValues(column)).toMatchObject({
      labels: ['control', 'GATA1', 'SPI1'],
      cells: [20, 20, 20],
    });
  });

  it('that lead out of an archive have no effect', async () => {
    const table = new TextEncoder().encode(screen(60, GENES, values, labels));
    for (const path of [
      '../../../etc/table.csv',
      '/etc/table.csv',
      'C:\\Windows\\table.csv',
      '..\\table.csv',
    ]) {
      const { opened } = await open(new File([new Uint8Array(zipSync({ [path]: table }))], 'data.zip'));
      expect([opened.name, opened.cells]).toEqual(['data.zip', 60]);
    }
  });
});
