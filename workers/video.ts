/** The video worker: turns pictures into a GIF or a WebM file. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { gifWriter } from '../src/present/video/gif';
import type { Pixels, VideoWriter } from '../src/present/video/video';
import { type EncodedPicture, writeWebm } from '../src/present/video/webm';
import type { VideoApi, VideoSize } from './protocol';

/** Pictures from one that is complete to the next. */
const KEY_EVERY = 10;
/** Bits per second and pixel of the picture: lines and text stay sharp. */
const BITS_PER_PIXEL = 8;

let writer: VideoWriter | null = null;

function webmWriter({ width, height }: VideoSize): VideoWriter {
  const pictures: EncodedPicture[] = [];
  let failure: unknown = null;
  let [count, elapsed] = [0, 0];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      pictures.push({ data, at: Math.round(chunk.timestamp / 1000), isKey: chunk.type === 'key' });
    },
    error: (error) => {
      failure = error;
    },
  });
  encoder.configure({ codec: 'vp8', width, height, bitrate: BITS_PER_PIXEL * width * height });
  return {
    async add(pixels, milliseconds) {
      const frame = new VideoFrame(pixels, {
        format: 'RGBA',
        codedWidth: width,
        codedHeight: height,
        timestamp: 1000 * elapsed,
        duration: 1000 * milliseconds,
      });
      encoder.encode(frame, { keyFrame: count % KEY_EVERY === 0 });
      frame.close();
      count++;
      elapsed += milliseconds;
      if (encoder.encodeQueueSize > 2) await encoder.flush();
      if (failure) throw failure;
    },
    async finish() {
      await encoder.flush();
      encoder.close();
      return writeWebm({ codec: 'V_VP8', width, height, duration: elapsed }, pictures, 'Modulode');
    },
  };
}

function present(): VideoWriter {
  if (!writer) throw new Error('no file was begun');
  return writer;
}

const api: VideoApi = {
  async begin(format, size, samples: readonly Pixels[]) {
    writer = format === 'gif' ? gifWriter(size.width, size.height, samples) : webmWriter(size);
  },
  add: (pixels, milliseconds) => present().add(pixels, milliseconds),
  async finish() {
    const file = await present().finish();
    return transfer(file, [file.buffer]);
  },
};

expose(api);
