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
