/**
 * Vite plugin: the library's types beside its code, in types/, one declaration file for each of the source files that they name. TypeScript
 * writes the declarations; here those that nobody reaches from the library's own are left out, and the paths between them get the
 * endings that Node's resolution asks for. Whether types are right is `npm run types`' business.
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

/** Paths inside `folder` of the library's declarations and of all that they import. */
async function reachable(folder: string): Promise<readonly string[]> {
  const found = new Set([entry]);
  for (const file of found) {
    const text = await readFile(join(folder, file), 'utf8');
    for (const [, , path = ''] of text.matchAll(relativePath))
      found.add(`${join(dirname(file), path).replaceAll('\\', '/')}.d.ts`);
  }
  return [...found];
}
