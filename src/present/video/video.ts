/** Pictures in time, written as a file. */

export type VideoFormat = 'gif' | 'webm';

/** [width × height × 4] red, green, blue and opacity of every pixel, row by row. */
export type Pixels = Uint8ClampedArray<ArrayBuffer>;

export interface VideoWriter {
  /** A picture that stays for so long. */
  add(pixels: Pixels, milliseconds: number): Promise<void>;
  /** The file. */
  finish(): Promise<Uint8Array<ArrayBuffer>>;
}

/** Share of the time for which the last picture stays. */
const LAST_SHARE = 0.2;

/** Milliseconds of each of `pictures` pictures, `seconds` in all, in hundredths of a second, as GIF counts; the last stays longest. */
export function pictureTimes(pictures: number, seconds: number): readonly number[] {
  const hundredths = 100 * seconds;
  const others = Math.max(1, pictures - 1);
  const each = Math.floor(Math.min(((1 - LAST_SHARE) * hundredths) / others, hundredths / pictures));
  return Array.from({ length: pictures }, (_, i) =>
    i < pictures - 1 ? 10 * each : 10 * (hundredths - each * (pictures - 1)),
  );
}
