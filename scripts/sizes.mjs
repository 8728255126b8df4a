#!/usr/bin/env node
/**
 * Weighs the built page, packed with gzip as hosts do: the JavaScript loaded before anything is done (entry, its preloads and all they
 * import statically), which holds neither plotly nor tfjs nor HDF5; all that the service worker keeps; the largest script; the folder.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';

/** In kB of 1,024 bytes; all but the folder packed. */
const limits = { first: 206, offline: 7 * 1024, largest: 1024, folder: 22 * 1024 };
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

const packed = (path) => gzipSync(readFileSync(join(folder, path))).length / 1024;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Of every file of the folder. */
const bytes = readdirSync(folder, { recursive: true })
  .map((path) => statSync(join(folder, path)))
  .map((found) => (found.isFile() ? found.size : 0));
/** What sw.js lists, a folder for its index.html. */
const kept = [
  ...readFileSync(join(folder, 'sw.js'), 'utf8').matchAll(/["'`]([^"'`]*)["'`],["'`][\w+/]{43}=/g),
].map(([, path]) => ({ path, size: packed(path.replace(/^$|\/$/, '$&index.html')) }));
const largest = kept
  .filter(({ path }) => path.endsWith('.js'))
  .reduce((most, file) => (file.size > most.size ? file : most), { path: '', size: 0 });

const wrong = [];
for (const [title, size, limit] of [
  [`First JavaScript, ${chunks.size} files, gzip`, sum([...chunks.keys()].map(packed)), limits.first],
  [`Kept offline, ${kept.length} files, gzip`, sum(kept.map((file) => file.size)), limits.offline],
  [`Largest script, ${largest.path}, gzip`, largest.size, limits.largest],
  ['The folder, not packed', sum(bytes) / 1024, limits.folder],
]) {
  const line = `${title}: ${size.toFixed(1)} kB (at most ${limit} kB)`;
  console.log(line);
  if (size > limit) wrong.push(`Too heavy. ${line}`);
}
for (const [path, code] of chunks)
  for (const [name, word] of Object.entries(heavy))
    if (word.test(code)) wrong.push(`${path} holds ${name}, which must be loaded when it is first needed.`);
for (const sentence of wrong) console.error(sentence);
process.exitCode = chunks.size === 0 || kept.length === 0 || wrong.length > 0 ? 1 : 0;
