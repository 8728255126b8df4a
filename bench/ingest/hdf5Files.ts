/** The made-up screen as AnnData on disk, packed with gzip in chunks as h5py has them, written a portion at a time. */
import type { Dataset, Group } from 'h5wasm';
import { encode, frameGroup } from '../../src/dataset/writers/h5ad';
import { cellNames, countOf, geneNames, labels, memberOf, type MadeScreen } from './screen';

type Numbers = Float32Array | Int32Array | Float64Array;

/** What h5py chooses for a hundred million values in a row, and for 100,000 × 20,000. */
const CHUNK = 24_415;
const DENSE_CHUNK = [391, 157] as const;
/** Of values written at once. */
const PORTION = 4_000_000;

export type Storage = 'csr' | 'csc' | 'dense';

export async function writeH5adFile(path: string, screen: MadeScreen, storage: Storage): Promise<void> {
  const { ready, File } = await import('h5wasm/node');
  await ready;
  const file = new File(path, 'w');
  encode(file, 'anndata', '0.1.0');
  if (storage === 'dense') writeDense(file, screen);
  else writeSparse(file, screen, storage);
  writeFrame(file, 'obs', cellNames(screen), { perturbation: labels(screen) });
  writeFrame(file, 'var', geneNames(screen), {});
  file.close();
}

function writeSparse(file: Group, screen: MadeScreen, storage: 'csr' | 'csc'): void {
  const { cells, genes, group } = screen;
  const matrix = file.create_group('X');
  encode(matrix, `${storage}_matrix`, '0.1.0');
  matrix.create_attribute('shape', Int32Array.from([cells, genes]));
  const data = new Growing(matrix, 'data');
  const indices = new Growing(matrix, 'indices');
  const lines = storage === 'csr' ? rowsOf(screen) : columnsOf(screen);
  const pointers = new Float64Array((storage === 'csr' ? cells : genes) + 1);
  let line = 0;
  for (const { places, values } of lines) {
    line += 1;
    pointers[line] = (pointers[line - 1] ?? 0) + places.length;
    indices.add(places);
    data.add(values);
  }
  data.finish(Float32Array);
  indices.finish(Int32Array);
  if ((pointers.at(-1) ?? 0) !== (cells * genes) / group)
    throw new Error('The screen has another number of values.');
  matrix.create_dataset({
    name: 'indptr',
    data: Int32Array.from(pointers),
    chunks: [Math.min(CHUNK, pointers.length)],
    compression: 'gzip',
  });
}

interface Line {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

function* rowsOf(screen: MadeScreen): Generator<Line> {
  const groups = screen.genes / screen.group;
  for (let cell = 0; cell < screen.cells; cell++) {
    const places = Array.from({ length: groups }, (_, at) => at * screen.group + memberOf(screen, cell, at));
    yield { places, values: places.map((gene) => countOf(screen, cell, gene)) };
  }
}

function* columnsOf(screen: MadeScreen): Generator<Line> {
  for (let at = 0; at * screen.group < screen.genes; at++) {
    const members: number[][] = Array.from({ length: screen.group }, () => []);
    for (let cell = 0; cell < screen.cells; cell++) members[memberOf(screen, cell, at)]?.push(cell);
    for (const [member, places] of members.entries())
      yield { places, values: places.map((cell) => countOf(screen, cell, at * screen.group + member)) };
  }
}

/** A one-dimensional dataset that grows by portions. */
class Growing {
  readonly #parent: Group;
  readonly #name: string;
  #dataset: Dataset | null = null;
  #waiting: number[] = [];
  #written = 0;

  constructor(parent: Group, name: string) {
    this.#parent = parent;
    this.#name = name;
  }

  add(values: readonly number[]): void {
    for (const value of values) this.#waiting.push(value);
    // Whole chunks, so that none is packed twice.
    const whole = Math.floor(this.#waiting.length / CHUNK) * CHUNK;
    if (this.#waiting.length >= PORTION) this.#put(this.#name === 'data' ? Float32Array : Int32Array, whole);
  }

  finish(type: Float32ArrayConstructor | Int32ArrayConstructor): void {
    this.#put(type, this.#waiting.length);
  }

  #put(type: Float32ArrayConstructor | Int32ArrayConstructor, count: number): void {
    const values = type.from(this.#waiting.slice(0, count));
    this.#waiting = this.#waiting.slice(count);
    this.#written += count;
    if (this.#dataset === null) this.#dataset = this.#start(values);
    else {
      this.#dataset.resize([this.#written]);
      this.#dataset.write_slice([[this.#written - count, this.#written]], values);
    }
  }

  #start(data: Numbers): Dataset {
    return this.#parent.create_dataset({
      name: this.#name,
      data,
      maxshape: [null],
      chunks: [CHUNK],
      compression: 'gzip',
    });
  }
}

function writeDense(file: Group, screen: MadeScreen): void {
  const { cells, genes } = screen;
  const chunks = [Math.min(DENSE_CHUNK[0], cells), Math.min(DENSE_CHUNK[1], genes)];
  let dataset: Dataset | null = null;
  let band = new Float32Array(0);
  let first = 0;
  let cell = 0;
  for (const { places, values } of rowsOf(screen)) {
    if (cell === first) band = new Float32Array(Math.min(DENSE_CHUNK[0], cells - first) * genes);
    for (const [at, gene] of places.entries()) band[(cell - first) * genes + gene] = values[at] ?? 0;
    cell += 1;
    if ((cell - first) * genes < band.length) continue;
    if (dataset === null) {
      const shape = [cell, genes];
      const given = {
        name: 'X',
        data: band,
        shape,
        maxshape: [null, genes],
        chunks,
        compression: 'gzip',
      } as const;
      dataset = file.create_dataset({ ...given, maxshape: [null, genes] });
      encode(dataset, 'array', '0.2.0');
    } else {
      dataset.resize([cell, genes]);
      dataset.write_slice(
        [
          [first, cell],
          [0, genes],
        ],
        band,
      );
    }
    first = cell;
  }
}

function writeFrame(
  file: Group,
  name: string,
  index: readonly string[],
  columns: Readonly<Record<string, readonly string[]>>,
): void {
  const frame = frameGroup(file, name, Object.keys(columns));
  for (const [column, texts] of Object.entries({ _index: index, ...columns }))
    encode(frame.create_dataset({ name: column, data: [...texts] }), 'string-array', '0.2.0');
}
