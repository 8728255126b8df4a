import { describe, expect, it } from 'vitest';
import { openHdf5 } from '../readers/hdf5/open';
import { writeH5ad, type AnnDataContents } from './h5ad';

/** Names beyond ASCII, an empty label, a gene that is zero everywhere and a cell that is. */
const contents: Omit<AnnDataContents, 'encoding'> = {
  values: Float32Array.from([1.5, 0, 2, 0, 0, 0, 0.25, 0, 3]),
  cellNames: ['cell 1', 'zelle-ü', 'c3'],
  geneNames: ['GATA1', 'NKX2-1', 'γ'],
  obs: { perturbation: ['control', 'GATA1', ''], day: Float64Array.from([1, NaN, 2.5]) },
  uns: { truth: { source: ['GATA1'], target: ['γ'] } },
};

async function readBack(encoding: AnnDataContents['encoding']) {
  const bytes = await writeH5ad({ ...contents, encoding });
  const source = await openHdf5(new File([bytes], 'written.h5ad'), () => undefined);
  const dense = new Float32Array(9);
  for await (const block of source.blocks('X', () => undefined)) {
    if (block.layout === 'dense') {
      dense.set(block.values, block.first * 3);
      continue;
    }
    for (let row = 0; row < block.count; row++)
      for (let p = block.pointers[row] ?? 0; p < (block.pointers[row + 1] ?? 0); p++)
        dense[(block.first + row) * 3 + (block.indices[p] ?? 0)] = block.values[p] ?? 0;
  }
  source.close();
  return { opened: source.opened, dense };
}

describe('writeH5ad', () => {
  for (const encoding of ['dense', 'csr'] as const)
    it(`writes ${encoding} values, names and columns that the reader gives back`, async () => {
      const { opened, dense } = await readBack(encoding);
      expect(dense).toEqual(contents.values);
      expect(opened.matrices.map((matrix) => matrix.encoding)).toEqual([encoding]);
      expect(opened.cellNames).toEqual(contents.cellNames);
      expect(opened.genes['X']?.index).toEqual(contents.geneNames);
      const [perturbation, day] = opened.obs;
      expect(perturbation).toMatchObject({ name: 'perturbation', kind: 'category' });
      expect(day).toEqual({ name: 'day', kind: 'number', values: Float64Array.from([1, NaN, 2.5]) });
    });

  it('gives the same bytes when the clock has moved on', async () => {
    const first = await writeH5ad({ ...contents, encoding: 'csr' });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const second = await writeH5ad({ ...contents, encoding: 'csr' });
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
  });

  it('refuses values that are not cells × genes', async () => {
    await expect(writeH5ad({ ...contents, values: new Float32Array(8), encoding: 'dense' })).rejects.toThrow(
      /cells × genes/u,
    );
  });
});
