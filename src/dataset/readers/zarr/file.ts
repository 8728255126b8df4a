/**
 * A Zarr store of AnnData. Annotations of cells and genes and the pointers of sparse matrices are read on opening, values of matrices
 * chunk by chunk on demand.
 */
import { DatasetFailure } from '../../errors';
import {
  Hierarchy,
  type RawNumbers,
  type StoredArray,
  type StoredMember,
  type StoredValues,
} from '../hierarchy';
import { isTexts } from '../columns';
import { type OpenArray, ZarrArrays } from './arrays';
import { type StoredFiles, filesBelow } from './store';
import { type RecordArray, memberOf, readRecords } from './records';
import type { ExpressionSource } from '../../source';
import { sourceOf } from '../assemble';
import type { OnBytes } from '../bytes';
import type { ChosenColumns } from '../../recognise/numericColumns';
import { readContent } from '../content';

/** Before 0.7, raw.X and raw.var lay at the root, and the categories of obs and var in uns. */
const READ_ON_OPENING =
  /^(mod\/[^/]+\/)?((raw\/)?(obs|var)\/|(X|raw[./]X|layers\/[^/]+)\/indptr$|uns\/[^/]+_categories$)/;
const MATRIX = /^(mod\/[^/]+\/)?(X|raw[./]X|(layers|obsm)\/[^/]+)(\/(data|indices))?$/;
const RECORDS = /^(mod\/[^/]+\/)?(obs|var|raw\.var)$/;
/** Arrays without empty chunks: a missing chunk of these is damage. */
const COMPLETE = /(^|[/_])(indptr|indices|data|_index|index|categories)$/;

type Opened = OpenArray | { readonly problem: DatasetFailure };

/** Throws `unsupported-format` where the store holds no AnnData, `archive-ambiguous` where SpatialData has several tables, and the errors of `readAnnData`. */
export async function openZarr(
  main: { readonly name: string; readonly size: number },
  files: StoredFiles,
  onBytes: OnBytes,
  columns: ChosenColumns = {},
): Promise<ExpressionSource> {
  const file = await ZarrFile.open(main.name, files);
  const content = await readContent(file, columns, onBytes);
  if (content !== null) return sourceOf(main, { ...content, format: 'zarr' }, onBytes, () => undefined);
  const [table, ...otherTables] = tablesOf(file);
  if (table === undefined)
    throw new DatasetFailure({
      tag: 'unsupported-format',
      file: main.name,
      format: 'Zarr without the tables of cells and genes (obs, var) of AnnData',
      convert: "adata = anndata.AnnData(values, obs=cells, var=genes)\nadata.write_h5ad('data.h5ad')",
    });
  if (otherTables.length === 0) return openZarr(main, filesBelow(files, `${table}/`), onBytes, columns);
  throw new DatasetFailure({ tag: 'archive-ambiguous', file: main.name, entries: [table, ...otherTables] });
}

/** Groups of AnnData in SpatialData, which holds them beside images and shapes; in its first versions there was one `table`. */
function tablesOf(file: ZarrFile): readonly string[] {
  return ['tables', 'table']
    .flatMap((group) => file.names(group).map((name) => `${group}/${name}`))
    .filter((path) => file.kindOf(`${path}/obs`) === 'group' && file.kindOf(`${path}/var`) === 'group');
}

class ZarrFile extends Hierarchy {
  readonly name: string;
  readonly #nodes: ReadonlyMap<string, ZarrNode>;
  readonly #values: ZarrArrays;
  readonly #arrays = new Map<string, Opened>();
  readonly #records = new Map<string, RecordArray>();
  readonly #loaded = new Map<string, StoredValues>();

  private constructor(name: string, nodes: ReadonlyMap<string, ZarrNode>, values: ZarrArrays) {
    super();
    this.name = name;
    this.#nodes = nodes;
    this.#values = values;
  }

