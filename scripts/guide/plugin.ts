/**
 * Vite plugin: the documents in docs/ as the guide of the page (`guide/`), which Help opens. Their text is nowhere else. Chapters are kept for use without a
 * network, pictures and the documents that they point to are not (scripts/offline.ts).
 */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { posix } from 'node:path';
import type { Plugin } from 'vite';
import { chapters, guideFolder, nameOf, onlineFolder, pictureAddress, references } from './pages.ts';
import { chaptersPage, referencePage, type Source } from './render.ts';
import { guideStyle } from './style.ts';

const read = (path: string) => readFile(path, 'utf8').then((markdown): Source => ({ path, markdown }));

/** Every file of the guide, by its path from the page. */
export async function guideFiles(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const [own, others] = await Promise.all([
    Promise.all(chapters.map(read)),
    Promise.all(references.map(read)),
  ]);
  const first = chaptersPage(own, others);
  const further = others.map((source) => ({ name: nameOf(source.path), ...referencePage(source) }));
  const pictures = [first, ...further].flatMap((page) => page.pictures);
  return new Map<string, string | Uint8Array>([
    [`${guideFolder}index.html`, first.html],
    [`${guideFolder}guide.css`, guideStyle],
    ...further.map(({ name, html }) => [`${onlineFolder}${name}.html`, html] as const),
    ...(await Promise.all(
      pictures.map(async ({ from, to }) => {
        const file = posix.join(posix.dirname(from), to);
        return [`${onlineFolder}${posix.basename(pictureAddress(from, to))}`, await readFile(file)] as const;
      }),
    )),
  ]);
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

async function answer(path: string, response: ServerResponse): Promise<void> {
  const name = path === guideFolder ? `${guideFolder}index.html` : path;
  const content = (await guideFiles()).get(name);
  const type = types[posix.extname(name)] ?? 'text/plain';
  response.writeHead(content === undefined ? 404 : 200, { 'Content-Type': type }).end(content ?? 'not found');
}

export function guide(): Plugin {
  return {
    name: 'modulode-guide',
    async generateBundle() {
      for (const [fileName, source] of await guideFiles()) this.emitFile({ type: 'asset', fileName, source });
    },
    /** In development, from the documents as they are now. */
    configureServer: (server) => {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').replace(/[?#].*/, '').slice(1);
        if (!path.startsWith(guideFolder)) return next();
        answer(path, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
      });
    },
  };
}
