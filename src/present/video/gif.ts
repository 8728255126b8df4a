/** Animated GIF (GIF89a), with one palette for all pictures, so that no colour flickers. Repeats for ever. */
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { Pixels, VideoWriter } from './video';

/** `samples`: pictures that together have the colours of all. */
export function gifWriter(width: number, height: number, samples: readonly Pixels[]): VideoWriter {
  const palette = quantize(together(samples), 256);
  const file = GIFEncoder();
  let isFirst = true;
  return {
    async add(pixels, milliseconds) {
      const index = applyPalette(pixels, palette);
      file.writeFrame(index, width, height, { ...(isFirst && { palette }), delay: milliseconds });
      isFirst = false;
    },
    async finish() {
      file.finish();
      return file.bytes();
    },
  };
}

function together(samples: readonly Pixels[]): Pixels {
  const all = new Uint8ClampedArray(samples.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sample of samples) {
    all.set(sample, at);
    at += sample.length;
  }
  return all;
}
