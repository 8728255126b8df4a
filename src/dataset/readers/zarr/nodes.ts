/**
 * The groups and arrays of a Zarr store with their attributes, from the small files that describe them: version 2
 * (.zgroup, .zarray, .zattrs) and version 3 (zarr.json). Formats: https://zarr-specs.readthedocs.io/
 */
import { DatasetFailure } from '../../errors';
import type { StoredFiles } from './files';

export interface ZarrNode {
  readonly kind: 'group' | 'dataset';
  readonly version: 'v2' | 'v3';
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What version 2 says of an array; empty otherwise. */
  readonly description: Readonly<Record<string, unknown>>;
  /** Names of what a group holds, in the order of the store. */
  readonly children: readonly string[];
}

const DESCRIPTION = /(?:^|\/)(?:\.zgroup|\.zarray|zarr\.json)$/;
const MOST_NODES = 100_000;
const LONGEST_DESCRIPTION = 64_000_000;

/** By path, '' for the root. Throws `damaged-file` where a description is no such. */
export async function readNodes(file: string, files: StoredFiles): Promise<ReadonlyMap<string, ZarrNode>> {
  const described = files.names.filter((name) => DESCRIPTION.test(name));
  const damaged = (where: string, detail: string) =>
    new DatasetFailure({ tag: 'damaged-file', file, where, detail });
  if (described.length > MOST_NODES) throw damaged('its folders', `There are more than ${MOST_NODES}.`);
  const json = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
    const blob = await files.open(name);
    if (blob === null) return {};
    if (blob.size > LONGEST_DESCRIPTION) throw damaged(name, 'It is too long to be a description.');
    try {
      // Attributes that are not finite are written as NaN, which JSON has no word for.
      const found: unknown = JSON.parse(
        (await blob.text()).replaceAll(/:\s*(NaN|-?Infinity)(?=\s*[,}])/g, ': null'),
      );
      if (isRecord(found)) return found;
    } catch {
      // Said below.
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
