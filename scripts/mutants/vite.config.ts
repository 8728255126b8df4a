/** The settings of the tests, in which one file of the code is read as its mutant: of the number in MUTANT. No file is written. */
import { relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import config from '../../vite.config.ts';
import { changed, readMutants } from './list.ts';

const root = process.cwd();
const number = process.env['MUTANT'];
const mutant = number === undefined ? undefined : readMutants()[Number(number)];

const replaced: Plugin = {
  name: 'modulode-mutant',
  enforce: 'pre',
  transform(code, id) {
    if (mutant === undefined || relative(root, id).split(sep).join('/') !== mutant.file) return null;
    const other = changed(code, mutant);
    if (other === null) throw new Error(`${mutant.file}: the text stands not exactly once`);
    return { code: other, map: null };
  },
};

export default defineConfig({ ...config, root, plugins: [replaced, ...(config.plugins ?? [])] });
