/** Builds what the package ships for Node into lib/: the program `modulode` and the library, with everything they need. */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { assemblyScript } from '../assemblyscript.ts';

export default defineConfig({
  plugins: [assemblyScript()],
  publicDir: false,
  ssr: { noExternal: true, external: ['webgpu'] },
  build: {
    ssr: true,
    target: 'node20',
    outDir: resolve('lib'),
    emptyOutDir: true,
    chunkSizeWarningLimit: 5500,
    rolldownOptions: { input: { bin: resolve('src/cli/bin.ts') } },
  },
});
