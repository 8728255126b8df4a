/**
 * Which HDF5 filters may stand between the file and its values. Without the right filter the library hands out bytes that
 * look like numbers, so every dataset is checked before anything is read from it.
 */
const BUILT_IN = new Map([
  [1, 'deflate (gzip)'],
  [2, 'shuffle'],
  [3, 'fletcher32'],
  [4, 'szip'],
]);

const UNREADABLE = new Map([
  [5, 'n-bit'],
  [6, 'scale-offset'],
  [32_013, 'ZFP'],
]);

export const LZF_FILTER = 32_000;

type DataUrl = Promise<{ readonly default: string }>;

export interface PluginFilter {
  readonly id: number;
  readonly name: string;
  /** As the library looks for it. */
  readonly file: string;
  /** The plugin as published (h5wasm-plugins), part of this program. */
  readonly load: () => DataUrl;
}

/** Numbered as registered: https://github.com/HDFGroup/hdf5_plugins/blob/master/docs/RegisteredFilterPlugins.md */
const PLUGINS: readonly PluginFilter[] = [
  {
    id: LZF_FILTER,
    name: 'LZF',
    file: 'libH5Zlzf.so',
    load: () => import('h5wasm-plugins/plugins/libH5Zlzf.so?url&inline'),
  },
  {
    id: 32_001,
    name: 'Blosc',
    file: 'libH5Zblosc.so',
    load: () => import('h5wasm-plugins/plugins/libH5Zblosc.so?url&inline'),
  },
  {
    id: 32_004,
    name: 'LZ4',
    file: 'libH5Zlz4.so',
    load: () => import('h5wasm-plugins/plugins/libH5Zlz4.so?url&inline'),
  },
  {
    id: 32_008,
    name: 'bitshuffle',
    file: 'libH5Zbshuf.so',
    load: () => import('h5wasm-plugins/plugins/libH5Zbshuf.so?url&inline'),
  },
  {
    id: 32_015,
    name: 'Zstandard',
    file: 'libH5Zzstd.so',
    load: () => import('h5wasm-plugins/plugins/libH5Zzstd.so?url&inline'),
  },
  {
    id: 307,
    name: 'bzip2',
    file: 'libH5Zbz2.so',
    load: () => import('h5wasm-plugins/plugins/libH5Zbz2.so?url&inline'),
  },
  {
    id: 32_026,
    name: 'Blosc2',
    file: 'libH5Zblosc2.so',
    load: () => import('h5wasm-plugins/plugins/libH5Zblosc2.so?url&inline'),
  },
];

/** 'built-in': needs nothing; null: cannot be read here. */
export function filterWith(id: number): 'built-in' | PluginFilter | null {
  return BUILT_IN.has(id) ? 'built-in' : (PLUGINS.find((plugin) => plugin.id === id) ?? null);
}

/** The filter's usual name; what the file itself calls it where we have none. */
export function filterName(id: number, nameInFile: string): string {
  return UNREADABLE.get(id) ?? (nameInFile === '' ? 'unnamed' : nameInFile);
}
