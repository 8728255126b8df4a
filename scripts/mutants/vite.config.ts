/**
 * The settings of the tests, in which one file of the code is read as its mutant: that of the name in MUTANT. No file of the code is written. What
 * the other files are transformed to is kept for the next mutant.
 */
import { relative, sep } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { Vite } from 'vitest/node';
import config from '../../vite.config.ts';
import { changed, FOLDER, readMutants } from './list.ts';

const root = process.cwd();
const name = process.env['MUTANT'];
const mutant = readMutants().find(({ part }) => part === name);
const isChanged = (id: string) => relative(root, id).split(sep).join('/') === mutant?.file;

const replaced: Vite.Plugin = {
  name: 'modulode-mutant',
  enforce: 'pre',
  transform(code, id) {
    if (mutant === undefined || !isChanged(id)) return null;
    const other = changed(code, mutant);
    if (other === null) throw new Error(`${mutant.file}: the text stands not exactly once`);
    return { code: other, map: null };
  },
  configureVitest({ experimental_defineCacheKeyGenerator: keep }) {
    keep(({ id }) => (isChanged(id) ? false : null));
  },
};

export default defineConfig({
  ...config,
  root,
  plugins: [replaced, ...(config.plugins ?? [])],
  test: { ...config.test, experimental: { fsModuleCache: true, fsModuleCachePath: `${FOLDER}/modules` } },
});
