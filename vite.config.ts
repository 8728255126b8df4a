import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { assemblyScript } from './scripts/assemblyscript.ts';
import { commit } from './scripts/commit.ts';
import { deflated } from './scripts/deflated.ts';
import { gallery } from './scripts/gallery.ts';
import { licenseFile, workerLicenses } from './scripts/licenses.ts';
import { guide } from './scripts/guide/plugin.ts';
import { offline } from './scripts/offline.ts';
import { h5wasmFactory } from './scripts/h5wasm.ts';
import { contentSecurityPolicy } from './scripts/policy.ts';
import { threads } from './scripts/threads.ts';
import { workers } from './scripts/workers.ts';

/** Slow tests, whose ground faster ones cover, are for `npm run test:full` and CI (scripts/test.mjs). */
const slowTests = process.env['QUICK'] ? ['**/*.slow.test.ts'] : [];

/** By the import law these know no DOM, no clock and nobody's settings (docs/architecture.md); the terminal gets all from its host. */
const statelessTests =
  '{src/{numerics,dataset,simulation,dynamics,network,evaluation,inference,share,present,cli,library},tests,bench}/**/*.test.ts';

/** What the page needs at once is one file, and what draws its first network another: dozens of small ones take longer to fetch. */
const firstChunks = [
  // Imported by what is first shown, but not used by it.
  { name: 'random', test: /numerics[\\/]random\.ts$|[\\/]pure-rand[\\/]/, priority: 3 },
  { name: 'page', tags: ['$initial' as const], priority: 2 },
  { name: 'network', test: /network-view[\\/]NetworkView\.tsx$/, priority: 1 },
];

const { plugin: workersOfPage, packages } = workers();

/** Importing these does nothing (docs/architecture.md). */
const stateless =
  /[\\/]src[\\/](?:numerics|dataset|simulation|dynamics|network|inference|share|present)[\\/]/;

export default defineConfig({
  // Relative, so that the built folder works from any sub-path of any static host.
  base: './',
  resolve: { alias: h5wasmFactory },
  plugins: [
    react(),
    assemblyScript(),
    commit(),
    deflated(),
    threads(),
    workersOfPage,
    workerLicenses(packages),
    contentSecurityPolicy(),
    guide(),
    gallery(),
    offline(),
  ],
  // In development; the built page has those of scripts/workers.ts.
  worker: { format: 'es', plugins: () => [assemblyScript(), deflated()] },
  // Workers are entries too: found late, their dependencies would reload the page while the demo is being read.
  optimizeDeps: { entries: ['index.html', 'workers/*.ts'] },
  // The large chunks are HDF5 (5 MB) and plotly (1 MB): each is fetched when it is first needed.
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 5500,
    license: { fileName: licenseFile },
    rolldownOptions: {
      output: { codeSplitting: { groups: firstChunks } },
      // The page estimates with a constant of a module, without what the module computes with.
      treeshake: { moduleSideEffects: [{ test: stateless, sideEffects: false }] },
    },
  },
  test: {
    testTimeout: 120_000,
    // A hook that runs the linter takes longer than the default ten seconds on a busy machine.
    hookTimeout: 60_000,
    // One thread for each core; the default leaves one core idle, half of a machine with two.
    maxWorkers: '100%',
    // The report holds the style of its charts.
    css: { include: [/present\/chart\/chart\.css/] },
    setupFiles: ['scripts/testSetup.ts'],
    // Modules without state are loaded once for all their tests; elsewhere each test file starts with fresh modules.
    projects: [
      {
        extends: true,
        test: { name: 'stateless', include: [statelessTests], exclude: slowTests, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'with state',
          // Each file has a thread of its own, which begins a fifth sooner than a process.
          pool: 'threads',
          include: ['src/**/*.test.{ts,tsx}', '{workers,tests,scripts,bench}/**/*.test.ts'],
          exclude: [statelessTests, ...slowTests],
        },
      },
    ],
  },
});
