/** The part of gifenc 1.0.3 that is used; the package has no types. */
declare module 'gifenc' {
  type Color = number[];

  interface Encoder {
    /** `palette` with the first frame: that of the file. `delay` in milliseconds. */
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { readonly palette?: Color[]; readonly delay: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  }

  export function GIFEncoder(): Encoder;
  /** `rgba`: its memory from the start is read. */
  export function quantize(rgba: Uint8ClampedArray, maxColors: number): Color[];
  export function applyPalette(rgba: Uint8ClampedArray, palette: Color[]): Uint8Array;
}
