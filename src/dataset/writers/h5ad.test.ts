import { describe, expect, it } from 'vitest';
import { openHdf5 } from '../readers/hdf5/open';
import { writeH5ad, type AnnDataContents } from './h5ad';

/** Names beyond ASCII, an empty label, and a gene and a cell of zeros. */
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
    it(`round-trips ${encoding} values, names and columns`, async () => {
      const { opened, dense } = await readBack(encoding);
      expect(dense).toEqual(contents.values);
      expect(opened.matrices.map((matrix) => matrix.encoding)).toEqual([encoding]);
      expect(opened.cellNames).toEqual(contents.cellNames);
      expect(opened.genes['X']?.index).toEqual(contents.geneNames);
      const [perturbation, day] = opened.obs;
      expect(perturbation).toMatchObject({ name: 'perturbation', kind: 'category' });
      expect(day).toEqual({ name: 'day', kind: 'number', values: Float64Array.from([1, NaN, 2.5]) });
    });

  it('round-trips more values than one chunk holds', async () => {
    const [rows, columns] = [1030, 1100];
    const values = Float32Array.from({ length: rows * columns }, (_, at) => (at % 7 === 0 ? at / 8 : 0));
    const bytes = await writeH5ad({
      values,
      encoding: 'dense',
      cellNames: Array.from({ length: rows }, (_, at) => `c${at}`),
      geneNames: Array.from({ length: columns }, (_, at) => `g${at}`),
      obs: {},
      uns: {},
    });
    const source = await openHdf5(new File([bytes], 'written.h5ad'), () => undefined);
    const dense = new Float32Array(values.length);
    for await (const block of source.blocks('X', () => undefined))
      if (block.layout === 'dense') dense.set(block.values, block.first * columns);
    source.close();
    expect(dense).toEqual(values);
  });

  it('gives the same bytes at another time', async () => {
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

  it('writes layers, varm, columns of var and uns', async () => {
    const bytes = await writeH5ad({
      ...contents,
      encoding: 'dense',
      obs: { cells: Int32Array.from([3, 4, 5]) },
      var: { module: ['M1', '', 'β'], mean: Float64Array.from([0.1, NaN, 2]) },
      layers: { predicted: contents.values.map((value) => value / 3) },
      varm: { modules: Float32Array.from([1, 0, 0.5, -0.5, 0, 1]) },
      uns: { settings: { preset: 'H', seed: 7, betas: Float64Array.from([0.9, 0.98]) }, none: [] },
    });
    const { default: library } = await import('h5wasm');
    const { FS } = await library.ready;
    FS.writeFile('/read-back.h5ad', bytes);
    const file = new library.File('/read-back.h5ad', 'r');
    const read = (path: string) => {
      const found = file.get(path);
      if (!(found instanceof library.Dataset)) throw new Error(`${path} is no dataset`);
      return { shape: found.shape, value: found.value, type: found.attrs['encoding-type']?.value };
    };
    expect(read('layers/predicted')).toEqual({
      shape: [3, 3],
      value: contents.values.map((value) => value / 3),
      type: 'array',
    });
    expect(read('varm/modules')).toEqual({
      shape: [3, 2],
      value: Float32Array.from([1, 0, 0.5, -0.5, 0, 1]),
      type: 'array',
    });
    expect(read('obs/cells').value).toEqual(Int32Array.from([3, 4, 5]));
    expect(read('var/module').value).toEqual(['M1', '', 'β']);
    expect(read('var/mean').value).toEqual(Float64Array.from([0.1, NaN, 2]));
    expect(read('uns/settings/preset')).toEqual({ shape: [], value: 'H', type: 'string' });
    expect(read('uns/settings/seed')).toEqual({ shape: [], value: 7, type: 'numeric-scalar' });
    expect(read('uns/settings/betas').value).toEqual(Float64Array.from([0.9, 0.98]));
    expect(read('uns/none').shape).toEqual([0]);
    file.close();
    FS.unlink('/read-back.h5ad');
  });

  it('refuses columns and arrays of the wrong length', async () => {
    const wrong = { ...contents, encoding: 'dense' } as const;
    await expect(writeH5ad({ ...wrong, var: { module: ['M1'] } })).rejects.toThrow(/per row/u);
    await expect(writeH5ad({ ...wrong, varm: { m: new Float32Array(4) } })).rejects.toThrow(
      /genes × columns/u,
    );
    await expect(writeH5ad({ ...wrong, layers: { p: new Float32Array(4) } })).rejects.toThrow(
      /cells × genes/u,
    );
  });
});
