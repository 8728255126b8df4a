/** The timed files with their targets; a share of the cells for a quick measurement. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeH5adFile, type Storage } from './hdf5Files';
import type { MadeScreen } from './screen';
import { writeTable, writeTriplet } from './textFiles';

export interface IngestCase {
  readonly name: string;
  /** Target seconds until training can start, at full size. */
  readonly targetSeconds: number;
  /** Target memory of the tab in MB; null: none. */
  readonly targetMb: number | null;
  readonly screen: MadeScreen;
  /** Writes the files into their own folder; the first names the data set. */
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
  { name: 'CSR .h5ad, gzip', targetSeconds: 45, targetMb: 1024, screen: large, write: h5ad('csr') },
  { name: 'CSC .h5ad, gzip', targetSeconds: 90, targetMb: 1024, screen: large, write: h5ad('csc') },
  { name: 'dense .h5ad, gzip', targetSeconds: 90, targetMb: 1024, screen: large, write: h5ad('dense') },
  {
    name: '.mtx.gz triplet',
    targetSeconds: 20,
    targetMb: null,
    screen: { cells: 10_000, genes: 5_000, group: 10, perturbations: 50, seed: 8 },
    write: writeTriplet,
  },
  {
    name: '.csv.gz',
    targetSeconds: 20,
    targetMb: null,
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

/** Writes under a temporary name first, so that a file with the final name is complete. */
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
