/** Vite plugin: makes a built program executable, as npm does on installation. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export function executable(file: string): Plugin {
  return {
    name: 'modulode-executable',
    apply: 'build',
    writeBundle: ({ dir = '' }) => chmod(join(dir, file), 0o755),
  };
}
