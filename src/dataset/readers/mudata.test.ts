import { describe, expect, it } from 'vitest';
import { recognise } from '../recognise/recognise';
import { columnsOf, denseOf, fixture, fixtureBytes, open } from '../../../tests/fixtures/readers/fixture';

const inTurn = (values: readonly string[]) => Array.from({ length: 9 }, (_, cell) => values[cell % 3]);

describe('MuData', () => {
  it('gives the genes of its modality of expression, and the guides of the same cells', async () => {
    const source = await open(fixture('screen.h5mu'));
    const { opened } = source;
    expect(opened.format).toBe('h5mu');
    expect(opened.genes.X?.index).toEqual(['GATA1', 'SPI1', 'KLF1', 'TAL1']);
    const values = await denseOf(source, 'X');
    expect(values).toEqual(
      Array.from({ length: 9 }, (_, cell) => [0, 1, 2, 3].map((gene) => (4 * cell + gene) % 7)),
    );
    const columns = columnsOf(opened.obs);
    // The guides of the file come in another order, and the first cell has none.
    expect(columns['guide (UMIs ≥ 5)']).toEqual(
      Array.from({ length: 9 }, (_, cell) => (cell === 0 ? '' : ['GATA1g1', 'SPI1g1', 'NTg1'][cell % 3])),
    );
    expect(columns.plate).toEqual([null, ...Array.from({ length: 8 }, (_, cell) => (cell + 1) % 4)]);
    expect(columns.donor).toEqual(Array.from({ length: 9 }, (_, cell) => ['a', 'b', 'c'][cell % 3]));
    // The modality has the column itself.
    expect(columns.lane).toEqual(Array.from({ length: 9 }, (_, cell) => cell % 2));
    expect(columns).not.toHaveProperty('rna:lane');
    expect(opened.notes).toContainEqual({
      tag: 'modalities',
      expression: 'rna',
      guides: 'gdo',
      leftOut: ['adt'],
    });
    const { mapping, labels } = recognise(opened);
    expect(mapping.perturbationColumn).toBe('guide (UMIs ≥ 5)');
    expect(Object.fromEntries(labels.map(({ label, role, cells }) => [label, [role, cells]]))).toEqual({
      GATA1g1: ['perturbation', 2],
      SPI1g1: ['perturbation', 3],
      NTg1: ['control', 3],
    });
  });

  it('without a table of all cells is read by its modalities', async () => {
    const whole = Buffer.from(fixtureBytes('screen.h5mu')).toString('latin1');
    // The first table of this name is that of the whole file.
    const without = Buffer.from(whole.replace('obs\0', 'obr\0'), 'latin1');
    const { opened } = await open(new File([without], 'screen.h5mu'));
    expect(Object.keys(columnsOf(opened.obs))).toEqual(expect.arrayContaining(['guide (UMIs ≥ 5)', 'lane']));
    expect(columnsOf(opened.obs)).not.toHaveProperty('donor');
  });

  it('whose modality of expression has another name is refused with those that it has', async () => {
    const renamed = Buffer.from(
      Buffer.from(fixtureBytes('screen.h5mu')).toString('latin1').replaceAll('rna', 'xna'),
      'latin1',
    );
    await expect(open(new File([renamed], 'other.h5mu'))).rejects.toMatchObject({
      problem: {
        tag: 'unsupported-format',
        format: 'MuData without a modality of gene expression among adt, gdo, xna',
        convert: expect.stringContaining("mudata.read_h5mu('other.h5mu')['adt']"),
      },
    });
  });

  it('in Zarr, with the names of the IGVF pipeline: targets of guides that are counted in a dense matrix', async () => {
    const source = await open(fixture('screen-igvf.zarr.zip'));
    const { opened } = source;
    expect(await denseOf(source, 'X')).toEqual(
      Array.from({ length: 9 }, (_, cell) => [0, 1, 2, 3].map((gene) => (4 * cell + gene) % 7)),
    );
    const columns = columnsOf(opened.obs);
    expect(columns['target (UMIs ≥ 5)']).toEqual(inTurn(['GATA1', 'SPI1', 'non-targeting']));
    expect(columns['guide (UMIs ≥ 5)']).toEqual(inTurn(['GATA1g1', 'SPI1g1', 'NTg1']));
    expect(columns.batch).toEqual(inTurn(['x', 'y', 'z']));
    expect(opened).toMatchObject({ format: 'zarr', name: 'screen-igvf.zarr.zip' });
    expect(recognise(opened).mapping).toMatchObject({
      perturbationColumn: 'target (UMIs ≥ 5)',
      control: { mode: 'cells', labels: ['non-targeting'] },
    });
  });
});

it('guides counted among the features of an AnnData file without labels are called', async () => {
  const source = await open(fixture('guides-in-var.h5ad'));
  const { opened } = source;
  expect(opened.genes.X?.index).toEqual(['GATA1', 'SPI1', 'KLF1', 'TAL1']);
  expect(await denseOf(source, 'X')).toEqual(
    Array.from({ length: 9 }, (_, cell) => [0, 1, 2, 3].map((gene) => (4 * cell + gene) % 7)),
  );
  expect(columnsOf(opened.obs)['guide (UMIs ≥ 5)']).toEqual(inTurn(['GATA1g1', 'SPI1g1', 'NTg1']));
  expect(recognise(opened).mapping).toMatchObject({
    perturbationColumn: 'guide (UMIs ≥ 5)',
    control: { mode: 'cells', labels: ['NTg1'] },
  });
});
