/** Downloads of files from addresses that a person types or pastes. The request carries no cookies and no referrer. */
import type { Outcome } from '../../dataset/errors';

export type DownloadError =
  | { readonly tag: 'address-not-web'; readonly text: string }
  /** No such file, no network, or a server without CORS: the browser does not tell which. */
  | { readonly tag: 'address-unreachable'; readonly host: string }
  | { readonly tag: 'address-refused'; readonly host: string; readonly status: number }
  /** A web page in place of a file. */
  | { readonly tag: 'address-is-page'; readonly host: string; readonly file: string }
  | { readonly tag: 'download-broke-off'; readonly file: string; readonly bytes: number };

/** Bytes held in memory; larger parts become blobs, which the browser may keep on disk. */
const PART_BYTES = 64 * 2 ** 20;
/** Milliseconds between two reports of progress. */
const REPORT_MS = 100;

/** `report` gets the bytes that have arrived and the total, 0 where that is unknown. null where `signal` ended the download. */
export async function download(
  { url, host, file }: WebAddress,
  report: (bytes: number, total: number) => void,
  signal: AbortSignal,
): Promise<Outcome<File, DownloadError> | null> {
  let bytes = 0;
  let answered = false;
  let reportedAt = -Infinity;
  try {
    const response = await fetch(url, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
    answered = true;
    if (!response.ok) return { ok: false, error: { tag: 'address-refused', host, status: response.status } };
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      return { ok: false, error: { tag: 'address-is-page', host, file } };
    }
    const total = declaredSize(response);
    const parts: Blob[] = [];
    let held: Uint8Array<ArrayBuffer>[] = [];
    let heldBytes = 0;
    for await (const chunk of chunksOf(response)) {
      held.push(chunk);
      heldBytes += chunk.length;
      bytes += chunk.length;
      if (heldBytes >= PART_BYTES) {
        parts.push(new Blob(held));
        held = [];
        heldBytes = 0;
      }
      if (performance.now() - reportedAt < REPORT_MS) continue;
      reportedAt = performance.now();
      report(bytes, total);
    }
    report(bytes, total);
    return { ok: true, value: new File([...parts, ...held], file) };
  } catch {
    if (signal.aborted) return null;
    const error: DownloadError = answered
      ? { tag: 'download-broke-off', file, bytes }
      : { tag: 'address-unreachable', host };
    return { ok: false, error };
  }
}

/** Content-Length counts the bytes sent, which are fewer than those of the file where they are compressed. */
function declaredSize({ headers }: Response): number {
  return headers.has('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0) || 0;
}

async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!body) return;
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

export interface WebAddress {
  readonly url: string;
  readonly host: string;
  /** File name, from which the format is recognised. */
  readonly file: string;
}

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

function isThisComputer({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1';
}
