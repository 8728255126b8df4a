#!/usr/bin/env node
/**
 * Weighs the built page: the JavaScript loaded before anything is done (entry, its preloads and all they import statically)
 * stays under 250 kB gzip and holds neither plotly nor tfjs nor HDF5, which are loaded when first needed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';

/** kB of 1,024 bytes. */
const limit = 250;
/** Words that only the code of each library holds. */
const heavy = {
  plotly: /plotly-graph-div|Plotly\.register/,
  tfjs: /registerKernel|tfjs-backend/,
  HDF5: /H5Fopen|h5wasm/,
};

const folder = process.env.DIST ?? 'dist';
if (!existsSync(join(folder, 'index.html'))) {
  console.error(`${folder} holds no built page: run npm run build`);
  process.exit(1);
}
const html = readFileSync(join(folder, 'index.html'), 'utf8');
const first = [...html.matchAll(/<(?:script|link)[^>]*(?:src|href)="\.\/([^"]+\.js)"/g)].map(
  ([, path]) => path,
);

/** Chunks by path, with all that they import statically. */
const chunks = new Map();
const queue = [...first];
for (let path = queue.pop(); path; path = queue.pop()) {
  if (chunks.has(path)) continue;
  const code = readFileSync(join(folder, path), 'utf8');
  chunks.set(path, code);
  for (const [, target] of code.matchAll(
    /(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+from\s*)?["'](\.\.?\/[^"']+\.js)["']/g,
  ))
    queue.push(posix.join(posix.dirname(path), target));
}

const total = [...chunks.values()].reduce((sum, code) => sum + gzipSync(code).length, 0) / 1024;
console.log(`First JavaScript: ${total.toFixed(1)} kB gzip in ${chunks.size} files (at most ${limit} kB)`);
const wrong = total > limit ? [`The first JavaScript weighs more than ${limit} kB gzip.`] : [];
for (const [path, code] of chunks)
  for (const [name, word] of Object.entries(heavy))
    if (word.test(code)) wrong.push(`${path} holds ${name}, which must be loaded when it is first needed.`);
for (const sentence of wrong) console.error(sentence);
process.exitCode = chunks.size === 0 || wrong.length > 0 ? 1 : 0;
