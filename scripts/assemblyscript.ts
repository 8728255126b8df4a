/**
 * AssemblyScript in this build. Vite plugin: `import wasm from './assembly/kernels.ts?asc'` compiles the file with SIMD and gives its
 * bytes as base64; inline, so that the same import works in the page, in workers, in Node and in tests without a fetch.
 * `kernelTypes` writes the TypeScript side of a module from what the compiler knows of it.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { main as asc } from 'assemblyscript/asc';
import type { Plugin } from 'vite';

const suffix = '?asc';

interface Compilation {
  readonly bytes: Uint8Array;
  /** Text files the compiler wrote, by extension. */
  readonly texts: ReadonlyMap<string, string>;
  /** Contents of the source files of the repository that it read. */
  readonly sources: ReadonlyMap<string, string>;
}

async function compile(file: string, options: readonly string[]): Promise<Compilation> {
  let bytes: Uint8Array | null = null;
  const texts = new Map<string, string>();
  const sources = new Map<string, string>();
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
      ...options,
    ],
    {
      stderr: { write: (text: string) => void diagnostics.push(text) },
      readFile: (name: string, baseDir: string) => {
        const path = join(baseDir, name);
        const text = contentsOf(path);
        if (text !== null) sources.set(path, text);
        return text;
      },
      writeFile: (name: string, contents: Uint8Array | string) => {
        if (typeof contents === 'string') texts.set(name.slice(name.indexOf('.') + 1), contents);
        else bytes = contents;
      },
    },
  );
  if (error) throw new Error(`${file}: ${error.message}\n${diagnostics.join('')}`);
  if (!bytes) throw new Error(`${file}: the AssemblyScript compiler wrote nothing`);
  return { bytes, texts, sources };
}

function contentsOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The last compilation of each file: a build that bundles threads (threads.ts) asks twice. */
const compiled = new Map<string, Promise<Compilation>>();

async function compileOnce(file: string): Promise<Compilation> {
  const known = await compiled.get(file);
  if (known && [...known.sources].every(([path, text]) => contentsOf(path) === text)) return known;
  const compiling = compile(file, []);
  compiled.set(file, compiling);
  return compiling;
}

export function assemblyScript(): Plugin {
  return {
    name: 'modulode-assemblyscript',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(suffix)) return null;
      const { bytes, sources } = await compileOnce(id.slice(0, -suffix.length));
      // The development server takes them for imports: only absolute paths are found.
      for (const source of sources.keys()) this.addWatchFile(resolve(source));
      return { code: `export default ${JSON.stringify(Buffer.from(bytes).toString('base64'))};`, map: null };
    },
  };
}

/** The compiler's setters by the view of memory that stands for them (numerics/dense/webAssembly.ts), and its bytes per element. */
const setterViews: Readonly<Record<string, readonly [view: string, bytes: number]>> = {
  U32: ['i32', 4],
  F32: ['f32', 4],
  F64: ['f64', 8],
};

/**
 * The TypeScript side of an AssemblyScript module, from the bindings that the compiler writes: the signature of every function it
 * exports, and what writes the records they take to memory.
 */
export async function kernelTypes(file: string): Promise<string> {
  const { texts } = await compile(file, ['--bindings', 'raw']);
  const records = recordsOf(texts.get('js') ?? '');
  const functions = functionsOf(texts.get('d.ts') ?? '');
  return [
    `/** Written by scripts/kernelTypes.ts from ${relative(process.cwd(), file)}; do not edit. Pointers and strides in bytes. */`,
    ...(records.length > 0 ? [recordImport(file)] : []),
    ...records.map(({ name, fields }) =>
      [
        `interface ${name} {`,
        ...filled(fields.map((field) => `readonly ${field.name}: number;`)),
        `}\n\nfunction write${name}({ ${viewsOf(fields)} }: RecordViews, record: ${name}): void {`,
        ...filled(fields.map((field) => `${field.view}[${field.place}] = record.${field.name};`)),
        '}\n',
      ].join('\n'),
    ),
    'export interface Kernels {',
    ...functions.map(({ name, parameters, result }) => `  ${name}(${parameters}): ${result};`),
    '}\n',
    '/** Per function, what writes its record; null where it takes numbers. */',
    'export const RECORDS = {',
    ...filled(functions.map(({ name, record }) => `${name}: ${record === null ? null : `write${record}`},`)),
    '} as const;\n',
  ].join('\n');
}

function recordImport(file: string): string {
  const path = relative(dirname(file), 'src/numerics/dense/webAssembly').replaceAll('\\', '/');
  return `import type { RecordViews } from '${path}';\n`;
}

function viewsOf(fields: KernelRecord['fields']): string {
  return ['i32', 'f32', 'f64'].filter((view) => fields.some((field) => field.view === view)).join(', ');
}

/** Pieces of code in indented lines of up to 120 characters. */
function filled(pieces: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + piece.length < 120) lines.splice(-1, 1, `${last} ${piece}`);
    else lines.push(`  ${piece}`);
  }
  return lines;
}

interface KernelFunction {
  readonly name: string;
  readonly parameters: string;
  readonly result: string;
  readonly record: string | null;
}

/** The compiler numbers all records 0; the comment on a parameter names its class. */
function functionsOf(declarations: string): readonly KernelFunction[] {
  const found = declarations.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export function (\w+)\(([^)]*)\): (\w+);/g,
  );
  return [...found].map(([, comment = '', name = '', parameters = '', result = '']) => {
    const record = /__Record\d+</.test(parameters) ? /@param \w+ `\S*\/(\w+)`/.exec(comment)?.[1] : undefined;
    const typed = parameters.replace(/__Record\d+<\w+>/, record ?? '');
    return { name, parameters: typed, result, record: record ?? null };
  });
}

interface KernelRecord {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly view: string; readonly place: number }[];
}

function recordsOf(code: string): readonly KernelRecord[] {
  const found = code.matchAll(
    /function __lowerRecord\d+\(value\) \{\s*\/\/ \S*\/(\w+)\s([\s\S]*?)return pointer;/g,
  );
  return [...found].map(([, name = '', body = '']) => ({
    name,
    fields: [...body.matchAll(/__set(\w+)\(pointer \+ (\d+), value\.(\w+)\)/g)].map(
      ([, setter = '', offset, field = '']) => {
        const known = setterViews[setter];
        if (!known) throw new Error(`${name}.${field}: no type of number for ${setter}`);
        const [view, bytes] = known;
        return { name: field, view, place: Number(offset) / bytes };
      },
    ),
  }));
}
