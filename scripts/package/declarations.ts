/**
 * Vite plugin: writes the type declarations of the library to types/. TypeScript emits them; the plugin keeps those reachable from the
 * library's entry and adds the file endings that Node's resolution needs. Type errors are found by `npm run types`.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'vite';

const entry = 'library/index.d.ts';
const relativePath = /((?:from |import |import\()["'])(\.[^"']*)(["'])/g;

export function declarations(): Plugin {
  return {
    name: 'modulode-declarations',
    apply: 'build',
    writeBundle: async ({ dir = '' }) => {
      const scratch = await mkdtemp(join(tmpdir(), 'modulode-types-'));
      try {
        await emit(scratch);
        const written = join(scratch, 'src');
        for (const file of await reachable(written)) {
          const text = await readFile(join(written, file), 'utf8');
          const target = join(dir, 'types', file);
          await mkdir(dirname(target), { recursive: true });
          await writeFile(target, text.replace(relativePath, '$1$2.js$3'));
        }
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
  };
}

async function emit(folder: string): Promise<void> {
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const args = [compiler, '--project', resolve('scripts/package/tsconfig.json'), '--outDir', folder];
  await promisify(execFile)(process.execPath, args);
}

/** Paths inside `folder` of the entry's declarations and of all their imports. */
async function reachable(folder: string): Promise<readonly string[]> {
  const found = new Set([entry]);
  for (const file of found) {
    const text = await readFile(join(folder, file), 'utf8');
    for (const [, , path = ''] of text.matchAll(relativePath))
      found.add(`${join(dirname(file), path).replaceAll('\\', '/')}.d.ts`);
  }
  return [...found];
}
