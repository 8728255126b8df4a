/**
 * Vite plugins that name the licences of what is bundled. In dist/, Vite's own `build.license` does so for the page alone: what only
 * the workers bundle (HDF5 and its filters, Zarr, linear algebra, layout, zip) is added.
 */
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';
import { z } from 'zod';

export const licenseFile = 'licenses.md';

const stated = z.object({
  license: z.string(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
  repository: z.union([z.string(), z.object({ url: z.string() })]).optional(),
});

async function sectionOf(name: string): Promise<string> {
  const folder = join('node_modules', name);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying)/i.test(file));
  const texts =
    files.length > 0
      ? await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
      : [await statedLicense(folder)];
  const changed =
    name === 'h5wasm-plugins'
      ? '\nModulode changes the LZF filter when it is loaded: it makes room for text of unknown size (src/dataset/readers/hdf5/filters.ts).\n'
      : '';
  return `\n## ${name}\n${changed}\n${texts.map((text) => text.trim().replace(/^/gm, '> ')).join('\n\n')}\n`;
}

/** Of a package that comes without the text: what its package.json says. */
async function statedLicense(folder: string): Promise<string> {
  const about: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { license, author, repository } = stated.parse(about);
  const owner = typeof author === 'string' ? author : (author?.name ?? 'its authors');
  const source = typeof repository === 'string' ? repository : (repository?.url ?? '');
  return `${license}, by ${owner}. The package holds no text of it. ${source}`;
}

/** Of what packages hold in compiled form and have no text of, and of published data. */
async function othersBundled(): Promise<string> {
  const compression = await readFile('scripts/licenses/compression.md', 'utf8');
  const factors = await readFile('src/dataset/factors/README.md', 'utf8');
  const names = await readFile('src/dataset/names/README.md', 'utf8');
  const priors = await readFile('src/network/priors/README.md', 'utf8');
  return `\n## Compression\n\n${compression}\n#${factors}\n#${names}\n#${priors}`;
}

/** `packages`: of the workers. */
export function workerLicenses(packages: () => Promise<readonly string[]>): Plugin {
  let folder = 'dist';
  return {
    name: 'modulode-worker-licenses',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    // Not closeBundle: that runs after a failed build too and would hide its error.
    writeBundle: async () => {
      const file = join(folder, licenseFile);
      const ofPage = await readFile(file, 'utf8');
      const added = (await packages()).filter((name) => !ofPage.includes(`\n## ${name} - `));
      const sections = await Promise.all(added.map(sectionOf));
      await appendFile(file, [...sections, await othersBundled()].join(''));
    },
  };
}

const packageOfModule = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/;

/** Packages that the published file of another one holds: no module of theirs is in a bundle. */
const inside = new Map([
  ['@dagrejs/dagre', ['@dagrejs/graphlib']],
  ['ml-matrix', ['ml-array-rescale', 'ml-array-max', 'ml-array-min', 'is-any-array']],
]);

/** Names of all packages that a module of the bundle comes from, with those inside them. */
export function packagesOf(
  files: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[],
): readonly string[] {
  const modules = files.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  const names = modules.flatMap((id) => packageOfModule.exec(id)?.[1] ?? []);
  return [...new Set(names.flatMap((name) => [name, ...(inside.get(name) ?? [])]))].toSorted();
}

/** Of all packages of the bundle. */
export function bundledLicenses(): Plugin {
  return {
    name: 'modulode-bundled-licenses',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const sections = await Promise.all(packagesOf(Object.values(bundle)).map(sectionOf));
      const head = '# Licences\n\nThis folder holds code of these packages.\n';
      const source = [head, ...sections, await othersBundled()].join('');
      this.emitFile({ type: 'asset', fileName: licenseFile, source });
    },
  };
}
