/** What is installed and bundled is listed: install scripts by name, packages from the registry with their sums, licences, and the origin of data. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const lockfile = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        license: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
/** Where the lock file names no address. */
const registry = 'https://registry.npmjs.org/';
const { '': root, ...packages } = lockfile.packages;
const installed = Object.entries(packages).map(([path, about]) => ({
  name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  ...about,
}));

it('install scripts are allowed by name and version', () => {
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const withScripts = installed.filter(({ hasInstallScript }) => hasInstallScript);
  expect(root).toBeDefined();
  expect(withScripts.map(({ name, version }) => `${name}@${version}`)).toEqual(Object.keys(allowScripts));
});

it('every package has its sum, and none comes from elsewhere than the registry', () => {
  const odd = installed.filter(
    ({ resolved = registry, integrity = '' }) =>
      !resolved.startsWith(registry) || !/^sha512-[\w+/]{86}==$/.test(integrity),
  );
  expect(odd.map(({ name }) => name)).toEqual([]);
});

/** Licences that allow bundling and passing on; of h5wasm, whose package.json refers to its text. */
const permitted = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'OFL-1.1',
  '(MIT OR CC0-1.0)',
  '(WTFPL OR MIT)',
]);

it('every package has a licence that allows to pass it on', () => {
  const others = installed.filter(({ license }) => license === undefined || !permitted.has(license));
  expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([
    'h5wasm: SEE LICENSE IN LICENSE.txt',
  ]);
});

const page = readFileSync('docs/supply-chain.md', 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `') && line.includes('scripts/make-'));

it('the page about bundled data names every file there is, and no other', () => {
  const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'public', 'src'], {
    encoding: 'utf8',
  });
  const data = tracked
    .split('\n')
    .filter((file) => file !== '' && existsSync(file))
    // Code, pages beside the data, and values of reference programs, which are not bundled.
    .filter((file) => !/\.(?:js|tsx?|css|md|webmanifest|reference\.json)$/.test(file));
  const named = rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
  );
  expect(named.toSorted()).toEqual(data.toSorted());
});

it('every row names a source, a licence and a script that is there', () => {
  const lacking = rows.filter((row) => {
    const [, source = '', licence = '', script = ''] = row.split(' | ');
    const isWhole = /\w/.test(source) && /CC0|CC BY|MIT|public domain|that of the program/.test(licence);
    return !isWhole || !existsSync(/`([^`]+)`/.exec(script)?.[1] ?? '');
  });
  expect(lacking).toEqual([]);
});
