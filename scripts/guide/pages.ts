/** Which documents of the repository are the guide of the page, and where each of them lies in it. */
import { posix } from 'node:path';

/** In the order in which they are read, all on one page, which is kept for use without a network. */
export const chapters = [
  'docs/guide/ten-minutes.md',
  'docs/guide/effects.md',
  'docs/guide/believe.md',
  'docs/guide/numbers.md',
  'docs/guide/scanpy.md',
  'docs/guide/seurat.md',
  'docs/guide/cytoscape.md',
  'docs/cluster.md',
  'docs/guide.md',
] as const;

/** What chapters point to, a page each. Like the pictures these need a network: together they are larger than all chapters. */
export const references = [
  'docs/method.md',
  'docs/files.md',
  'docs/command-line.md',
  'docs/accuracy.md',
  'docs/network.md',
  'docs/knowledge.md',
  'docs/library.md',
  'docs/browsers.md',
  'docs/methods/README.md',
  'python/README.md',
] as const;

/** Below the folder of the page. */
export const guideFolder = 'guide/';
/** Below the folder of the page; not kept offline. */
export const onlineFolder = `${guideFolder}online/`;

const isChapter = (path: string) => chapters.some((chapter) => chapter === path);
const isReference = (path: string) => references.some((reference) => reference === path);

/** `docs/method.md`: `method`; `python/README.md`: `python`. */
export function nameOf(document: string): string {
  const name = posix.basename(document, '.md');
  return name === 'README' ? posix.basename(posix.dirname(document)) : name;
}

/** Chapters share one page: the name of the chapter is part of the name of its sections. */
export function anchorOf(document: string, section: string): string {
  if (!isChapter(document)) return section;
  return section === '' ? nameOf(document) : `${nameOf(document)}-${section}`;
}

/**
 * Where a link of a document leads in the guide; null: to nothing that comes with the page.
 * @param from path of the document in the repository
 */
export function addressOf(from: string, link: string): string | null {
  if (/^[a-z]+:/.test(link)) return link;
  const [path = '', section = ''] = link.split('#');
  const document = path === '' ? from : posix.join(posix.dirname(from), path);
  if (!isChapter(document) && !isReference(document)) return null;
  const fromChapter = isChapter(from);
  const anchor = anchorOf(document, section);
  const page = isChapter(document)
    ? fromChapter
      ? ''
      : '../'
    : `${fromChapter ? 'online/' : ''}${nameOf(document)}.html`;
  return anchor === '' ? page : `${page}#${anchor}`;
}

/** The address of a picture, from the page of the document. */
export function pictureAddress(from: string, picture: string): string {
  return `${isChapter(from) ? 'online/' : ''}${posix.basename(picture)}`;
}
