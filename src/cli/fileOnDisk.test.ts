import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openHdf5 } from '../dataset/readers/hdf5/open';
import { writeH5ad } from '../dataset/writers/h5ad';
import { Random } from '../numerics/random';
import { FileOnDisk } from './fileOnDisk';

it('an HDF5 file of more than 32 MB is read in parts, never as a whole', async () => {
  const [cells, genes] = [3_000, 3_000];
  const random = new Random(3);
  const values = Float32Array.from({ length: cells * genes }, () => random.uniform());
  const folder = await mkdtemp(join(tmpdir(), 'modulode-'));
  const path = join(folder, 'large.h5ad');
  try {
    const cellNames = Array.from({ length: cells }, (_, at) => `c${at}`);
    const geneNames = Array.from({ length: genes }, (_, at) => `g${at}`);
    await writeFile(
      path,
      await writeH5ad({ values, encoding: 'dense', cellNames, geneNames, obs: {}, uns: {} }),
    );
    const file = new FileOnDisk(path, await openAsBlob(path));
    expect(file.size).toBeGreaterThan(32e6);
    file.arrayBuffer = () => Promise.reject(new Error('the whole file was read'));
    const source = await openHdf5(file, () => undefined);
    const read = new Float32Array(values.length);
    for await (const block of source.blocks('X', () => undefined))
      if (block.layout === 'dense') read.set(block.values, block.first * genes);
    source.close();
    expect(Buffer.from(read.buffer).equals(Buffer.from(values.buffer))).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
