/**
 * Vite plugin: writes the gallery of frozen runs (screens/galleryPage.ts) beside index.html, as `gallery/index.html`. It is drawn by the engine, which is bundled for it
 * first. Not kept for use without a network.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';
import { assemblyScript } from './assemblyscript.ts';
import { commit } from './commit.ts';
import { deflated } from './deflated.ts';
import type * as page from './screens/galleryPage.ts';

/** The page, made of the sources as they are now. */
async function drawn(): Promise<string> {
  await mkdir('.cache', { recursive: true });
  const folder = await mkdtemp('.cache/gallery-');
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      plugins: [assemblyScript(), commit(), deflated()],
      ssr: { noExternal: true },
      build: {
        ssr: 'scripts/screens/galleryPage.ts',
        target: 'node20',
        outDir: folder,
        rolldownOptions: { output: { entryFileNames: 'page.mjs' } },
      },
    });
    const { galleryHtml }: typeof page = await import(pathToFileURL(join(folder, 'page.mjs')).href);
    return await galleryHtml();
  } finally {
    await rm(folder, { recursive: true });
  }
}

export function gallery(): Plugin {
  let built = 'dist';
  return {
    name: 'modulode-gallery',
    apply: 'build',
    configResolved: (config) => {
      built = config.build.outDir;
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      handler: async () => {
        await mkdir(join(built, 'gallery'), { recursive: true });
        await writeFile(join(built, 'gallery', 'index.html'), await drawn());
      },
    },
  };
}
