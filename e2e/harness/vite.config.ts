/** The harness is a separate app, so that test code is not in the built page. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { assemblyScript } from '../../scripts/assemblyscript.ts';
import { h5wasmFactory } from '../../scripts/h5wasm.ts';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  resolve: { alias: h5wasmFactory },
  plugins: [assemblyScript()],
  worker: { format: 'es', plugins: () => [assemblyScript()] },
  build: {
    target: 'es2023',
    outDir: process.env['HARNESS'] ?? fileURLToPath(new URL('../../.cache/harness', import.meta.url)),
    emptyOutDir: true,
    chunkSizeWarningLimit: 3000,
  },
});
