import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { releasedChangelog, releasedCitation } from './main';
import { orderOf, writeSite } from './site';

const folder = mkdtempSync(join(tmpdir(), 'modulode-site-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The archive of a page that says its version. */
function pageOf(version: string, place = '.'): string {
  const built = join(folder, `built-${version}`);
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(built, 'index.html'), version);
  writeFileSync(join(built, 'assets', `of-${version}.js`), '');
  const archive = join(folder, `modulode-page-${version}.tar.gz`);
  execFileSync('tar', ['-czf', archive, '-C', place === '.' ? built : folder, place]);
  return archive;
}

it('a site has its newest release at the root, whatever the order, and each at its own address', () => {
  const site = join(folder, 'site');
  writeSite(site, [pageOf('0.9.1'), pageOf('0.10.0'), pageOf('0.4.12')], '/modulode/');
  const said = (path: string) => readFileSync(join(site, path), 'utf8');
  expect(said('index.html')).toBe('0.10.0');
  for (const version of ['0.9.1', '0.10.0', '0.4.12']) expect(said(`v${version}/index.html`)).toBe(version);
  expect(said('assets/of-0.10.0.js')).toBe('');
  expect(() => said('assets/of-0.9.1.js')).toThrow('ENOENT');
  expect(said('404.html')).toContain('<a href="/modulode/">');
});

it('what cannot be a site is refused, and nothing is overwritten', () => {
  const page = pageOf('1.0.0');
  expect(() => writeSite(folder, [page], '/')).toThrow('is there already');
  const site = join(folder, 'other');
  expect(() => writeSite(site, [page], 'modulode')).toThrow('--base modulode is no path');
  expect(() => writeSite(site, [page], '/"onclick=/')).toThrow('is no path');
  expect(() => writeSite(site, [], '/')).toThrow('Name at least one');
  expect(() => writeSite(site, ['page.tar.gz'], '/')).toThrow('is not named');
  expect(() => writeSite(site, [pageOf('1.0.1', 'built-1.0.1')], '/')).toThrow('has no index.html');
});

it('what is unreleased becomes the section of the version, and nothing is left out', () => {
  // Just after a release there is nothing.
  const changelog = readFileSync('CHANGELOG.md', 'utf8').replace('## Unreleased\n', '$&\n- New.\n');
  const released = releasedChangelog(changelog, '99.0.0', '2099-01-31');
  expect(released.replace('## 99.0.0, 2099-01-31\n\n', '')).toBe(changelog);
  expect(released).toContain('## Unreleased\n\n## 99.0.0, 2099-01-31\n\n- ');
  expect(() => releasedChangelog(released, '99.0.1', '2099-02-01')).toThrow('nothing under');
});

it('the citation takes version and day, and keeps the rest', () => {
  const citation = readFileSync('CITATION.cff', 'utf8');
  const released = releasedCitation(citation, '99.0.0', '2099-01-31');
  const changed = released.split('\n').filter((line) => !citation.split('\n').includes(line));
  expect(changed).toEqual(['version: 99.0.0', 'date-released: 2099-01-31']);
  const cited = releasedCitation(released, '99.0.0', '2099-01-31', '10.5281/zenodo.99');
  expect(cited.split('\n').filter((line) => !released.split('\n').includes(line))).toEqual([
    'doi: 10.5281/zenodo.99',
  ]);
  // A DOI is of one release.
  expect(releasedCitation(cited, '99.0.0', '2099-01-31')).toBe(released);
  expect(() => releasedCitation('title: Modulode\n', '99.0.0', '2099-01-31')).toThrow('lacks');
});

it('versions are compared by their numbers', () => {
  for (const [later, earlier] of [
    ['0.10.0', '0.9.9'],
    ['1.0.0', '0.99.99'],
    ['0.4.1', '0.4.0'],
  ] as const)
    expect(orderOf(later)).toBeGreaterThan(orderOf(earlier));
});
