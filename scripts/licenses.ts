/**
 * Vite plugin: adds the licences of what only the workers bundle (HDF5 and its LZF filter, linear algebra, layout) to
 * dist/licenses.md, which Vite's own `build.license` writes for the page alone.
 */
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const workerPackages = [
  'h5wasm',
  'h5wasm-plugins',
  'ml-matrix',
  'ml-array-rescale',
  'ml-array-max',
  'ml-array-min',
  'is-any-array',
  'pure-rand',
  'd3-force',
  'd3-dispatch',
  'd3-quadtree',
  'd3-timer',
];

export const licenseFile = 'licenses.md';

async function sectionOf(name: string): Promise<string> {
  const folder = join('node_modules', name);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const changed =
    name === 'h5wasm-plugins'
      ? '\nModulode changes the LZF filter when it is loaded: it makes room for text of unknown size (src/dataset/readers/hdf5/lzf.ts).\n'
      : '';
  return `\n## ${name}\n${changed}\n${texts.map((text) => text.trim().replace(/^/gm, '> ')).join('\n\n')}\n`;
}

export function workerLicenses(): Plugin {
  let folder = 'dist';
  return {
    name: 'modulode-worker-licenses',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    // Not closeBundle: that runs after a failed build too and would hide its error.
    writeBundle: async () => {
      const sections = await Promise.all(workerPackages.map(sectionOf));
      await appendFile(join(folder, licenseFile), sections.join(''));
    },
  };
}
