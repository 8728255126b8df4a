/** The network of the session in the elements that React made for it: its controller, the layers that follow its frames, and what the page asks of it. */
import type { NetworkFigure } from '../../../present/figure/networkFigure';
import type { DetailLevel } from '../../../present/figure/overview';
import type { Scheme } from '../../../present/figure/palette';
import { usePreview, useView } from '../../session/stores';
import { selectGenes } from '../../session/view/genes';
import { pinGene, unpinGene } from '../../session/view/view';
import { emitViewEvent, onViewEvent } from '../../session/view/viewBus';
import { genesIn, withNeighbours } from '../../session/view/viewGenes';
import { drawLayers } from './canvas/layers';
import type { Stage } from './canvas/stage';
import { type Drawn, NetworkController } from './controller';
import { composeNetwork, downloadPng, downloadSvg } from './exportFigure';
import type { Pointed } from './HoverCard';
import { describeForTests } from './testAttributes';

/** The pointer must rest this long, in milliseconds, so that nothing flickers under a moving one. */
const HOVER_MS = 70;
/** Milliseconds of a frame after which nothing more is drawn in it. */
const LONG_FRAME_MS = 16;
/** Below this width or height in pixels, as on a phone or beside the cells, margins are smaller. */
const NARROW = 600;
const LOW = 440;
/** Pixels between the network and the tools below it. */
const GAP = 6;

/** Of the names. */
const FONT = '600 12px "Inter Variable"';

const EMPTY: NetworkFigure = { nodes: [], edges: [], modules: [], waiting: [], legend: [], ribbon: null };

interface Elements {
  readonly container: HTMLElement;
  readonly view: HTMLElement;
  readonly layers: Parameters<typeof drawLayers>[0];
  /** The tools below the network. */
  readonly foot: HTMLElement | null;
}

/** What React shows beside the canvas. */
interface Told {
  readonly setDrawn: (drawn: Drawn | null) => void;
  readonly setPointed: (pointed: Pointed | null) => void;
  readonly setMenu: (menu: Pointed) => void;
  readonly setFromAfar: (isFromAfar: boolean) => void;
  readonly setLow: (isLow: boolean) => void;
}

export interface LiveNetwork {
  readonly controller: NetworkController;
  readonly end: () => void;
}

/** Draws the network of the session, and obeys the page and the pointer until it is ended. */
export function startNetwork(elements: Elements, scheme: Scheme, told: Told): LiveNetwork {
  const { controller, end } = controllerIn(elements, scheme, told);
  const endings = [keepFitting(controller, elements, told), obeyView(controller), end];
  let isLive = true;
  if (document.fonts.check(FONT)) controller.stage.fontLoaded();
  else void document.fonts.load(FONT).then(() => isLive && controller.stage.fontLoaded());
  controller.drawNext();
  return {
    controller,
    end: () => {
      isLive = false;
      for (const endOne of endings) endOne();
    },
  };
}

