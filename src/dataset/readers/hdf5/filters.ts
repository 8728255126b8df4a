/**
 * Which HDF5 filters may stand between the file and its values. Without the right filter the library hands out bytes that
 * look like numbers, so every dataset is checked before anything is read from it.
 */
const READABLE = new Map([
  [1, 'deflate (gzip)'],
  [2, 'shuffle'],
  [3, 'fletcher32'],
  [4, 'szip'],
  [32_000, 'LZF'],
]);

const KNOWN = new Map([
  [5, 'n-bit'],
  [6, 'scale-offset'],
  [307, 'bzip2'],
  [32_001, 'Blosc'],
  [32_004, 'LZ4'],
  [32_008, 'bitshuffle'],
  [32_013, 'ZFP'],
  [32_015, 'Zstandard'],
  [32_026, 'Blosc2'],
]);

export const LZF_FILTER = 32_000;

export function isReadableFilter(id: number): boolean {
  return READABLE.has(id);
}

/** The filter's usual name; what the file itself calls it where we have none. */
export function filterName(id: number, nameInFile: string): string {
  return READABLE.get(id) ?? KNOWN.get(id) ?? (nameInFile === '' ? 'unnamed' : nameInFile);
}
