/** The video worker: turns pictures into a GIF or a WebM file. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { BufferTarget, Output, VideoSample, VideoSampleSource, WebMOutputFormat } from 'mediabunny';
import { gifWriter } from '../src/present/video/gif';
import type { Pixels, VideoWriter } from '../src/present/video/video';
import type { VideoApi, VideoSize } from './protocol';

/** Pictures from one that is complete to the next. */
const KEY_EVERY = 10;
/** Bits per second and pixel of the picture: lines and text stay sharp. */
const BITS_PER_PIXEL = 8;

let writer: VideoWriter | null = null;

function webmWriter({ width, height }: VideoSize): VideoWriter {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const track = new VideoSampleSource({ codec: 'vp8', bitrate: BITS_PER_PIXEL * width * height });
  output.addVideoTrack(track);
  const started = output.start();
  let [count, elapsed] = [0, 0];
  return {
    async add(pixels, milliseconds) {
      await started;
      const sample = new VideoSample(pixels, {
        format: 'RGBA',
        codedWidth: width,
        codedHeight: height,
        timestamp: elapsed / 1000,
        duration: milliseconds / 1000,
      });
      await track.add(sample, { keyFrame: count % KEY_EVERY === 0 });
      sample.close();
      count++;
      elapsed += milliseconds;
    },
    async finish() {
      await output.finalize();
      if (target.buffer === null) throw new Error('the encoder wrote nothing');
      return new Uint8Array(target.buffer);
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
