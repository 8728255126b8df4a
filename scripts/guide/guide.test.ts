/** The guide that the build makes of the documents: nothing of them is lost, every address leads somewhere, nothing in it needs a script or an inline style. */
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chapters, references } from './pages';
import { guideFiles } from './plugin';

let files: ReadonlyMap<string, string | Uint8Array>;
beforeAll(async () => {
  files = await guideFiles();
});

const textOf = (path: string) => {
  const content = files.get(path);
  if (typeof content !== 'string') throw new Error(`${path} is no page.`);
  return content;
};
const pages = () => [...files.keys()].filter((path) => path.endsWith('.html'));
const decoded = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** Without what stands in fences, where `#` begins a comment. */
const headingsOf = (document: string) =>
  [
    ...readFileSync(document, 'utf8')
      .replaceAll(/^```[\s\S]*?^```/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = '']) => heading.replaceAll(/[`*]|\]\([^)]*\)|\[/g, ''));

describe.each([
  ...chapters.map((document) => ({ document, page: 'guide/index.html' })),
  ...references.map((document) => ({
    document,
    page: `guide/online/${document.replace(/^docs\//, '').replace(/\/README\.md$|\.md$/, '')}.html`,
  })),
])('$document', ({ document, page }) => {
  it('has all its headings, in their order', () => {
    const shown = [...textOf(page).matchAll(/<h[1-6][^>]*>(.*?)<\/h[1-6]>/g)].map(([, html = '']) =>
      decoded(html),
    );
    const expected = headingsOf(document);
    expect(expected.length).toBeGreaterThan(0);
    const first = shown.indexOf(expected[0] ?? '');
    expect(shown.slice(first, first + expected.length)).toEqual(expected);
  });
});

it('every link and picture leads to a part of the guide that is there, to the page, or to another site', () => {
  const missing = pages().flatMap((page) => {
    const html = textOf(page);
    const addresses = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address = '']) => address);
    return addresses.filter((address) => {
      if (address.startsWith('https://')) return false;
      const [path = '', anchor] = address.split('#');
      const target = path === '' ? page : posix.join(posix.dirname(page), path);
      // The page itself, the gallery that is built beside it (e2e/gallery.spec.ts), its icon.
      if (target === './' || target === 'gallery/' || existsSync(posix.join('public', target))) return false;
      const file = target.endsWith('/') ? `${target}index.html` : target;
      if (!files.has(file)) return true;
      return anchor !== undefined && !textOf(file).includes(` id="${anchor}"`);
    });
  });
  expect(missing).toEqual([]);
});

it('no name of a section occurs twice on a page', () => {
  for (const page of pages()) {
    const ids = [...textOf(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  }
});

it('no Markdown is left, outside of code', () => {
  for (const page of pages()) {
    const text = textOf(page).replaceAll(/<code>[\s\S]*?<\/code>/g, '');
    expect(decoded(text)).not.toMatch(/\]\(|\*\*|`|^#+ |^\s*\| /m);
  }
});

it('no script and no inline style, which its policy forbids', () => {
  for (const page of pages()) {
    const html = textOf(page);
    expect(html).toMatch(
      /^<!doctype html>\n<html lang="en">\n<head>\n<meta http-equiv="Content-Security-Policy"/,
    );
    expect(html.replaceAll(/<code>[\s\S]*?<\/code>/g, '')).not.toMatch(/<script|<style| style=| on[a-z]+=/);
  }
});
