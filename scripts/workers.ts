/**
 * Vite plugin: `import script from './trainer.ts?worker&url'` gives the address of a worker of the built page. All workers are entries of
 * one build, so that what several of them need (HDF5 is 5 MB) is in the page once; Vite would bundle each by itself. Development and
 * tests leave such imports to Vite.
 */
import { basename } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { assemblyScript } from './assemblyscript.ts';
import { commit } from './commit.ts';
import { deflated } from './deflated.ts';
import { packagesOf } from './licenses.ts';
import { h5wasmFactory } from './h5wasm.ts';

const isWorker = /\/workers\/\w+\.ts\?worker&url$/;
const withoutQuery = (id: string) => id.slice(0, id.lastIndexOf('?'));

/** Started by the page; `kernels` is started by other workers. */
const startedByPage = [
  'cells',
  'confidence',
  'contexts',
  'download',
  'embedding',
  'enrichment',
  'evaluation',
  'ingest',
  'knowledge',
  'layout',
  'methods',
  'predictions',
  'runs',
  'share',
  'simulation',
  'trainer',
  'video',
];

/** Makes a worker that another one starts an entry too. */
const startedByWorkers: Plugin = {
  name: 'modulode-workers-of-workers',
  enforce: 'pre',
  load(id) {
    if (!isWorker.test(id)) return null;
    const file = withoutQuery(id);
    const reference = this.emitFile({ type: 'chunk', id: file, name: basename(file, '.ts') });
    return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
  },
};

async function buildWorkers(): Promise<Rolldown.RolldownOutput['output']> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    base: './',
    resolve: { alias: h5wasmFactory },
    plugins: [startedByWorkers, assemblyScript(), commit(), deflated()],
    publicDir: false,
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      chunkSizeWarningLimit: 5500,
      rolldownOptions: {
        input: Object.fromEntries(startedByPage.map((name) => [name, `workers/${name}.ts`])),
        // Of zarrita's decompressors: never fetched, since the app has its own (src/dataset/readers/zarr/codecs.ts).
        external: /^numcodecs\//,
        preserveEntrySignatures: false,
        checks: { pluginTimings: false },
        output: {
          // What several workers need at their start is one file: dozens of small ones take longer to fetch.
          codeSplitting: { groups: [{ name: 'shared', tags: ['$initial'], minShareCount: 4 }] },
          // A folder of its own for the download worker, since headers are given by folder (scripts/policy.ts).
          entryFileNames: ({ name }) => `${name === 'download' ? name : 'assets'}/[name]-[hash].js`,
        },
      },
    },
  });
  if (!('output' in built)) throw new Error('The workers are not one build.');
  return built.output;
}

/** `packages`: the names of those that a worker bundles. */
export function workers(): { readonly plugin: Plugin; readonly packages: () => Promise<readonly string[]> } {
  let started: ReturnType<typeof buildWorkers> | null = null;
  const output = () => (started ??= buildWorkers());
  return {
    packages: async () => packagesOf(await output()),
    plugin: {
      name: 'modulode-workers',
      apply: 'build',
      enforce: 'pre',
      async load(id) {
        if (!isWorker.test(id)) return null;
        const name = basename(withoutQuery(id), '.ts');
        const files = await output();
        const entry = files.find((file) => file.type === 'chunk' && file.isEntry && file.name === name);
        if (!entry) throw new Error(`${name} is not among the workers of scripts/workers.ts`);
        const address = `../${entry.fileName}`;
        return `export default new URL(/* @vite-ignore */ ${JSON.stringify(address)}, import.meta.url).href;`;
      },
      async generateBundle() {
        for (const file of await output()) {
          const source = file.type === 'chunk' ? file.code : file.source;
          this.emitFile({ type: 'asset', fileName: file.fileName, source });
        }
      },
    },
  };
}
