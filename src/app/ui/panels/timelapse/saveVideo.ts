/** Makes the file of a time-lapse: pictures are drawn here, the video worker writes them. */
import { transfer } from 'comlink';
import { type Palette, type Scheme, paletteOf } from '../../../../present/figure/palette';
import type { Page } from '../../../../present/figure/svg/page';
import { type Pixels, type VideoFormat, pictureTimes } from '../../../../present/video/video';
import { MAX_FRAME_EDGES, type TimeLapse, type TimeLapseFrame } from '../../../../share/timeLapse';
import { currentNetwork, downloadName, saveFile } from '../../../session/share/exports';
import { type WorkerEnd, newWorker } from '../../../session/clients';
import { perturbedGenes } from '../../../../dataset/dataset';
import { compose } from '../../../../present/figure/compose';
import type { NetworkFigure } from '../../../../present/figure/networkFigure';
import { sceneOfNetwork } from '../../../../present/figure/runFigure';
import { type Scene, withoutHidden } from '../../../../present/figure/scene';
import { type FramePicture, frameWriter } from '../../../../present/figure/svg/frameSvg';
import { edgesOfFrame, learningDoubt, modulesOfFrame } from '../../../../present/figure/timeLapse';
import { doubtOf } from '../../../session/run/doubt';
import { latestSnapshot } from '../../../session/run/snapshots';
import { useRun, useView } from '../../../session/stores';
import { placementNow } from '../../../session/view/viewBus';
import { originText } from '../../kit/savedPicture';
import { errorText, frameText, presentText } from '../../text/timeLapse';

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

/** The frames of a run and its network, as SVG; null where nothing is arranged yet. */
function timeLapsePages(lapse: TimeLapse, scheme: Scheme): readonly (() => Page)[] | null {
  const run = useRun.getState();
  const network = currentNetwork();
  const placement = run.dataset && placementNow(run.dataset.genes);
  if (!run.dataset || !network || !placement) return null;
  const view = useView.getState().present;
  const { genes } = run.dataset;
  const { step, steps, heldOutError } = run.summary;
  const modules = run.result?.modules ?? latestSnapshot()?.modules ?? [];
  const doubt = run.result ? doubtOf(run) : null;
  const budget = { ...view, edgeBudget: Math.min(view.edgeBudget, MAX_FRAME_EDGES) };
  const present: Scene = {
    ...sceneOfNetwork({ network, modules, perturbed: perturbedGenes(run.dataset) }, budget),
    doubt: doubt ?? learningDoubt(heldOutError),
  };
  const edgesAt = (frame: TimeLapseFrame) => withoutHidden(edgesOfFrame(frame, network, budget), view);
  const sceneAt = (frame: TimeLapseFrame): Scene => ({
    ...present,
    edges: edgesAt(frame),
    modules: modulesOfFrame(lapse, frame, modules, genes.length),
    doubt: doubt ?? learningDoubt(frame.error),
  });
  const palette = paletteOf(scheme);
  // Every gene that has an edge at some step is in every picture.
  const linked = new Set(
    [...lapse.frames.flatMap(edgesAt), ...present.edges].flatMap(({ source, target }) => [source, target]),
  );
  const figureOf = (scene: Scene) => steadyFigure(scene, linked, palette);
  const write = frameWriter({
    whole: figureOf(present),
    places: new Map(
      genes.map((_, gene) => [
        gene,
        { x: placement.positions[2 * gene] ?? 0, y: placement.positions[2 * gene + 1] ?? 0 },
      ]),
    ),
    palette,
    caption: originText(),
  });
  const pages = lapse.frames.map((frame) => () => {
    const figure = figureOf(sceneAt(frame));
    const title = frameText(frame, steps);
    return write({ figure, title, note: noteOf(figure, frame.error), share: frame.step / steps });
  });
  const last = (): FramePicture => {
    const figure = figureOf(present);
    const title = presentText(run.result !== null, step, steps);
    return { figure, title, note: noteOf(figure, heldOutError), share: step / steps };
  };
  return [...pages, () => write(last())];
}

function steadyFigure(scene: Scene, linked: ReadonlySet<number>, palette: Palette): NetworkFigure {
  const figure = compose({ ...scene, pinned: linked }, palette);
  return { ...figure, nodes: figure.nodes.map((node) => ({ ...node, pinned: false })) };
}

function noteOf({ ribbon }: NetworkFigure, error: number | null): string {
  return ribbon ?? (error === null ? '' : errorText(error));
}

/** Draws pages of one size, `width` pixels wide. */
function pageDrawer({ width, height }: Pick<Page, 'width' | 'height'>) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async ({ svg }: Page): Promise<Pixels> => {
    const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    try {
      const image = new Image();
      image.src = address;
      await image.decode();
      if (!context) throw new Error('no canvas');
      context.drawImage(image, 0, 0, width, height);
      return context.getImageData(0, 0, width, height).data;
    } finally {
      URL.revokeObjectURL(address);
    }
  };
}
