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

const named = /^modulode-page-(\d+\.\d+\.\d+)\.tar\.gz$/u;

/** Larger for a later version, of three numbers below 10,000. */
export function orderOf(version: string): number {
  return version.split('.').reduce((order, number) => order * 1e4 + Number(number), 0);
}

function newestFirst(archives: readonly string[]): readonly { archive: string; version: string }[] {
  const found = archives.map((archive) => {
    const version = named.exec(basename(archive))?.[1];
    if (version === undefined) throw new Error(`${archive} is not named modulode-page-VERSION.tar.gz.`);
    return { archive, version };
  });
  return found.toSorted((first, second) => orderOf(second.version) - orderOf(first.version));
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
