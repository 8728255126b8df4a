/**
 * Puts released pages together as one site: the newest at its root, each also below `vVERSION/`, so that an address of a release
 * keeps showing it, and `404.html` for hosts that look for it (GitHub Pages does).
 *
 *     npm run site -- OUT --base /modulode/ modulode-page-0.5.0.tar.gz modulode-page-0.4.0.tar.gz
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const named = /^modulode-page-(\d+)\.(\d+)\.(\d+)\.tar\.gz$/u;

/** By version, whose numbers are below 10,000. */
function newestFirst(archives: readonly string[]): readonly { archive: string; version: string }[] {
  const found = archives.map((archive) => {
    const numbers = named.exec(basename(archive))?.slice(1).map(Number);
    if (!numbers) throw new Error(`${archive} is not named modulode-page-VERSION.tar.gz.`);
    return { archive, numbers, version: numbers.join('.') };
  });
  const size = ([major = 0, minor = 0, patch = 0]: readonly number[]) => (major * 1e4 + minor) * 1e4 + patch;
  return found.toSorted((first, second) => size(second.numbers) - size(first.numbers));
}

/** @param base path of the site on its host, with a slash at both ends */
export function writeSite(folder: string, archives: readonly string[], base: string): void {
  if (existsSync(folder)) throw new Error(`${folder} is there already. Name a new folder.`);
  if (!/^\/(?:[\w.~-]+\/)*$/u.test(base)) throw new Error(`--base ${base} is no path such as /modulode/.`);
  const releases = newestFirst(archives);
  const [newest] = releases;
  if (!newest) throw new Error('Name at least one modulode-page-VERSION.tar.gz.');
  for (const { archive, version } of releases) {
    const place = join(folder, `v${version}`);
    mkdirSync(place, { recursive: true });
    execFileSync('tar', ['-xzf', archive, '-C', place]);
    if (!existsSync(join(place, 'index.html'))) throw new Error(`${archive} has no index.html at its top.`);
  }
  cpSync(join(folder, `v${newest.version}`), folder, { recursive: true });
  writeFileSync(join(folder, '404.html'), notFound(base));
}

function notFound(base: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>No page here · Modulode</title>
  </head>
  <body>
    <h1>There is no page at this address</h1>
    <p>Links that were shared begin at <a href="${base}">the address of Modulode</a>: put the part of your link from # on behind it.</p>
  </body>
</html>
`;
}

export function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { base: { type: 'string', default: '/' } },
  });
  const [folder, ...archives] = positionals;
  if (folder === undefined) throw new Error('usage: npm run site -- OUT [--base PATH] ARCHIVE…');
  writeSite(folder, archives, values.base);
  return 0;
}
