/** HDF5 reads a file at any place, and cannot wait for the bytes. */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { ReadAtOnce } from '../dataset/readers/hdf5/module';

/** A file of which any bytes can be had at once, so that a large one is never in memory. */
export class FileOnDisk extends File implements ReadAtOnce {
  readonly #path: string;

  constructor(path: string, content: Blob) {
    super([content], basename(path), { lastModified: 0 });
    this.#path = path;
  }

  readonly bytesAt = (start: number, end: number): Uint8Array => {
    const bytes = new Uint8Array(end - start);
    const file = openSync(this.#path, 'r');
    try {
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start));
    } finally {
      closeSync(file);
    }
  };
}
