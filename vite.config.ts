import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { assemblyScript } from './scripts/assemblyscript.ts';
import { licenseFile, workerLicenses } from './scripts/licenses.ts';
import { contentSecurityPolicy } from './scripts/policy.ts';
import { threads } from './scripts/threads.ts';

export default defineConfig({
  // Relative, so that the built folder works from any sub-path of any static host.
  base: './',
  plugins: [react(), assemblyScript(), threads(), workerLicenses(), contentSecurityPolicy()],
  worker: { format: 'es', plugins: () => [assemblyScript()] },
  // Workers are entries too: found late, their dependencies would reload the page while the demo is being read.
  optimizeDeps: { entries: ['index.html', 'workers/*.ts'] },
  // The large chunks are HDF5 (5 MB) and plotly (1 MB): each is fetched when it is first needed.
  build: { target: 'es2023', chunkSizeWarningLimit: 5500, license: { fileName: licenseFile } },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', '{workers,scripts,bench}/**/*.test.ts'],
    testTimeout: 120_000,
  },
});
