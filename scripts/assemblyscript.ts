/**
 * Vite plugin: `import wasm from './assembly/kernels.ts?asc'` compiles the AssemblyScript file with SIMD and gives its
 * bytes as base64. Inline, so that the same import works in the page, in workers, in Node and in tests without a fetch.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { main as asc } from 'assemblyscript/asc';
import type { Plugin } from 'vite';

const suffix = '?asc';

async function compile(file: string): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  const diagnostics: string[] = [];
  const { error } = await asc(
    [
      relative(process.cwd(), file),
      '--outFile',
      'kernels.wasm',
      '--runtime',
      'stub',
      '--noAssert',
      '--optimizeLevel',
      '3',
      '--enable',
      'simd',
      '--importMemory',
      '--initialMemory',
      '16',
    ],
    {
      stderr: { write: (text: string) => void diagnostics.push(text) },
      writeFile: (_name: string, contents: Uint8Array | string) => {
        if (typeof contents !== 'string') bytes = contents;
      },
    },
  );
  if (error) throw new Error(`${file}: ${error.message}\n${diagnostics.join('')}`);
  if (!bytes) throw new Error(`${file}: the AssemblyScript compiler wrote nothing`);
  return bytes;
}

/** By all sources of the folder: a build that bundles threads (threads.ts) asks twice. */
const compiled = new Map<string, Promise<Uint8Array>>();

export function assemblyScript(): Plugin {
  return {
    name: 'modulode-assemblyscript',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(suffix)) return null;
      const file = id.slice(0, -suffix.length);
      const sources = readdirSync(dirname(file)).map((name) => join(dirname(file), name));
      for (const source of sources) this.addWatchFile(source);
      const key = [file, ...sources.map((source) => readFileSync(source, 'utf8'))].join('\0');
      const compiling = compiled.get(key) ?? compile(file);
      compiled.set(key, compiling);
      const bytes = await compiling;
      return { code: `export default ${JSON.stringify(Buffer.from(bytes).toString('base64'))};`, map: null };
    },
  };
}
