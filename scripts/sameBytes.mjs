#!/usr/bin/env node
/** Builds the page once more and compares every file with dist/: the same source gives the same bytes. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const first = process.env.DIST ?? 'dist';
const second = '.cache/same-bytes';

/** Sums by path. */
function sums(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(folder.length + 1), createHash('sha256').update(readFileSync(file)).digest('hex')];
    }),
  );
}

await build({ logLevel: 'warn', build: { outDir: resolve(second), emptyOutDir: true } });
const [before, after] = [sums(first), sums(second)];
const differ = [...new Set([...before.keys(), ...after.keys()])].filter(
  (file) => before.get(file) !== after.get(file),
);
console.log(`${before.size} files of ${first} built again: ${differ.length} differ`);
for (const file of differ) console.error(file);
process.exitCode = before.size === 0 || differ.length > 0 ? 1 : 0;
