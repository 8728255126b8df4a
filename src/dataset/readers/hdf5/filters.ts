/**
 * HDF5 filters (compression): which are built in, which come as plugins, which cannot be read. Without the right filter the library
 * returns bytes that look like numbers, so filters are checked before a dataset is read.
 */
/** deflate (gzip), shuffle, fletcher32, szip. */
const BUILT_IN = new Set([1, 2, 3, 4]);

const UNREADABLE = new Map([
  [5, 'n-bit'],
  [6, 'scale-offset'],
  [32_013, 'ZFP'],
]);

export const LZF_FILTER = 32_000;

export interface PluginFilter {
  readonly id: number;
  readonly name: string;
  /** File name under which the library looks for it. */
  readonly file: string;
  /** The plugin of h5wasm-plugins, packed by zlib, as base64. */
  readonly load: () => Promise<{ readonly default: string }>;
}

/** Registered numbers: https://github.com/HDFGroup/hdf5_plugins/blob/master/docs/RegisteredFilterPlugins.md */
const PLUGINS: readonly PluginFilter[] = [
  plugin(LZF_FILTER, 'LZF', 'lzf', () => import('h5wasm-plugins/plugins/libH5Zlzf.so?deflated')),
  plugin(32_001, 'Blosc', 'blosc', () => import('h5wasm-plugins/plugins/libH5Zblosc.so?deflated')),
  plugin(32_004, 'LZ4', 'lz4', () => import('h5wasm-plugins/plugins/libH5Zlz4.so?deflated')),
  plugin(32_008, 'bitshuffle', 'bshuf', () => import('h5wasm-plugins/plugins/libH5Zbshuf.so?deflated')),
  plugin(32_015, 'Zstandard', 'zstd', () => import('h5wasm-plugins/plugins/libH5Zzstd.so?deflated')),
  plugin(307, 'bzip2', 'bz2', () => import('h5wasm-plugins/plugins/libH5Zbz2.so?deflated')),
  plugin(32_026, 'Blosc2', 'blosc2', () => import('h5wasm-plugins/plugins/libH5Zblosc2.so?deflated')),
];

function plugin(id: number, name: string, library: string, load: PluginFilter['load']): PluginFilter {
  return { id, name, file: `libH5Z${library}.so`, load };
}

/** null where the filter is not supported. */
export function filterWith(id: number): 'built-in' | PluginFilter | null {
  return BUILT_IN.has(id) ? 'built-in' : (PLUGINS.find((filter) => filter.id === id) ?? null);
}

/** The usual name of the filter, else its name in the file. */
export function filterName(id: number, nameInFile: string): string {
  return UNREADABLE.get(id) ?? (nameInFile === '' ? 'unnamed' : nameInFile);
}

const CODE_SECTION = 10;
const MAX_EXPANSION = 88;

/** room = *compressedSize: local.get 4, i32.load align=4, local.set 1 (WebAssembly core specification, 5.4). */
const ROOM = [0x20, 4, 0x28, 2, 0, 0x21, 1];
/** room = *compressedSize * 88. */
const ENOUGH_ROOM = [0x20, 4, 0x28, 2, 0, 0x41, ...signed(MAX_EXPANSION), 0x6c, 0x21, 1];

/**
 * The LZF plugin with a larger output buffer. The one of h5wasm-plugins 0.2.1 takes the size of a chunk from the file; where that is missing, as in
 * text written by HDF5 1.10.8, its buffer is as large as the compressed bytes and decompression fails. The longest LZF copy makes 264 bytes of 3,
 * so 88 times the compressed size always suffices.
 */
export function withRoom(library: Uint8Array): Uint8Array {
  const published = [...library];
  // Magic number and version, then sections of kind (one byte), length and content.
  const out = published.slice(0, 8);
  for (let start = 8; start < published.length;) {
    const { content, end } = lengthPrefixed(published, start + 1);
    const kind = published[start] ?? 0;
    out.push(kind, ...withLength(kind === CODE_SECTION ? patchedFunctions(content) : content));
    start = end;
  }
  return Uint8Array.from(out);
}

/** A code section is the number of functions and their bodies, each with its length. */
function patchedFunctions(content: readonly number[]): readonly number[] {
  const { end: first } = readUnsigned(content, 0);
  const out = content.slice(0, first);
  for (let start = first; start < content.length;) {
    const { content: code, end } = lengthPrefixed(content, start);
    const at = code.findIndex((_, i) => ROOM.every((byte, j) => code[i + j] === byte));
    const patched = at < 0 ? code : [...code.slice(0, at), ...ENOUGH_ROOM, ...code.slice(at + ROOM.length)];
    out.push(...withLength(patched));
    start = end;
  }
  return out;
}

function lengthPrefixed(bytes: readonly number[], start: number) {
  const { value, end } = readUnsigned(bytes, start);
  return { content: bytes.slice(end, end + value), end: end + value };
}

function withLength(content: readonly number[]): readonly number[] {
  return [...unsigned(content.length), ...content];
}

/** LEB128 (WebAssembly core specification, 5.2.2). */
function readUnsigned(bytes: readonly number[], start: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; ; i++) {
    const byte = bytes[start + i] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
}

function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(Math.floor(value / 0x80))];
}

/** Two bytes for 64 … 8191: bit 6 of the last is the sign. */
function signed(value: number): readonly number[] {
  return [(value & 0x7f) | 0x80, value >> 7];
}
