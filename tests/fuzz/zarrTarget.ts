/**
 * Zarr stores broken on purpose, as archives and as folders: the archive itself, whose checksums must tell, or files within.
 * For tests.
 */
import { unzipSync, zipSync } from 'fflate';
import type { Random } from '../../src/numerics/random';
import { fixtureBytes } from '../fixtures/readers/fixture';
import { alone } from '../../src/dataset/readers/group';
import { openFile } from '../../src/dataset/readers/open';
import { bundled } from '../../src/dataset/readers/zarr/folder';
import { mutated } from './mutate';
import { plainZarr, type Files } from './plainZarr';
import { matricesOf, openAlone, originals, same, silent, type Target } from './target';

const NAMES = [
  'csr-plain.zarr.zip',
  'csr-blosc.zarr.zip',
  'csc-gzip.zarr.zip',
  'dense-zstd.zarr.zip',
  'dense-f-order.zarr.zip',
  'v3-csr.zarr.zip',
  'v3-dense.zarr.zip',
  'v3-sharded.zarr.zip',
];

/** What a matrix is made of: the other files describe cells and genes. */
const OF_MATRIX = /^(X|raw\/X|layers)\//;

const originalOf = originals();

export const zarr: Target = {
  format: 'zarr',
  broken(random) {
    const name = NAMES[random.integer(NAMES.length)] ?? '';
    const whole = fixtureBytes(name);
    if (random.integer(4) === 0) return brokenStore(name, mutated(whole, random));
    const files = brokenFiles(unzipSync(whole), random);
    return random.integer(2) === 0
      ? brokenStore(name, new Uint8Array(zipSync(files)), files)
      : brokenStore(name, null, files);
  },
};

/** One or two files within are broken, or lost. */
function brokenFiles(files: Files, random: Random): Files {
  const out = { ...files };
  const names = Object.keys(files);
  const ofMatrix = names.filter((name) => OF_MATRIX.test(name));
  for (let times = 1 + random.integer(2); times > 0; times--) {
    const among = random.integer(4) > 0 ? ofMatrix : names;
    const chosen = among[random.integer(among.length)] ?? '';
    if (random.integer(8) === 0) delete out[chosen];
    else out[chosen] = mutated(new Uint8Array(out[chosen] ?? []), random);
  }
  return out;
}

/** `archive` null: a folder. `files` null: as they were, whatever became of the archive around them. */
function brokenStore(
  name: string,
  archive: Uint8Array<ArrayBuffer> | null,
  files: Files | null = null,
): ReturnType<Target['broken']> {
  const folder = () =>
    bundled(
      'store.zarr',
      Object.entries(files ?? {}).map(([path, bytes]) => ({
        path,
        file: new Blob([new Uint8Array(bytes)]),
      })),
    );
  return {
    open: () => (archive === null ? openFile(alone(folder()), silent) : openAlone(archive, name)),
    async fault(source) {
      const original = await originalOf(name);
      for (const [path, values] of Object.entries(await matricesOf(source))) {
        if (same(values, original[path])) continue;
        const plain = files === null ? 'The archive was accepted.' : attempted(() => plainZarr(files, path));
        if (!same(values, plain)) return `${name}, ${path}: ${JSON.stringify({ values, plain })}`;
      }
      return null;
    },
  };
}

function attempted<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}
