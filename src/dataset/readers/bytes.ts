/** The bytes of a file as a stream, gzip removed; errors name the place where decompression failed. */
import { DatasetFailure } from '../errors';

/** Progress: bytes of the file read so far, and the size of the file. */
export type OnBytes = (done: number, total: number) => void;

const PEEK_BYTES = 65_536;
const PART_BYTES = 16_000_000;
const MAX_CHUNK = 2_000_000;
/** The only method of gzip (RFC 1952, 2.3.1). */
const DEFLATE = 8;

/** The progress of one part, `size` of `total` bytes after the first `before`, as progress of the whole. */
export function partOf(before: number, size: number, total: number, onBytes: OnBytes): OnBytes {
  return (done, all) => onBytes(before + (all === 0 ? size : (size * done) / all), total);
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === DEFLATE;
}

/** The first bytes after decompression, 64 kB at most. Throws `damaged-file` where the compression is broken. */
export async function peek(file: File): Promise<Uint8Array> {
  const head = new Uint8Array(await file.slice(0, PEEK_BYTES).arrayBuffer());
  if (!isGzip(head)) return head;
  const reader = unzipped(file.stream()).getReader();
  try {
    const { value } = await reader.read();
    return (value ?? new Uint8Array(0)).slice(0, PEEK_BYTES);
  } catch (error) {
    throw cannotUnpack(file.name, 'the beginning of the file', error);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The whole file in chunks of at most two megabytes, decompressed; `onBytes` counts bytes before decompression. Throws `damaged-file`. */
export async function* byteChunks(file: File, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  let done = 0;
  const counted = file.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        done += chunk.length;
        onBytes(done, file.size);
        controller.enqueue(chunk);
      },
    }),
  );
  const compressed = isGzip(new Uint8Array(await file.slice(0, 3).arrayBuffer()));
  const reader = (compressed ? unzipped(counted) : counted).getReader();
  try {
    for (;;) {
      const { done: ended, value } = await reader.read().catch((error: unknown) => {
        throw cannotUnpack(file.name, `near byte ${done} of ${file.size}`, error);
      });
      if (ended) return;
      // Node gives a file that lies in memory as one chunk.
      for (let at = 0; at < value.length; at += MAX_CHUNK) yield value.subarray(at, at + MAX_CHUNK);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function unzipped(stream: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> {
  return stream.pipeThrough(new DecompressionStream('gzip'));
}

function cannotUnpack(file: string, where: string, error: unknown): DatasetFailure {
  const detail = `The compressed data cannot be unpacked (${error instanceof Error ? error.message : String(error)}).`;
  return DatasetFailure.damaged(file, where, detail);
}

/**
 * The bytes after a (de)compression stream of the platform; null where they exceed `maxBytes`, without making the rest. Rejects
 * where the stream finds them damaged.
 */
export async function streamed(
  bytes: Uint8Array<ArrayBuffer>,
  through: GenericTransformStream,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const writer: WritableStreamDefaultWriter<Uint8Array> = through.writable.getWriter();
  // Errors surface at the reading end.
  void writer.write(bytes).catch(() => undefined);
  void writer.close().catch(() => undefined);
  const reader: ReadableStreamDefaultReader<Uint8Array> = through.readable.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts);
    parts.push(value);
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      return null;
    }
  }
}

/** Collects copies of bytes as a file, in parts that the browser may move to disk. */
export class FileParts {
  size = 0;
  readonly #parts: Blob[] = [];
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #flushed = 0;

  add(bytes: Uint8Array): void {
    this.#pending.push(new Uint8Array(bytes));
    this.size += bytes.length;
    if (this.size - this.#flushed > PART_BYTES) this.#flush();
  }

  finish(name: string): File {
    this.#flush();
    return new File(this.#parts, name);
  }

  #flush(): void {
    this.#parts.push(new Blob(this.#pending));
    this.#pending = [];
    this.#flushed = this.size;
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
