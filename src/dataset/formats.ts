/**
 * The formats of data sets: what each is called, the endings of its files, and the sign by which it is recognised, whatever the file's name.
 * Readers are beside (readers/content.ts for what lies in HDF5 or Zarr, readers/open.ts for all else), so that the page has this table without them.
 */
import type { Hierarchy } from './readers/hierarchy';

interface Format {
  /** As reports name it. */
  readonly name: string;
  /** As one of a list of what can be opened. */
  readonly words: string;
  /** Without '.gz', '.zip' and '.tar'. */
  readonly endings: readonly string[];
  readonly sign: Sign;
}

type Sign =
  /** In the groups of an HDF5 file or a Zarr store. */
  | { readonly of: 'hierarchy'; readonly isSign: (file: Hierarchy) => boolean }
  /** In the path of a file in a folder or an archive. */
  | { readonly of: 'path'; readonly isSign: (path: string) => boolean }
  /** In the name of the first file of a ZIP archive. */
  | { readonly of: 'zip'; readonly isSign: (firstEntry: string) => boolean }
  /** In the name of a text file, or in its beginning; the first that fits. */
  | { readonly of: 'text'; readonly isSign: (name: string, text: string) => boolean };

const isGroup = (file: Hierarchy, ...paths: readonly string[]) =>
  paths.every((path) => file.kindOf(path) === 'group');
const isDataset = (file: Hierarchy, path: string) => file.kindOf(path) === 'dataset';
const has = (file: Hierarchy, ...paths: readonly string[]) =>
  paths.every((path) => file.kindOf(path) !== 'missing');
/** MuData has obs and var too, and its matrices in `mod`. */
const isMuData = (file: Hierarchy) => isGroup(file, 'mod') && !has(file, 'X');

export const formats = {
  h5ad: {
    name: 'AnnData (.h5ad)',
    words: '.h5ad',
    endings: ['h5ad'],
    sign: { of: 'hierarchy', isSign: (file) => has(file, 'obs', 'var') && !isMuData(file) },
  },
  h5mu: {
    name: 'MuData (.h5mu)',
    words: '.h5mu',
    endings: ['h5mu'],
    sign: { of: 'hierarchy', isSign: isMuData },
  },
  h5seurat: {
    name: 'h5Seurat',
    words: '.h5seurat',
    endings: ['h5seurat'],
    sign: { of: 'hierarchy', isSign: (file) => isGroup(file, 'assays') && isDataset(file, 'cell.names') },
  },
  '10x': {
    name: '10x Genomics (.h5)',
    words: '10x .h5',
    endings: ['h5'],
    sign: { of: 'hierarchy', isSign: (file) => tenxGroups(file).length > 0 },
  },
  mtx: {
    name: 'Matrix Market (.mtx)',
    words: '.mtx with its features and barcodes',
    endings: ['mtx'],
    sign: {
      of: 'text',
      isSign: (name, text) => /^%%MatrixMarket/i.test(text) || /\.mtx(\.gz)?$/i.test(name),
    },
  },
  loom: {
    name: 'loom',
    words: '.loom',
    endings: ['loom'],
    sign: {
      of: 'hierarchy',
      isSign: (file) => isDataset(file, 'matrix') && isGroup(file, 'row_attrs', 'col_attrs'),
    },
  },
  zarr: {
    name: 'AnnData (Zarr)',
    words: 'a Zarr folder',
    endings: ['zarr'],
    sign: { of: 'path', isSign: (path) => /(^|\/)(\.zgroup|zarr\.json)$/.test(path) },
  },
  npz: {
    name: 'CausalBench (.npz)',
    words: 'CausalBench .npz',
    endings: ['npz'],
    sign: { of: 'zip', isSign: (first) => /^(?:expression_matrix|var_names|interventions)\.npy/.test(first) },
  },
  text: {
    name: 'delimited text',
    words: '.csv, .tsv or .txt',
    endings: ['csv', 'tsv', 'txt', 'tab', 'gct', 'counts', 'count', 'results', 'sf'],
    sign: {
      of: 'text',
      // Neither XML nor JSON.
      isSign: (name, text) =>
        !/^\s*(<\?xml|\{|\[)/i.test(text) &&
        (/\.(csv|tsv|txt|tab)(\.gz)?$/i.test(name) || /[\t,;]/.test(text)),
    },
  },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;

/** Formats whose sign lies in such a place. */
export type FormatWithSign<Place extends Sign['of']> = {
  [Name in FormatName]: (typeof formats)[Name]['sign']['of'] extends Place ? Name : never;
}[FormatName];

const rows: readonly (Format & { readonly id: FormatName })[] = Object.entries(formats).map(
  ([id, format]) => ({ id: id as FormatName, ...format }),
);

/** The first format of these whose sign is seen; undefined without any. */
export function formatWith<Place extends Sign['of']>(
  place: Place,
  isSeen: (sign: Extract<Sign, { readonly of: Place }>) => boolean,
): FormatWithSign<Place> | undefined {
  const isOfPlace = (sign: Sign): sign is Extract<Sign, { readonly of: Place }> => sign.of === place;
  const found = rows.find(({ sign }) => isOfPlace(sign) && isSeen(sign));
  return found?.id as FormatWithSign<Place> | undefined;
}

/** Groups of a 10x file with a matrix each: one, or one for each genome. */
export function tenxGroups(file: Hierarchy): readonly string[] {
  return file
    .names('/')
    .filter((name) => isGroup(file, name) && has(file, `${name}/barcodes`, `${name}/indptr`));
}

/** All formats but these, as a list of words. */
export function wordsOfFormats(...without: readonly FormatName[]): string {
  return rows
    .filter(({ id }) => !without.includes(id))
    .map(({ words }) => words)
    .join(', ');
}

/** Endings of files that hold a whole data set in HDF5, joined for a pattern. */
export const hdf5Endings = rows
  .flatMap(({ sign, endings }) => (sign.of === 'hierarchy' ? endings : []))
  .join('|');

/** Endings of files for a dialog, archives among them, with their points. */
export const openableEndings: readonly string[] = [
  ...rows.flatMap(({ sign, endings }) => (sign.of === 'path' ? [] : endings)),
  'zip',
  'tar',
  'gz',
].map((ending) => `.${ending}`);
