/** The pictures of the time-lapse of the run on screen, as pixels: drawn as figures are, without a panel. */
import { perturbedGenes } from '../../../../dataset/dataset';
import { compose } from '../../../../present/figure/compose';
import type { NetworkFigure } from '../../../../present/figure/networkFigure';
import { type Palette, paletteOf, type Scheme } from '../../../../present/figure/palette';
import { sceneOfNetwork } from '../../../../present/figure/runFigure';
import { type Scene, withoutHidden } from '../../../../present/figure/scene';
import { type FramePicture, frameWriter } from '../../../../present/figure/svg/frameSvg';
import type { Page } from '../../../../present/figure/svg/page';
import { edgesOfFrame, learningDoubt, modulesOfFrame } from '../../../../present/figure/timeLapse';
import type { Pixels } from '../../../../present/video/video';
import { MAX_FRAME_EDGES, type TimeLapse, type TimeLapseFrame } from '../../../../share/timeLapse';
import { currentNetwork } from '../../../session/share/exports';
import { doubtOf } from '../../../session/run/doubt';
import { latestSnapshot } from '../../../session/run/snapshots';
import { useRun, useView } from '../../../session/stores';
import { placementNow } from '../../../session/view/viewBus';
import { originText } from '../../kit/savedPicture';
import { errorText, frameText, presentText } from '../../text/timeLapse';

/** The frames of a run and its network, as SVG; null where nothing is arranged yet. */
export function timeLapsePages(lapse: TimeLapse, scheme: Scheme): readonly (() => Page)[] | null {
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
export function pageDrawer({ width, height }: Pick<Page, 'width' | 'height'>) {
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
