import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeH5ad } from '../../dataset/writers/h5ad';
import { npy } from '../../../tests/support/dataset/npy';
import { edgesAmong, readPrior } from './truthFile';

const genes = ['POU5F1', 'EOMES', 'GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'MYB', 'FLI1', 'ERG'];
const G = genes.length;

/** A matrix of scores whose largest is from SPI1 to KLF1. */
const scores = Float32Array.from({ length: G * G }, (_, at) => (at === 3 * G + 4 ? 9 : Math.sin(at)));
const names = new File([`OCT4\n${genes.slice(1).join('\n')}\n`], 'attention.genes.txt');

async function edgesOf(file: File, beside: File | null = null) {
  const read = await readPrior(file, beside);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return edgesAmong(read.value, genes);
}

async function refused(file: File, beside: File | null = null) {
  const read = await readPrior(file, beside);
  if (read.ok) throw new Error('it was read');
  return read.error;
}

describe('a file given as knowledge', () => {
  it('is a list of edges, packed or not, in any encoding of spreadsheets', async () => {
    const text = 'source\ttarget\nSPI1\tKLF1\n';
    const oddComment = Buffer.concat([Buffer.from('# µ, caf'), Buffer.of(0xe9), Buffer.from(`\n${text}`)]);
    for (const content of [text, gzipSync(text), Buffer.from(`\u{feff}${text}`, 'utf16le'), oddComment]) {
      const read = await readPrior(new File([content], 'known.tsv.gz'), null);
      expect(read).toMatchObject({ ok: true, value: { edges: [{ source: 'SPI1', target: 'KLF1' }] } });
    }
  });

  it('is a matrix of scores as NumPy array with names beside, matched by alias', async () => {
    const found = await edgesOf(new File([npy('10, 10', scores)], 'attention.npy'), names);
    expect(found.edges).toContainEqual({ source: 'SPI1', target: 'KLF1', sign: 0, confidence: 1 });
    expect(found.renamed).toEqual([{ written: 'OCT4', gene: 'POU5F1' }]);
    expect(found.edges).toHaveLength(Math.round(0.05 * G * (G - 1)));
  });

  it('is a matrix of scores as a table, with columns in another order', async () => {
    const order = [4, 0, 2, 9, 1, 5, 3, 8, 7, 6];
    const header = ['', ...order.map((column) => genes[column])].join(',');
    const lines = genes.map((gene, row) =>
      [gene, ...order.map((column) => scores[G * row + column])].join(','),
    );
    const found = await edgesOf(new File([[header, ...lines].join('\n')], 'attention.csv'));
    expect(found.edges).toContainEqual({ source: 'SPI1', target: 'KLF1', sign: 0, confidence: 1 });
  });

  it('is an AnnData file with numbers of its genes', async () => {
    const bytes = await writeH5ad({
      values: new Float32Array(G),
      encoding: 'dense',
      cellNames: ['c'],
      geneNames: genes,
      obs: {},
      varm: { X_gene: scores.slice(0, 2 * G) },
      uns: {},
    });
    const read = await readPrior(new File([bytes], 'model.h5ad'), null);
    expect(read).toMatchObject({
      ok: true,
      value: { name: 'model.h5ad, varm/X_gene', genes, dimension: 2, values: scores.slice(0, 2 * G) },
    });
  });

  it('is refused with its reason: no names, too few, another order, no numbers, no text', async () => {
    const file = new File([npy('10, 10', scores)], 'attention.npy');
    expect(await refused(file)).toEqual({ tag: 'numbers-unnamed', file: 'attention.npy', rows: G });
    expect(await refused(file, new File(['A\nB\n'], 'few.txt'))).toMatchObject({
      tag: 'numbers-names',
      names: 2,
    });
    expect(await refused(new File([npy('10, 10', scores, 'True')], 'turned.npy'), names)).toMatchObject({
      tag: 'damaged-file',
      detail: 'It cannot be read: fortran.',
    });
    expect(await refused(new File([npy('100,', scores)], 'list.npy'), names)).toMatchObject({
      tag: 'numbers-format',
    });
    expect(
      await refused(new File([npy('10, 10', Float64Array.from(scores).fill(NaN, 0, 1))], 'nan.npy'), names),
    ).toMatchObject({ tag: 'numbers-format', detail: 'Some of its values are not numbers.' });
    expect(
      await refused(new File(['Motif\tFactor\tEvidence\tCurated\nM1\tABF1\tPBM\tY\n'], 'motifs.tsv')),
    ).toMatchObject({
      tag: 'truth-columns',
    });
    expect(await refused(new File([Uint8Array.of(80, 65, 82, 49, 0, 1)], 'base.parquet'))).toMatchObject({
      tag: 'truth-binary',
      content: null,
    });
    expect(await refused(new File(['0.1,0.2,0.3\n0.4,0.5,0.6\n'], 'bare.csv'))).toMatchObject({
      tag: 'numbers-unnamed',
    });
  });
});
