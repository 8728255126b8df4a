/** The bytes of a file as they come, gzip undone, with the place where unpacking broke. */
import { DatasetFailure } from '../errors';

export type OnBytes = (done: number, total: number) => void;

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The first bytes after decompression, 64 kB at most. Throws `damaged-file` where the compression is broken. */
export async function peek(file: File): Promise<Uint8Array> {
  const head = new Uint8Array(await file.slice(0, 65_536).arrayBuffer());
  if (!isGzip(head)) return head;
  const reader = unzipped(file.stream()).getReader();
  try {
    const { value } = await reader.read();
    return (value ?? new Uint8Array(0)).slice(0, 65_536);
  } catch (error) {
    throw cannotUnpack(file.name, 'the beginning of the file', error);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** All of it, a portion at a time; `onBytes` counts what lies in the file. Throws `damaged-file` as `peek` does. */
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
  const compressed = isGzip(new Uint8Array(await file.slice(0, 2).arrayBuffer()));
  const reader = (compressed ? unzipped(counted) : counted).getReader();
  try {
    for (;;) {
      const { done: ended, value } = await reader.read().catch((error: unknown) => {
        throw cannotUnpack(file.name, `near byte ${done} of ${file.size}`, error);
      });
      if (ended) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function unzipped(stream: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> {
  return stream.pipeThrough(new DecompressionStream('gzip'));
}

function cannotUnpack(file: string, where: string, error: unknown): DatasetFailure {
  const detail = `The compressed data cannot be unpacked (${String(error)}).`;
  return new DatasetFailure({ tag: 'damaged-file', file, where, detail });
}

/** Bytes sent through one of the platform's own packing streams, as long as not too much comes out. */

/** null beyond `most` bytes: the rest is never made. Rejects where the stream finds the bytes damaged. */
export async function streamed(
  bytes: Uint8Array<ArrayBuffer>,
  through: GenericTransformStream,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const writer: WritableStreamDefaultWriter<Uint8Array> = through.writable.getWriter();
  // What goes wrong is told to who reads.
  void writer.write(bytes).catch(() => undefined);
  void writer.close().catch(() => undefined);
  const reader: ReadableStreamDefaultReader<Uint8Array> = through.readable.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts, length);
    parts.push(value);
    length += value.length;
    if (length > most) {
      await reader.cancel();
      return null;
    }
  }
}

/** One after the other. @param length of all together */
export function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
