/**
 * Vite plugin: writes `sw.js`, the service worker (workers/offline.ts) with the list of the built files and their sums, beside index.html. Last of all, since
 * it lists what other plugins write.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { build, type Plugin } from 'vite';
import { folderAddress, type ListedFile, type Version } from '../workers/keptFiles.ts';
import { onlineFolder } from './guide/pages.ts';

const serviceWorkerFile = 'sw.js';
/** For the host, and what is beside the page: no part of it. */
const unlisted: ReadonlySet<string> = new Set([
  serviceWorkerFile,
  '_headers',
  'gallery/index.html',
  'screens/myeloid.txt',
]);

/** Of letters that labels hardly have; without a network a font of the system has them. */
const rareLetters = /^assets\/inter-(?:cyrillic|greek)-ext-/u;

/** Every file of a built page, by path. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

async function versionOf(folder: string): Promise<Version> {
  const paths = (await listFiles(folder)).filter(
    (path) => !unlisted.has(path) && !rareLetters.test(path) && !path.startsWith(onlineFolder),
  );
  const files = await Promise.all(
    paths.map(async (path): Promise<ListedFile> => {
      const sum = createHash('sha256').update(await readFile(join(folder, path)));
      return [folderAddress(path), sum.digest('base64')];
    }),
  );
  const id = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  return { id, files };
}

/** Of the page built in `folder`, as it is there now. */
export async function writeServiceWorker(folder: string): Promise<void> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { BUILT_VERSION: JSON.stringify(await versionOf(folder)) },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: resolve('workers/offline.ts'),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  const [script, ...others] = 'output' in built ? built.output : [];
  if (script?.type !== 'chunk' || others.length > 0) throw new Error('The service worker is not one script.');
  await writeFile(join(folder, serviceWorkerFile), script.code);
}

export function offline(): Plugin {
  let folder = 'dist';
  return {
    name: 'modulode-offline',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    writeBundle: { order: 'post', sequential: true, handler: () => writeServiceWorker(folder) },
  };
}
