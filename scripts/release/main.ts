/**
 * Prepares a release: version, section of the changelog, citation, commit and tag, then what it consists of (artefacts.ts). Nothing is
 * sent anywhere; the last lines say what a person does.
 *
 *     npm run release -- 0.5.0
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { main as makeArtefacts, packageVersion } from './artefacts';
import { orderOf } from './site';

const git = (...args: readonly string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();

const UNRELEASED = '## Unreleased\n';

/** The changelog with what is unreleased under this version. @throws Error where nothing is */
export function releasedChangelog(changelog: string, version: string, day: string): string {
  const [before, after] = changelog.split(UNRELEASED, 2);
  if (before === undefined || after === undefined || !after.startsWith('\n- '))
    throw new Error('CHANGELOG.md has nothing under "## Unreleased". Say what users get first.');
  return `${before}${UNRELEASED}\n## ${version}, ${day}\n${after}`;
}

/** CITATION.cff of this version. @throws Error where it has no version or day */
export function releasedCitation(citation: string, version: string, day: string): string {
  const [ofVersion, ofDay] = [/^version: .*$/mu, /^date-released: .*$/mu];
  if (!ofVersion.test(citation) || !ofDay.test(citation))
    throw new Error('CITATION.cff lacks `version:` or `date-released:`.');
  return citation.replace(ofVersion, `version: ${version}`).replace(ofDay, `date-released: ${day}`);
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

export function main([version = '']: readonly string[]): number {
  const before = packageVersion();
  if (!/^\d+\.\d+\.\d+$/u.test(version) || orderOf(version) <= orderOf(before))
    throw new Error(`usage: npm run release -- VERSION, three numbers that come after ${before}`);
  if (git('status', '--porcelain') !== '') throw new Error('There are changes that are not committed.');
  const day = new Date().toISOString().slice(0, 10);
  rewrite('CHANGELOG.md', (text) => releasedChangelog(text, version, day));
  rewrite('CITATION.cff', (text) => releasedCitation(text, version, day));
  rewrite('docs/library.md', (text) => text.replaceAll(`modulode-${before}.tgz`, `modulode-${version}.tgz`));
  execFileSync('npm', ['version', version, '--no-git-tag-version'], { stdio: 'ignore' });
  git('commit', '--all', '--message', `Release ${version}\n\nVersion, changelog and citation of ${day}.`);
  git('tag', '--annotate', `v${version}`, '--message', `Modulode ${version}`);
  makeArtefacts();
  console.log(`
Version ${version} is committed and tagged, and lies in release/. What is left needs your accounts:
  npm test                                 once more, on this commit
  git push --follow-tags                   the workflow "release" publishes the page and the files above
  npm publish release/modulode-${version}.tgz    for \`npx modulode\`
  python3 -m twine upload release/*.whl    for \`pip install modulode\`
  a DOI: Zenodo archives the release; write it into CITATION.cff as \`doi:\``);
  return 0;
}
