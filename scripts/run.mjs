#!/usr/bin/env node
/** Runs a TypeScript file of this repository in Node with Vite's module graph: `node scripts/run.mjs bench/accuracy.ts …`. */
import { resolve } from 'node:path';
import { createServer } from 'vite';

const [file, ...args] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/run.mjs FILE.ts [ARGUMENTS]');
  process.exit(2);
}
const server = await createServer({
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  appType: 'custom',
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  // Node's own build of tfjs has no gradients, and its other files are not as Node resolves them.
  ssr: { noExternal: ['@tensorflow/tfjs-core'] },
});
process.argv = [process.argv[0], resolve(file), ...args];
try {
  const loaded = await server.ssrLoadModule(`/${file}`);
  if (typeof loaded.main === 'function') process.exitCode = (await loaded.main(args)) ?? 0;
} finally {
  await server.close();
}
