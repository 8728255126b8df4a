/** AnnData files whose var holds other features beside genes, in every layout. */
import { describe, expect, it } from 'vitest';
import { denseOf, fixture } from '../../../tests/fixtures/readers/fixture';
import { createImport } from '../import';
import type { ChosenColumns } from '../recognise/numericColumns';
import { type AnnDataContents, writeH5ad } from '../writers/h5ad';
import { alone } from './fileGroup';
import { openFile } from './open';

const FEATURES = ['HTO_1', 'GATA1', 'SPI1', 'nCount_RNA', 'KLF1', 'TAL1', 'SPI1_g3', 'FLI1'];
const GENES = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'FLI1'];
const CELLS = 60;
const LABELS = ['control', 'GATA1', 'SPI1'];
const valueOf = (cell: number, feature: number) =>
  FEATURES[feature] === 'nCount_RNA' ? 500 + cell : (cell * 7 + feature * 3 + cell * feature) % 11;

async function screen(encoding: AnnDataContents['encoding']): Promise<File> {
  const values = Float32Array.from({ length: CELLS * FEATURES.length }, (_, at) =>
    valueOf(Math.floor(at / FEATURES.length), at % FEATURES.length),
  );
  const bytes = await writeH5ad({
    values,
    encoding,
    geneNames: FEATURES,
    uns: {},
    cellNames: Array.from({ length: CELLS }, (_, cell) => `c${cell}`),
    obs: { perturbation: Array.from({ length: CELLS }, (_, cell) => LABELS[cell % 3] ?? '') },
  });
  return new File([bytes], 'screen.h5ad');
}

const opened = async (encoding: AnnDataContents['encoding'], table: ChosenColumns = {}) =>
  openFile({ ...alone(await screen(encoding)), table }, () => undefined);

describe.each(['dense', 'csr'] as const)('var of a %s matrix', (encoding) => {
  it('gives the genes with their values, and names the others', async () => {
    const source = await opened(encoding);
    expect(source.opened.genes['X']?.index).toEqual(GENES);
    expect(source.opened.matrices[0]?.maximum).toBeLessThan(11);
    expect(source.opened.numericColumns?.map(({ name, isDoubtful }) => [name, isDoubtful])).toEqual([
      ['HTO_1', true],
      ['nCount_RNA', false],
      ['SPI1_g3', true],
    ]);
    const values = await denseOf(source, 'X');
    expect(values[7]).toEqual(GENES.map((gene) => valueOf(7, FEATURES.indexOf(gene))));
  });

  it('follows the choice of the user', async () => {
    const source = await opened(encoding, { asGenes: ['HTO_1'], notGenes: ['KLF1'] });
    expect(source.opened.genes['X']?.index).toEqual(['HTO_1', 'GATA1', 'SPI1', 'TAL1', 'FLI1']);
    expect((await denseOf(source, 'X'))[1]?.[0]).toBe(valueOf(1, 0));
  });
});

it('a matrix stored by gene is read without the genes left out', async () => {
  const file = fixture('csc-gzip.h5ad');
  const whole = await openFile(alone(file), () => undefined);
  const { index = [] } = whole.opened.genes['X'] ?? {};
  const [, second = '', , fourth = ''] = index;
  const part = await openFile({ ...alone(file), table: { notGenes: [second, fourth] } }, () => undefined);
  const kept = [...index.keys()].filter((gene) => gene !== 1 && gene !== 3);
  expect(part.opened.genes['X']?.index).toEqual(kept.map((gene) => index[gene]));
  const rows = await denseOf(whole, 'X');
  expect(await denseOf(part, 'X')).toEqual(rows.map((row) => kept.map((gene) => row[gene])));
});

it('a tick on the page takes a row of var as a gene, with the other guesses as they were', async () => {
  const own = createImport();
  const first = await own.open(alone(await screen('csr')), () => undefined);
  expect(first).toMatchObject({ ok: true, value: { recognition: { mapping: { values: 'counts' } } } });
  const again = await own.takeColumns({ asGenes: ['HTO_1'] }, {}, () => undefined);
  if (!again.ok) throw new Error(again.error.tag);
  expect(again.value.opened.genes['X']?.index).toContain('HTO_1');
  expect(await own.load(again.value.recognition.mapping, () => undefined)).toMatchObject({
    ok: true,
    value: { genes: ['HTO_1', ...GENES].toSorted() },
  });
});