  /** Throws `damaged-file`, `unsupported-encoding`. */
  static async open(name: string, files: StoredFiles): Promise<ZarrFile> {
    const nodes = await readNodes(name, files);
    const values = await ZarrArrays.of(name, files);
    const file = new ZarrFile(name, nodes, values);
    for (const [path, node] of nodes) {
      if (node.kind === 'dataset' && RECORDS.test(path)) {
        const found = await readRecords(name, path, node.description, files);
        if (found !== null) file.#records.set(path, found);
      } else if (node.kind === 'dataset' && (READ_ON_OPENING.test(path) || MATRIX.test(path)))
        file.#arrays.set(path, await values.open(path, node.version));
    }
    for (const [path, array] of file.#arrays) {
      if (READ_ON_OPENING.test(path) && !('problem' in array)) await file.#load(array);
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

  array(path: string): StoredArray {
    return this.#records.get(path) ?? this.#open(path);
  }

  #open(path: string): OpenArray {
    const array = this.#arrays.get(path);
    if (array === undefined) return this.damaged(path, 'The array is missing.');
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
    return this.#values.numbers(this.#open(array.path), first, count, COMPLETE.test(array.path));
  }

  strings(array: StoredArray, first: number, count: number): readonly string[] {
    const loaded = this.#loaded.get(array.path);
    if (loaded === undefined || !isTexts(loaded)) return this.refuse(array.path, `${array.type.kind} values`);
    return loaded.slice(first, first + count);
  }

  member(array: StoredArray, member: StoredMember): StoredValues | null {
    const records = this.#records.get(array.path);
    return records === undefined ? this.refuse(array.path, 'records') : memberOf(records, member);
  }

  async #load(array: OpenArray): Promise<void> {
    const { path, shape, type } = array;
    const complete = COMPLETE.test(path);
    if (shape.length !== 1) return;
    if (type.kind === 'string') this.#loaded.set(path, await this.#values.texts(array, complete));
    else if (type.kind !== 'compound' && type.kind !== 'other')
      this.#loaded.set(path, await this.#values.numbers(array, 0, shape[0] ?? 0, complete));
  }
}

interface ZarrNode {
  readonly kind: 'group' | 'dataset';
  readonly version: 'v2' | 'v3';
  readonly attributes: Readonly<Record<string, unknown>>;
  /** .zarray of version 2; empty otherwise. */
  readonly description: Readonly<Record<string, unknown>>;
  /** Names of the members of a group, in the order of the store. */
  readonly children: readonly string[];
}

const DESCRIPTION = /(?:^|\/)(?:\.zgroup|\.zarray|zarr\.json)$/;
const MAX_NODES = 100_000;
const MAX_DESCRIPTION_BYTES = 64_000_000;

/**
 * Groups and arrays by path ('' for the root), from .zgroup, .zarray and .zattrs (version 2) or zarr.json (version 3). Throws `damaged-file`.
 * Formats: https://zarr-specs.readthedocs.io/
 */
async function readNodes(file: string, files: StoredFiles): Promise<ReadonlyMap<string, ZarrNode>> {
  const described = files.names.filter((name) => DESCRIPTION.test(name));
  const damaged = (where: string, detail: string) => DatasetFailure.damaged(file, where, detail);
  if (described.length > MAX_NODES) throw damaged('its folders', `There are more than ${MAX_NODES}.`);
  const json = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
    const blob = await files.open(name);
    if (blob === null) return {};
    if (blob.size > MAX_DESCRIPTION_BYTES) throw damaged(name, 'It is too long to be a description.');
    try {
      // Writers put NaN and infinities into attributes, which JSON does not have.
      const found: unknown = JSON.parse(
        (await blob.text()).replaceAll(/:\s*(NaN|-?Infinity)(?=\s*[,}])/g, ': null'),
      );
      if (isRecord(found)) return found;
    } catch {
      // Thrown below.
    }
    throw damaged(name, 'It is not JSON.');
  };
  const nodes = new Map<string, ZarrNode & { children: string[] }>();
  for (const name of described) {
    const path = name.replace(DESCRIPTION, '');
    if (name.endsWith('zarr.json')) {
      const found = await json(name);
      const attributes = isRecord(found.attributes) ? found.attributes : {};
      const kind = found.node_type === 'array' ? 'dataset' : 'group';
      nodes.set(path, { kind, version: 'v3', attributes, description: {}, children: [] });
    } else if (nodes.get(path)?.version !== 'v3') {
      const attributes = await json(`${path === '' ? '' : `${path}/`}.zattrs`);
      const description = await json(name);
      const kind = name.endsWith('.zarray') ? 'dataset' : 'group';
      nodes.set(path, { kind, version: 'v2', attributes, description, children: [] });
    }
  }
  for (const path of nodes.keys()) {
    const cut = path.lastIndexOf('/');
    if (path !== '') nodes.get(path.slice(0, Math.max(0, cut)))?.children.push(path.slice(cut + 1));
  }
  return nodes;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
