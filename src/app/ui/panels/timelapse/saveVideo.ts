/** Makes the file of a time-lapse: pictures are drawn here, the video worker writes them. */
import { transfer } from 'comlink';
import type { Scheme } from '../../../../present/figure/palette';
import type { Page } from '../../../../present/figure/svg/page';
import { type Pixels, pictureTimes, type VideoFormat } from '../../../../present/video/video';
import type { TimeLapse } from '../../../../share/timeLapse';
import { downloadName, saveFile } from '../../../session/share/exports';
import { newWorker, type WorkerEnd } from '../../../session/clients';
import { pageDrawer, timeLapsePages } from './pictures';

export const widths = [480, 720, 1080] as const;
export const lengths = [5, 10, 20] as const;

export interface VideoChoice {
  readonly format: VideoFormat;
  /** Pixels. */
  readonly width: number;
  readonly seconds: number;
}

/** Pictures from which the colours of a GIF are chosen. */
const SAMPLES = 5;

const mediaTypes: Readonly<Record<VideoFormat, string>> = { gif: 'image/gif', webm: 'video/webm' };

/** Whether this browser encodes video. */
export async function canEncodeVideo(): Promise<boolean> {
  if (typeof VideoEncoder === 'undefined') return false;
  const asked = await VideoEncoder.isConfigSupported({ codec: 'vp8', width: 720, height: 560 }).catch(
    () => null,
  );
  return asked?.supported === true;
}

/** Saves the file; null where `signal` ended it. Rejects where it cannot be made. */
export async function saveTimeLapse(
  lapse: TimeLapse,
  { format, width, seconds }: VideoChoice,
  scheme: Scheme,
  onProgress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly bytes: number } | null> {
  const pages = timeLapsePages(lapse, scheme);
  const [first] = pages ?? [];
  if (!pages || !first) return null;
  const worker = newWorker('video');
  signal.addEventListener('abort', () => worker.end());
  try {
    const size = sizeFor(first(), width);
    const draw = pageDrawer(size);
    const pictureAt = async (i: number) => draw(pages[i]?.() ?? first());
    const samples: Pixels[] = [];
    if (format === 'gif') for (const i of sampled(pages.length)) samples.push(await pictureAt(i));
    await given(worker.ask((video) => video.begin(format, size, samples)));
    for (const [i, milliseconds] of pictureTimes(pages.length, seconds).entries()) {
      onProgress(i, pages.length);
      const pixels = await pictureAt(i);
      await given(worker.ask((video) => video.add(transfer(pixels, [pixels.buffer]), milliseconds)));
    }
    const file = await given(worker.ask((video) => video.finish()));
    const name = downloadName(`time-lapse.${format}`);
    saveFile(new Blob([file], { type: mediaTypes[format] }), name);
    return { name, bytes: file.length };
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    worker.end();
  }
}

/** Even numbers of pixels, as videos have. */
function sizeFor({ width, height }: Page, wanted: number) {
  return { width: wanted, height: 2 * Math.round((height * wanted) / width / 2) };
}

/** Indices evenly from the first to the last. */
function sampled(pictures: number): ReadonlySet<number> {
  return new Set(Array.from({ length: SAMPLES }, (_, i) => Math.round((i * (pictures - 1)) / (SAMPLES - 1))));
}

async function given<T>(
  answer: Promise<
    { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WorkerEnd }
  >,
): Promise<T> {
  const outcome = await answer;
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.error.tag === 'worker-lost' ? outcome.error.detail : '');
}
