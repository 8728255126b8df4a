/**
 * A Zarr store as a hierarchy: what describes cells and genes (obs, var, the pointers of sparse matrices) is read when it is
 * opened, the values of matrices chunk by chunk as they are asked for.
 */
import { DatasetFailure } from '../../errors';
import type { RawNumbers } from '../hdf5/numbers';
import type { Hierarchy } from '../hierarchy';
import type { StoredArray, StoredType } from '../storedArray';
import { type OpenArray, ZarrArrays } from './arrays';
import type { StoredFiles } from './files';
import { readNodes, type ZarrNode } from './nodes';

const READ_AT_ONCE = /^((raw\/)?(obs|var)\/|(X|raw\/X|layers\/[^/]+)\/indptr$)/;
const MATRIX = /^(X|raw\/X|layers\/[^/]+)(\/(data|indices))?$/;
/** Never all zero or empty: where a part of these is missing it was lost. */
const COMPLETE = /(^|\/)(indptr|indices|data|_index|index|categories)$/;

type Loaded = readonly string[] | RawNumbers;
type Opened = OpenArray | { readonly problem: DatasetFailure };

export class ZarrFile implements Hierarchy {
  readonly name: string;
  readonly #nodes: ReadonlyMap<string, ZarrNode>;
  readonly #values: ZarrArrays;
  readonly #arrays: ReadonlyMap<string, Opened>;
  readonly #loaded = new Map<string, Loaded>();

  private constructor(
    name: string,
    nodes: ReadonlyMap<string, ZarrNode>,
    values: ZarrArrays,
    arrays: ReadonlyMap<string, Opened>,
  ) {
    this.name = name;
    this.#nodes = nodes;
    this.#values = values;
    this.#arrays = arrays;
  }

  /** Throws `damaged-file`, `unsupported-encoding`. */
  static async open(name: string, files: StoredFiles): Promise<ZarrFile> {
    const nodes = await readNodes(name, files);
    const values = await ZarrArrays.of(name, files);
    const arrays = new Map<string, Opened>();
    for (const [path, node] of nodes) {
      if (node.kind === 'dataset' && (READ_AT_ONCE.test(path) || MATRIX.test(path)))
        arrays.set(path, await values.open(path, node));
    }
    const file = new ZarrFile(name, nodes, values, arrays);
    for (const [path, array] of arrays) {
      if (READ_AT_ONCE.test(path) && !('problem' in array)) await file.#load(array);
    }
    return file;
  }

  kindOf(path: string): 'group' | 'dataset' | 'missing' {
    return this.#nodes.get(path)?.kind ?? 'missing';
  }

  names(path: string): readonly string[] {
    return this.#nodes.get(path)?.children ?? [];
  }

  attribute(path: string, name: string): readonly string[] | readonly number[] | null {
    const value = this.#nodes.get(path)?.attributes[name];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (list.every((item) => typeof item === 'string')) return list;
    return list.every((item) => typeof item === 'number') ? list : null;
  }

  attributeText(path: string, name: string): string | null {
    const value = this.attribute(path, name)?.[0];
    return typeof value === 'string' ? value : null;
  }

  array(path: string): OpenArray {
    const array = this.#arrays.get(path);
    if (array === undefined) return this.damaged(path, 'An array is missing here.');
    if ('problem' in array) throw array.problem;
    return array;
  }

  numbers(array: StoredArray, first: number, count: number): RawNumbers {
    const loaded = this.#loaded.get(array.path);
    if (loaded === undefined || isTexts(loaded)) return this.refuse(array.path, `${array.type.kind} values`);
    const { bytes, size } = loaded;
    return { ...loaded, bytes: bytes.slice(first * size, (first + count) * size) };
  }

  slice(array: StoredArray, first: number, count: number): Promise<RawNumbers> {
    return this.#values.numbers(this.array(array.path), first, count, COMPLETE.test(array.path));
  }

  strings(array: StoredArray, first: number, count: number): readonly string[] {
    const loaded = this.#loaded.get(array.path);
    if (loaded === undefined || !isTexts(loaded)) return this.refuse(array.path, `${array.type.kind} values`);
    return loaded.slice(first, first + count);
  }

  /** Records are not read from Zarr: no AnnData was ever written so. */
  member(array: StoredArray): never {
    return this.refuse(array.path, 'records');
  }

  refuse(where: string, encoding: string): never {
    throw new DatasetFailure({ tag: 'unsupported-encoding', file: this.name, where, encoding });
  }

  damaged(where: string, detail: string): never {
    throw new DatasetFailure({ tag: 'damaged-file', file: this.name, where, detail });
  }

  async #load(array: OpenArray): Promise<void> {
    const { path, shape, type } = array;
    const complete = COMPLETE.test(path);
    if (shape.length !== 1) return;
    if (type.kind === 'string') this.#loaded.set(path, await this.#values.texts(array, complete));
    else if (holdsNumbers(type))
      this.#loaded.set(path, await this.#values.numbers(array, 0, shape[0] ?? 0, complete));
  }
}

function holdsNumbers({ kind }: StoredType): boolean {
  return kind === 'integer' || kind === 'float' || kind === 'boolean';
}

function isTexts(loaded: Loaded): loaded is readonly string[] {
  return Array.isArray(loaded);
}