function controllerIn({ container, view, layers }: Elements, scheme: Scheme, told: Told): LiveNetwork {
  let frame = 0;
  // State shown by React beside the canvas; React renders only when this text changes.
  let lastSummary = '';
  let hoverTimer: ReturnType<typeof setTimeout> | undefined;
  let level: DetailLevel = 'all';
  let isPutOff = false;
  const redraw = (start: number) => {
    // Names may be one frame late where the genes took most of this one.
    isPutOff = !isPutOff && performance.now() - start > LONG_FRAME_MS;
    frame = isPutOff ? requestAnimationFrame(redraw) : 0;
    if (isPutOff) return;
    const shown = controller.drawn?.figure ?? EMPTY;
    const boxes = controller.stage.onScreen();
    const next = drawLayers(layers, shown, boxes, controller.stage, controller.palette, level);
    if (next !== level) told.setFromAfar(next === 'modules');
    level = next;
    view.dataset['level'] = level;
    describeForTests(view, controller, boxes);
  };
  const controller = new NetworkController(
    container,
    {
      drawn: (next) => {
        const { legend, ribbon, waiting } = next?.figure ?? {};
        const { selection, edges, genes } = next?.scene ?? {};
        const summary = JSON.stringify([legend, ribbon, waiting, selection, edges?.length, genes]);
        if (summary === lastSummary) return;
        lastSummary = summary;
        told.setDrawn(next);
      },
      moved: () => {
        frame ||= requestAnimationFrame(redraw);
      },
      open: () => emitViewEvent('openDetails'),
      hovered: (of, at) => {
        clearTimeout(hoverTimer);
        hoverTimer = setTimeout(() => {
          controller.setHovered(of);
          told.setPointed(of && { of, at });
        }, HOVER_MS);
      },
      menu: (of, at) => {
        clearTimeout(hoverTimer);
        told.setPointed(null);
        told.setMenu({ of, at });
      },
    },
    scheme,
  );
  const end = () => {
    clearTimeout(hoverTimer);
    controller.destroy();
    cancelAnimationFrame(frame);
  };
  return { controller, end };
}

/** Keeps the network clear of the tools at its foot, and says where the panel is low, until the returned function is called. */
function keepFitting(
  controller: NetworkController,
  { container, foot }: Elements,
  { setLow }: Told,
): () => void {
  const resize = () => {
    const low = container.clientHeight < LOW;
    setLow(low);
    // Names of modules keep below the line that says a network is a preview.
    const hasNote = usePreview.getState().shown !== null;
    const [top, side] = low || container.clientWidth < NARROW ? [hasNote ? 48 : 30, 24] : [48, 40];
    const bottom = container.clientHeight - (foot?.offsetTop ?? container.clientHeight - 90) + GAP;
    controller.resize({ top, right: side, bottom, left: side });
  };
  resize();
  // The tools below change with the legend, in a frame that draws the network already.
  let later: ReturnType<typeof setTimeout> | undefined;
  const watcher = new ResizeObserver((changes) => {
    clearTimeout(later);
    if (changes.some(({ target }) => target === container)) resize();
    else later = setTimeout(resize);
  });
  watcher.observe(container);
  if (foot) watcher.observe(foot);
  return () => {
    clearTimeout(later);
    watcher.disconnect();
  };
}

/** Does what the page asks of the view, until the returned function is called. */
function obeyView(controller: NetworkController): () => void {
  const { stage } = controller;
  const endings = [
    onViewEvent('fit', () => stage.fit()),
    onViewEvent('zoomIn', () => stage.zoomBy(1.25)),
    onViewEvent('zoomOut', () => stage.zoomBy(0.8)),
    onViewEvent('pinSelected', () => pinSelected(stage)),
    onViewEvent('flyToGene', () => controller.draw()),
    onViewEvent('selectNeighbours', () => selectNeighbours(controller)),
    onViewEvent('exportSvg', () => downloadSvg(controller)),
    onViewEvent('exportPng', () => void downloadPng(controller)),
    onViewEvent('addToFigure', () => void composeNetwork(controller)),
  ];
  return () => {
    for (const end of endings) end();
  };
}

function pinSelected(stage: Stage): void {
  const { selection } = useView.getState().present;
  if (selection?.kind === 'gene') togglePin(stage, selection.gene);
}

function selectNeighbours({ drawn }: NetworkController): void {
  const genes = genesIn(useView.getState().present.selection);
  if (drawn && genes.length > 0) selectGenes(withNeighbours(genes, drawn.scene.edges));
}

/** Pins a gene where it is, or unpins it. */
export function togglePin(stage: Stage, gene: number): void {
  const { pins } = useView.getState().present;
  const { x, y } = stage.worldPlaceOf(gene);
  if (pins.some((known) => known.gene === gene)) unpinGene(gene);
  else pinGene(gene, x, y);
}
