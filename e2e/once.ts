/** Files that the tests of one run of Playwright share: the first worker that needs one makes it, the others wait. */
import { existsSync, mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Path of a file or folder that `make` writes. `outputDir`: of the project, which Playwright empties when a run begins. Where
 * `make` fails, the next worker tries.
 */
export async function madeOnce(
  outputDir: string,
  name: string,
  make: (path: string) => Promise<void> | void,
): Promise<string> {
  const path = join(outputDir, 'made', name);
  mkdirSync(dirname(path), { recursive: true });
  while (!existsSync(path)) {
    if (isClaimed(`${path}.lock`)) await pause(100);
    else
      try {
        if (existsSync(path)) continue;
        await make(`${path}.partial`);
        renameSync(`${path}.partial`, path);
      } finally {
        rmdirSync(`${path}.lock`);
      }
  }
  return path;
}

/** Whether another worker holds the lock; it is this worker's otherwise. */
function isClaimed(lock: string): boolean {
  try {
    mkdirSync(lock);
    return false;
  } catch {
    return true;
  }
}
