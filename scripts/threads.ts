/**
 * Vite plugin: `import code from './kernelThread.ts?thread'` bundles the file for Node's worker_threads and gives the text of one
 * script. Inline, so that the same import works in the built program, in a library that others bundle, and in tests.
 */
import { build, type Plugin } from 'vite';
import { assemblyScript } from './assemblyscript.ts';
import { commit } from './commit.ts';

const suffix = '?thread';

async function bundle(file: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [assemblyScript(), commit()],
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: file,
      write: false,
      target: 'node20',
      rolldownOptions: { output: { format: 'cjs', codeSplitting: false } },
    },
  });
  const outputs = 'output' in built ? built.output : [];
  const [script, ...others] = outputs;
  if (script?.type !== 'chunk' || others.length > 0)
    throw new Error(`${file}: expected one script, got ${outputs.length} files`);
  return script.code;
}

export function threads(): Plugin {
  return {
    name: 'modulode-threads',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(suffix)) return null;
      return {
        code: `export default ${JSON.stringify(await bundle(id.slice(0, -suffix.length)))};`,
        map: null,
      };
    },
  };
}
