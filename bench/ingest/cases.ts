/** The files that are timed, with what is asked of each; at a share of their cells for a quick look. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeH5adFile, type Storage } from './hdf5Files';
import type { MadeScreen } from './screen';
import { writeTable, writeTriplet } from './textFiles';

export interface IngestCase {
  readonly name: string;
  /** Seconds until it can be trained, at full size. */
  readonly must: number;
  /** Megabytes of the tab; null where none are asked for. */
  readonly mustMb: number | null;
  readonly screen: MadeScreen;
  /** Writes the files into a folder of their own; the first gives the data set its name. */
  readonly write: (folder: string, screen: MadeScreen) => Promise<readonly string[]>;
}

const large = { cells: 100_000, genes: 20_000, group: 20, perturbations: 200, seed: 7 };
const h5ad =
  (storage: Storage): IngestCase['write'] =>
  async (folder, screen) => {
    const path = join(folder, `screen-${storage}.h5ad`);
    await once(path, (part) => writeH5adFile(part, screen, storage));
    return [path];
  };

export const cases: readonly IngestCase[] = [
  { name: 'CSR .h5ad, gzip', must: 45, mustMb: 1024, screen: large, write: h5ad('csr') },
  { name: 'CSC .h5ad, gzip', must: 90, mustMb: 1024, screen: large, write: h5ad('csc') },
  { name: 'dense .h5ad, gzip', must: 90, mustMb: 1024, screen: large, write: h5ad('dense') },
  {
    name: '.mtx.gz triplet',
    must: 20,
    mustMb: null,
    screen: { cells: 10_000, genes: 5_000, group: 10, perturbations: 50, seed: 8 },
    write: writeTriplet,
  },
  {
    name: '.csv.gz',
    must: 20,
    mustMb: null,
    screen: { cells: 10_000, genes: 2_000, group: 4, perturbations: 50, seed: 9 },
    async write(folder, screen) {
      const path = join(folder, 'screen.csv.gz');
      await once(path, (part) => writeTable(part, screen));
      return [path];
    },
  },
];

export function scaled(screen: MadeScreen, scale: number): MadeScreen {
  return { ...screen, cells: Math.max(100, Math.round(screen.cells * scale)) };
}

/** Writes under another name first: what lies under the right one is whole. */
async function once(path: string, write: (part: string) => Promise<void>): Promise<void> {
  if (existsSync(path)) return;
  await write(`${path}.part`);
  renameSync(`${path}.part`, path);
}

export async function filesOf(
  { write }: IngestCase,
  folder: string,
  screen: MadeScreen,
): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  return write(folder, screen);
}
