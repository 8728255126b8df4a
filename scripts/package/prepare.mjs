#!/usr/bin/env node
/**
 * npm's `prepare`: builds lib/ after `npm install` in a clone (not for an installed package), so that `npx modulode` works at once. Does
 * nothing if lib/ is newer than its sources, because npx calls it again.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const madeOf = ['src', 'scripts', 'public/sets', 'package.json', 'package-lock.json'];
/** Written last by the build. */
const built = 'lib/types/library/index.d.ts';

function newest(path) {
  const about = statSync(path);
  if (!about.isDirectory()) return about.mtimeMs;
  return Math.max(about.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const newestSource = Math.max(...madeOf.map(newest));
if (!existsSync(built) || statSync(built).mtimeMs < newestSource) {
  const vite = await import('vite').catch((error) => {
    console.warn(
      `modulode: the command line was not built, because what builds it is not installed (${error.message.split(/\.\s/u, 1)[0]}). Run \`npm install\` without --omit, or install a packed modulode-*.tgz.`,
    );
  });
  await vite?.build({ configFile: 'scripts/package/vite.config.ts', logLevel: 'warn' });
}
