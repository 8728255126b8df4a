/**
 * Vite plugin: `import packed from 'package/library.so?deflated'` gives the bytes of a file, packed by zlib, as base64. Inline, so that the
 * same import works in the page, in workers, in Node and in tests; packed before, since a server hardly packs base64.
 */
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import type { Plugin } from 'vite';

const suffix = '?deflated';

export function deflated(): Plugin {
  return {
    name: 'modulode-deflated',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(suffix)) return null;
      const packed = deflateSync(await readFile(id.slice(0, -suffix.length)), { level: 9 });
      return { code: `export default ${JSON.stringify(packed.toString('base64'))};`, map: null };
    },
  };
}
