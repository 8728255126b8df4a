/**
 * Prepares a release: version, section of the changelog, citation, commit and tag, then what it consists of (artefacts.ts). Nothing is
 * sent anywhere; the last lines say what a person does.
 *
 *     npm run release -- 0.5.0 [--doi 10.5281/zenodo.1]
 *
 * A DOI that is reserved before the release is cited in it; without --doi the citation has none, since that of an earlier one is not its own.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
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

const NO_DOI = '# doi: of the archived release; npm run release writes it (--doi).';

/** CITATION.cff of this version. `doi`: null where none is reserved. @throws Error where it has no version, day or place of a DOI */
export function releasedCitation(
  citation: string,
  version: string,
  day: string,
  doi: string | null = null,
): string {
  const places = [/^version: .*$/mu, /^date-released: .*$/mu, /^(?:# )?doi: .*$/mu] as const;
  if (!places.every((place) => place.test(citation)))
    throw new Error('CITATION.cff lacks `version:`, `date-released:` or `doi:`.');
  const [ofVersion, ofDay, ofDoi] = places;
  return citation
    .replace(ofVersion, `version: ${version}`)
    .replace(ofDay, `date-released: ${day}`)
    .replace(ofDoi, doi === null ? NO_DOI : `doi: ${doi}`);
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

export function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { doi: { type: 'string' } },
  });
  const [version = ''] = positionals;
  const { doi = null } = values;
  const before = packageVersion();
  if (!/^\d+\.\d+\.\d+$/u.test(version) || orderOf(version) <= orderOf(before))
    throw new Error(`usage: npm run release -- VERSION, three numbers that come after ${before}`);
  if (doi !== null && !/^10\.\d{4,9}\/[\w.;()/:-]+$/u.test(doi))
    throw new Error(`--doi ${doi} is no DOI such as 10.5281/zenodo.1.`);
  if (git('status', '--porcelain') !== '') throw new Error('There are changes that are not committed.');
  const day = new Date().toISOString().slice(0, 10);
  rewrite('CHANGELOG.md', (text) => releasedChangelog(text, version, day));
  rewrite('CITATION.cff', (text) => releasedCitation(text, version, day, doi));
  for (const document of ['docs/library.md', 'docs/command-line.md'])
    rewrite(document, (text) => text.replaceAll(`modulode-${before}.tgz`, `modulode-${version}.tgz`));
  execFileSync('npm', ['version', version, '--no-git-tag-version'], { stdio: 'ignore' });
  git('commit', '--all', '--message', `Release ${version}\n\nVersion, changelog and citation of ${day}.`);
  git('tag', '--annotate', `v${version}`, '--message', `Modulode ${version}`);
  makeArtefacts();
  console.log(`
Version ${version} is committed and tagged, and lies in release/. What is left needs your accounts:
  npm test                                 once more, on this commit
  git push --follow-tags                   the workflow "release" publishes the page and the files above
  npm publish release/modulode-${version}.tgz    for \`npx modulode\`; the workflow does it with provenance where npm trusts it as publisher,
                                           the package names its repository, and the variable PUBLISH_TO_NPM is "yes"
  python3 -m twine upload release/*.whl    for \`pip install modulode\`
  ${doi === null ? 'a DOI: reserve one (Zenodo does before it archives) and release with --doi' : `the archive of ${doi}: upload release/ there`}`);
  return 0;
}
