/** The screen of a table as other programs write it: 10x HDF5 and loom, made for each test. */
import type { Group } from 'h5wasm';
import { given, type GivenFile } from './tables';

export interface ScreenParts {
  readonly cells: readonly string[];
  readonly genes: readonly string[];
  readonly labels: readonly string[];
  /** [cells × genes] row-major. */
  readonly values: Int32Array;
}

/** From a table with cell names in the first and labels in the last column. */
export function partsOf(table: string): ScreenParts {
  const [header = [], ...rows] = table.split('\n').map((line) => line.split(','));
  return {
    cells: rows.map(([name = '']) => name),
    genes: header.slice(1, -1),
    labels: rows.map((fields) => fields.at(-1) ?? ''),
    values: Int32Array.from(
      rows.flatMap((fields) => fields.slice(1, -1)),
      Number,
    ),
  };
}

async function written(name: string, write: (file: Group) => void): Promise<GivenFile> {
  const { default: library } = await import('h5wasm');
  const { FS } = await library.ready;
  const file = new library.File(`/${name}`, 'w');
  write(file);
  file.close();
  return given(name, Buffer.from(FS.readFile(`/${name}`)));
}

/** Version 3, with a guide count as last row. */
export function tenXFile(name: string, { cells, genes, values }: ScreenParts): Promise<GivenFile> {
  return written(name, (file) => {
    const width = genes.length + 1;
    const data: number[] = [];
    const indices: number[] = [];
    const pointers = [0];
    cells.forEach((_, cell) => {
      const row = [...values.subarray(cell * genes.length, (cell + 1) * genes.length), cell % 3];
      row.forEach((value, feature) => {
        if (value === 0) return;
        data.push(value);
        indices.push(feature);
      });
      pointers.push(data.length);
    });
    const matrix = file.create_group('matrix');
    matrix.create_dataset({ name: 'barcodes', data: [...cells] });
    matrix.create_dataset({ name: 'data', data: Int32Array.from(data) });
    matrix.create_dataset({ name: 'indices', data: Int32Array.from(indices) });
    matrix.create_dataset({ name: 'indptr', data: Int32Array.from(pointers) });
    matrix.create_dataset({ name: 'shape', data: Int32Array.of(width, cells.length) });
    const features = matrix.create_group('features');
    features.create_dataset({ name: 'id', data: [...genes.map((_, i) => `ENSG0000000000${i}`), 'guide1'] });
    features.create_dataset({ name: 'name', data: [...genes, 'guide1'] });
    const types = [...genes.map(() => 'Gene Expression'), 'CRISPR Guide Capture'];
    features.create_dataset({ name: 'feature_type', data: types });
  });
}

/** Version 3, with a layer of doubled values, and labels as column attributes. */
export function loomFile(name: string, { cells, genes, labels, values }: ScreenParts): Promise<GivenFile> {
  return written(name, (file) => {
    const turned = Float32Array.from(
      { length: values.length },
      (_, at) => values[(at % cells.length) * genes.length + Math.floor(at / cells.length)] ?? 0,
    );
    const shape = [genes.length, cells.length];
    file.create_group('attrs').create_dataset({ name: 'LOOM_SPEC_VERSION', data: '3.0.0' });
    file.create_dataset({ name: 'matrix', data: turned, shape });
    file
      .create_group('layers')
      .create_dataset({ name: 'twice', data: turned.map((value) => 2 * value), shape });
    file.create_group('row_attrs').create_dataset({ name: 'Gene', data: [...genes] });
    const columns = file.create_group('col_attrs');
    columns.create_dataset({ name: 'CellID', data: [...cells] });
    columns.create_dataset({ name: 'perturbation', data: [...labels] });
  });
}
