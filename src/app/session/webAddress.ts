/**
 * Addresses of files elsewhere, as a person types or pastes them. Where a repository gives programs another address than people,
 * that one is asked: pages may read those.
 */
export interface WebAddress {
  readonly url: string;
  readonly host: string;
  /** The name the file is read under. */
  readonly file: string;
}

/** `base`: the address of this page, which may have files beside it. null where nothing can be fetched from the text. */
export function webAddress(text: string, base: string): WebAddress | null {
  const typed = text.trim();
  if (typed === '') return null;
  const given = parsed(withScheme(typed), base);
  if (!given || (given.protocol !== 'https:' && given.protocol !== 'http:')) return null;
  const file = fileName(given);
  const url = forPrograms(given);
  url.hash = '';
  if (url.protocol === 'http:' && url.origin !== new URL(base).origin && !isThisComputer(url)) {
    url.protocol = 'https:';
  }
  return { url: url.href, host: url.host, file };
}

/** `zenodo.org/records/1/files/a.h5ad` without its `https://`; a file beside the page has no dot in its first folder. */
function withScheme(typed: string): string {
  return /^[\w-]+(\.[\w-]+)+(:\d+)?\/./u.test(typed) ? `https://${typed}` : typed;
}

function parsed(text: string, base: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

/**
 * Zenodo lets pages read its files under /api only (github.com/zenodo/zenodo/issues/2593); GitHub and Hugging Face show a
 * page about the file where people look at it.
 */
function forPrograms(url: URL): URL {
  const { host, pathname } = url;
  if (host === 'zenodo.org') {
    const [, record, file] = /^\/records?\/(\d+)\/(?:files|preview)\/([^/]+)\/?$/u.exec(pathname) ?? [];
    if (record && file) return new URL(`https://zenodo.org/api/records/${record}/files/${file}/content`);
  }
  if (host === 'github.com') {
    const [, repository, path] = /^\/([^/]+\/[^/]+)\/(?:blob|raw)\/(.+)$/u.exec(pathname) ?? [];
    if (repository && path) return new URL(`https://raw.githubusercontent.com/${repository}/${path}`);
  }
  if (host === 'huggingface.co') return new URL(url.href.replace('/blob/', '/resolve/'));
  return new URL(url);
}

function fileName({ pathname, host }: URL): string {
  const parts = pathname.split('/').filter((part) => part !== '' && part !== 'content');
  const last = parts.at(-1);
  return last === undefined ? host : decoded(last);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isThisComputer({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1';
}
