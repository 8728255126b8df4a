/** How far a file is read, on the last line of a terminal; nothing is said elsewhere. */
import { basename } from 'node:path';
import type { ReadProgress } from '../dataset/import';
import { bytes } from '../present/text/numbers';
import { readingPhases } from '../present/text/reading';
import type { Host } from './host';

/** For openData and Import.load. The line stays until the next one: end by `host.status?.('')`. */
export function readingProgress(host: Host, paths: readonly string[]): (progress: ReadProgress) => void {
  const name = basename(paths[0] ?? '');
  return ({ phase, bytesDone, bytesTotal }) => {
    host.status?.(`${readingPhases[phase]} ${name}: ${bytes(bytesDone, bytesTotal)}`);
  };
}
