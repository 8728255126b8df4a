/** Downloads of files from addresses that a person types or pastes. The request carries no cookies and no referrer. */
import type { Outcome } from '../src/dataset/errors';

export interface WebAddress {
  readonly url: string;
  readonly host: string;
  /** File name, from which the format is recognised. */
  readonly file: string;
}

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

/** `report` gets the bytes that have arrived and the total, 0 where that is unknown. */
export async function downloadFile(
  { url, host, file }: WebAddress,
  report: (bytes: number, total: number) => void,
): Promise<Outcome<File, DownloadError>> {
  let bytes = 0;
  let answered = false;
  let reportedAt = -Infinity;
  try {
    const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
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
