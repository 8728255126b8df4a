/** Builds lib/, the content of the package: the program `modulode` and the library, with all dependencies and types. */
import { cpSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { assemblyScript } from '../assemblyscript.ts';
import { commit } from '../commit.ts';
import { deflated } from '../deflated.ts';
import { h5wasmFactory } from '../h5wasm.ts';
import { bundledLicenses } from '../licenses.ts';
import { threads } from '../threads.ts';
import { declarations } from './declarations.ts';
import { executable } from './executable.ts';
import { schemas } from './schemas.ts';

export default defineConfig({
  plugins: [
    assemblyScript(),
    commit(),
    deflated(),
    threads(),
    declarations(),
    schemas(),
    executable('bin.js'),
    bundledLicenses(),
    // For `modulode enrich --sets hallmark`.
    {
      name: 'modulode-sets',
      writeBundle: ({ dir = '' }) => cpSync('public/sets', resolve(dir, 'sets'), { recursive: true }),
    },
  ],
  publicDir: false,
  resolve: { alias: h5wasmFactory },
  ssr: {
    noExternal: true,
    // Dawn is native code and optional.
    external: ['webgpu', ...builtinModules.map((name) => `node:${name}`)],
    // The library also runs in browsers: bundle no variants that need Node.
    target: 'webworker',
    resolve: { conditions: ['module', 'browser', 'import', 'default'] },
  },
  build: {
    ssr: true,
    target: 'node20',
    outDir: resolve('lib'),
    emptyOutDir: true,
    chunkSizeWarningLimit: 5500,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: { bin: resolve('src/cli/bin.ts'), index: resolve('src/library/index.ts') },
    },
  },
});
