/** A file from elsewhere, fetched because the person asked for it: nothing about the person goes along, and nothing else is asked. */
import type { Outcome } from '../../dataset/outcome';
import type { WebAddress } from './webAddress';

export type DownloadError =
  | { readonly tag: 'address-not-web'; readonly text: string }
  /** Not there, no network, or a server that does not let pages read its files: the browser does not say which. */
  | { readonly tag: 'address-unreachable'; readonly host: string }
  | { readonly tag: 'address-refused'; readonly host: string; readonly status: number }
  /** A page to look at in place of a file. */
  | { readonly tag: 'address-is-page'; readonly host: string; readonly file: string }
  | { readonly tag: 'download-broke-off'; readonly file: string; readonly bytes: number };

/** What is held in memory at once: parts beyond it are given to the browser, which may keep them on disk. */
const partBytes = 64 * 2 ** 20;

/** `told` hears the bytes that arrived and their number in all, 0 where the server does not say. null where `signal` ended it. */
export async function download(
  { url, host, file }: WebAddress,
  told: (bytes: number, inAll: number) => void,
  signal: AbortSignal,
): Promise<Outcome<File, DownloadError> | null> {
  let bytes = 0;
  let answered = false;
  try {
    const response = await fetch(url, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
    answered = true;
    if (!response.ok) return { ok: false, error: { tag: 'address-refused', host, status: response.status } };
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      return { ok: false, error: { tag: 'address-is-page', host, file } };
    }
    const inAll = sizeSaid(response);
    const parts: Blob[] = [];
    let held: Uint8Array<ArrayBuffer>[] = [];
    let heldBytes = 0;
    for await (const chunk of chunksOf(response)) {
      held.push(chunk);
      heldBytes += chunk.length;
      bytes += chunk.length;
      if (heldBytes >= partBytes) {
        parts.push(new Blob(held));
        held = [];
        heldBytes = 0;
      }
      told(bytes, inAll);
    }
    return { ok: true, value: new File([...parts, ...held], file) };
  } catch {
    if (signal.aborted) return null;
    const error: DownloadError = answered
      ? { tag: 'download-broke-off', file, bytes }
      : { tag: 'address-unreachable', host };
    return { ok: false, error };
  }
}

/** The length said is that of what travels, which is not that of the file where it is packed for the way. */
function sizeSaid({ headers }: Response): number {
  return headers.has('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0) || 0;
}

async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!body) return;
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
