/** Addresses of files that a person types or pastes, as they are fetched. */
import type { WebAddress } from '../../../../workers/protocol';

/**
 * The address to fetch for a typed text; null where it is none. Repositories that serve programs elsewhere than people are
 * asked there. `base`: the address of this page, for relative addresses.
 */
export function webAddress(text: string, base: string): WebAddress | null {
  const typed = text.trim();
  if (typed === '') return null;
  const complete = withScheme(typed);
  if (!URL.canParse(complete, base)) return null;
  const given = new URL(complete, base);
  if (given.protocol !== 'https:' && given.protocol !== 'http:') return null;
  const file = fileName(given);
  const url = forPrograms(given);
  url.hash = '';
  if (url.protocol === 'http:' && url.origin !== new URL(base).origin && !isThisComputer(url)) {
    url.protocol = 'https:';
  }
  return { url: url.href, host: url.host, file };
}

/** Adds `https://` to `zenodo.org/records/1/files/a.h5ad`; a relative address has no dot in its first folder. */
function withScheme(typed: string): string {
  return /^[\w-]+(\.[\w-]+)+(:\d+)?\/./u.test(typed) ? `https://${typed}` : typed;
}

/**
 * Zenodo allows pages of other origins to read its files under /api only (github.com/zenodo/zenodo/issues/2593); GitHub and
 * Hugging Face show a web page at the address that people see.
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

export function isThisComputer({ hostname }: Pick<URL, 'hostname'>): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1';
}
