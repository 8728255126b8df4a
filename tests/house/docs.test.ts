/** The documentation names what exists: links and their sections, files, identifiers; every decision is one page and one row of the table. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));
const pages = tracked.filter((file) => file.endsWith('.md'));
const textOf = (page: string) => readFileSync(page, 'utf8');

/** As GitHub makes them from headings. */
function sectionsOf(page: string): readonly string[] {
  const headings = [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it.each(pages)('%s links to files and sections that exist', (page) => {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const missing = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', section] = link.split('#');
    const file = path === '' ? page : posix.join(posix.dirname(page), path);
    if (!existsSync(file)) return true;
    return section !== undefined && file.endsWith('.md') && !sectionsOf(file).includes(section);
  });
  expect(missing).toEqual([]);
});

function spans(page: string): readonly string[] {
  const text = textOf(page).replaceAll(/```[\s\S]*?```/g, '');
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
}

describe('between backticks', () => {
  const code = tracked.filter((file) => /\.(?:tsx?|mts|mjs|py|json|css|html|smk|yaml|yml)$/.test(file));
  const words = new Set(code.flatMap((file) => textOf(file).match(/[A-Za-z_$][\w$]*/g) ?? []));
  const names = new Set(tracked.map((file) => posix.basename(file)));
  const own = pages.filter(
    (page) => /^(?:docs\/|bench\/|README|CONTRIBUTING)/.test(page) && page !== 'docs/api.md',
  );
  /** Not of this repository. */
  const foreign = new Set([
    // Written by builds.
    'lib/licenses.md',
    'dist/licenses.md',
    'licenses.md',
    // Kubernetes, WGSL, a label.
    'ReadWriteMany',
    'subgroupAdd',
    'siSTAT1_2',
  ]);
  it.each(own)('%s names files that exist', (page) => {
    const paths = spans(page).filter((span) => /^[\w./@-]+\.(?:tsx?|mjs|md|py|css)$/.test(span));
    const missing = paths.filter(
      (path) =>
        !foreign.has(path) &&
        !(path.includes('/') ? tracked.some((file) => `/${file}`.endsWith(`/${path}`)) : names.has(path)),
    );
    expect(missing).toEqual([]);
  });

  it.each(own)('%s names identifiers that exist', (page) => {
    const identifiers = spans(page).filter((span) =>
      /^[a-z]+[A-Z]\w*(?:\(\))?$|^[A-Z][a-z]+[A-Z]\w*$/.test(span),
    );
    const missing = identifiers.filter((name) => !words.has(name.replace('()', '')) && !foreign.has(name));
    expect(missing).toEqual([]);
  });
});

describe('decisions', () => {
  const folder = 'docs/decisions';
  const rows = [
    ...textOf(`${folder}/README.md`).matchAll(
      /^\| (\d{4})\s*\|\s*(?:\[.*\]\((.*)\)|–)\s*\|[^|]*\|\s*([^|]*?)\s*\|$/gm,
    ),
  ];
  const files = pages.filter((page) => page.startsWith(`${folder}/0`)).map((page) => posix.basename(page));

  it('have one row each, without a gap', () => {
    expect(rows.map(([, number]) => Number(number))).toEqual(rows.map((_, row) => row + 1));
    expect(rows.flatMap(([, , file]) => file ?? [])).toEqual(files);
  });

  it.each(files)('%s is one page with the status of its row', (file) => {
    const text = textOf(`${folder}/${file}`);
    const status = rows.find(([, , of]) => of === file)?.[3];
    const [, replacedBy] = /^\*(?:Holds|Replaced by \[(\d{4})\])/m.exec(text) ?? ['', 'none'];
    expect(status).toBe(replacedBy === undefined ? 'holds' : `replaced by ${replacedBy}`);
    expect(text.split(/\s+/).length).toBeLessThanOrEqual(402);
  });
});
