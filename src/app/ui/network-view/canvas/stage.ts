/**
 * The only user of Cytoscape: shows a figure, animates nodes and reports interaction. Edges fade in and out. Positions in and
 * out are world coordinates; the camera maps them to Cytoscape's own, in which zoom 1 is the whole network.
 */
import cytoscape, { type Core } from 'cytoscape';
import { drawnColors } from '../../../../present/figure/bundles';
import {
  type Camera,
  cameraOn,
  cameraOnPills,
  type Insets,
  markScale,
  seen,
  sees,
} from '../../../../present/figure/camera';
import { type Box, hullMargin, type Point } from '../../../../present/figure/geometry';
import {
  type FigureEdge,
  type FigureNode,
  type NetworkFigure,
} from '../../../../present/figure/networkFigure';
import { moduleAt, type Overview } from '../../../../present/figure/overview';
import { MAX_PILLS, type Palette } from '../../../../present/figure/palette';
import type { Selection } from '../../../session/state';
import { forbidInlineStyle } from '../../kit/inlineStyles';
import { branchingOf, BundleMemory, courseOf } from './course';
import { edgeData, forgetStyles, geneOfId, nodeData, nodeId, stylesheet } from './elements';
import { listenToGestures, type StageEvents } from './gestures';
import { applyData, differs, EdgeFlow, Motion, NodeFlow, remember } from './motion';
import { restWhenIdle } from './renderLoop';

const MOVE_MS = 150;
const FADE_MS = 200;
const FLIGHT_MS = 450;
/** Least zoom on a gene that was searched for. */
const NEAR = 2;
const unset: Camera = { scaleX: 1, scaleY: 1, x: 0, y: 0 };
/** Marks follow a zoom after this pause, in milliseconds. */
const MARKS_AFTER_MS = 150;
/** Above this number, edges appear without fading: each frame of a fade restyles all of them. */
const MAX_FADING = 60;
/** Above this number of edges, curves are not recomputed when genes move. */
const MAX_BENT = 300;

export class Stage {
  readonly #core: Core;
  readonly #container: HTMLElement;
  readonly #motion: Motion;
  readonly #nodes: NodeFlow;
  readonly #edges: EdgeFlow;
  #figure: NetworkFigure | null = null;
  #focused: number | null = null;
  /** Whether small changes of the figure wait for larger ones, as in a network that is being learned. */
  calm = false;
  /** Whether edges of one regulator are bundled: not where they come and go. */
  bundles = true;
  readonly #bundles = new BundleMemory();
  #positions: Float32Array = new Float32Array(0);
  #arranged: Float32Array = this.#positions;
  #camera: Camera | null = null;
  /** In a small panel pills are smaller. */
  #pillScale = 1;
  /** The zoom that circles and lines are drawn for: they grow half as fast as the distances. */
  #zoomOfMarks = 1;
  #marksTimer: ReturnType<typeof setTimeout> | undefined;
  /** Of the panel when the camera was last fitted. */
  #size = { width: 0, height: 0 };
  #insets: Insets = { top: 60, right: 36, bottom: 120, left: 36 };
  readonly #still = window.matchMedia('(prefers-reduced-motion: reduce)');
  #palette: Palette | null = null;
  #fade = 0;
  #fontLoaded = false;
  #styleKey = '';
  #overview: Overview | null = null;
  #hoveredModule: number | null = null;

  readonly #moved: () => void;

  constructor(container: HTMLElement, events: StageEvents) {
    this.#container = container;
    this.#moved = events.moved;
    // Otherwise Cytoscape writes `position: relative` for its container, which NetworkView.module.css has instead.
    forbidInlineStyle('__________cytoscape_stylesheet');
    this.#core = cytoscape({
      container,
      minZoom: 0.25,
      maxZoom: 8,
      boxSelectionEnabled: true,
      selectionType: 'single',
      autounselectify: true,
      hideEdgesOnViewport: false,
      pixelRatio: 'auto',
      style: [],
    });
    restWhenIdle(this.#core);
    this.#motion = new Motion(this.#core);
    this.#nodes = new NodeFlow(this.#core);
    this.#edges = new EdgeFlow(this.#core);
    listenToGestures(this.#core, container, events, {
      moduleAt: (at) => this.#overview && moduleAt(this.#overview, at),
      toWorld: (position) => this.#toWorld(position),
    });
    this.#core.on('viewport position', events.moved);
    this.#core.on('mousemove', (event) => {
      const module = this.#overview && moduleAt(this.#overview, event.renderedPosition);
      if (module === this.#hoveredModule) return;
      this.#hoveredModule = module;
      events.moved();
    });
    this.#core.on('zoom', () => {
      clearTimeout(this.#marksTimer);
      this.#marksTimer = setTimeout(() => this.#followZoom(), MARKS_AFTER_MS);
    });
  }

  /**
   * `positions`: [G × 2] world coordinates; `arranged`: those of the arrangement, without what a person moved. A move of the world
   * takes 150 ms, or longer if it is far.
   */
  show(figure: NetworkFigure, palette: Palette, positions: Float32Array, arranged: Float32Array): void {
    const first = this.#core.edges().empty();
    const animated = !this.#still.matches && figure.nodes.length <= MAX_PILLS;
    this.#applyStyle(palette, animated ? FADE_MS : 0);
    const fading = first || !animated || figure.edges.length > MAX_FADING ? 0 : FADE_MS;
    const isNew = this.#positions.length !== positions.length;
    const moved = isNew ? 0 : movedGenes(this.#positions, positions);
    const others = figure.nodes.length !== this.#figure?.nodes.length;
    this.#figure = figure;
    this.#positions = positions;
    const isOther = arranged !== this.#arranged;
    this.#arranged = arranged;
    // Genes that were dragged move nothing else, unless one would lie under the tools.
    const isOut = (others || moved > 0) && !this.#seesAll();
    const refits = isNew || !this.#camera || (moved > 0 && isOther && !this.#holds) || isOut;
    if (refits) this.#aim();
    this.#draw(figure, fading);
    if (!refits && moved === 0) return;
    this.#updateCurves();
    this.#move(isNew || this.#still.matches ? 0 : MOVE_MS);
  }

  /** Removes all genes before another run is shown. */
  clear(): void {
    this.#stop();
    this.#core.elements().remove();
    this.#figure = null;
    this.#positions = new Float32Array(0);
    this.#camera = null;
  }

  fit(): void {
    this.#aim();
    this.#core.viewport({ zoom: 1, pan: { x: 0, y: 0 } });
    this.#resized();
    this.#move(this.#still.matches ? 0 : MOVE_MS);
  }

  resize(insets: Insets): void {
    this.#insets = insets;
    const { width, height } = this.#size;
    this.#size = this.#panel();
    this.#core.resize();
    if (this.#positions.length === 0) return;
    // What a person has moved the camera to stays in the middle.
    const { x, y } = this.#core.pan();
    if (width > 0 && height > 0)
      this.#core.pan({ x: (x * this.#size.width) / width, y: (y * this.#size.height) / height });
    this.#aim();
    this.#resized();
    this.#move(0);
  }

  zoomBy(factor: number): void {
    const { width, height } = this.#panel();
    this.#core.zoom({
      level: this.#core.zoom() * factor,
      renderedPosition: { x: width / 2, y: height / 2 },
    });
  }

  /** Moves the camera until the gene is in the middle of what nothing lies over, near enough for names around it; a gene without edges is shown beside all others. */
  flyTo(gene: number): void {
    // Behind another view it has no size to fly in, and is fitted when it is shown.
    if (this.#panel().width === 0) return;
    const isLinked = this.#figure?.edges.some(({ source, target }) => source === gene || target === gene);
    if (!isLinked) return this.fit();
    // Names are readable and nothing is out of sight.
    if (this.#holdsPills() && !this.#holds) return;
    const zoom = Math.max(this.#core.zoom(), this.#holdsPills() ? 1 : NEAR);
    const { width, height } = this.#panel();
    const { top, right, bottom, left } = this.#insets;
    const at = this.#target(gene);
    const pan = {
      x: (left + width - right) / 2 - at.x * zoom,
      y: (top + height - bottom) / 2 - at.y * zoom,
    };
    this.#core.stop();
    if (this.#still.matches) this.#core.viewport({ zoom, pan });
    else this.#core.animate({ zoom, pan }, { duration: FLIGHT_MS, easing: 'ease-in-out' });
  }

  /** The gene with keyboard focus, ringed; null: none. */
  focus(gene: number | null): void {
    const before = this.#focused;
    this.#focused = gene;
    for (const changed of [before, gene]) {
      const node = this.#figure?.nodes.find((candidate) => candidate.gene === changed);
      if (node) applyData(this.#core.getElementById(nodeId(node.gene)), this.#nodeData(node));
    }
  }

  /** Called after every frame that was drawn, with the milliseconds since it began. */
  onFrame(listener: (milliseconds: number) => void): void {
    this.#core.on('render', () => listener(performance.now() - Number(document.timeline.currentTime)));
  }

  /** The drawn genes in pixels of the panel. */
  onScreen(): ReadonlyMap<number, Box> {
    const { x, y } = this.#core.pan();
    const zoom = this.#core.zoom();
    const size = this.#markScale() * zoom;
    return new Map(
      this.#figure?.nodes.map(({ gene, width, height }) => {
        const at = this.#placeOf(gene);
        const half = { halfWidth: (width / 2) * size, halfHeight: (height / 2) * size };
        return [gene, { x: at.x * zoom + x, y: at.y * zoom + y, ...half }] as const;
      }),
    );
  }

  /** A gene or the middle of an edge, of a bundled one where it runs alone, in pixels of the panel; null where it is not drawn. */
  markOf(of: Selection): Point | null {
    const [first, second] =
      of?.kind === 'gene' ? [of.gene, of.gene] : of?.kind === 'edge' ? [of.source, of.target] : [];
    if (first === undefined || second === undefined) return null;
    const [from, to] = [first, second].map((gene) => this.#core.getElementById(nodeId(gene)));
    if (!from || !to || from.empty() || to.empty()) return null;
    const [a, b] = [from.renderedPosition(), to.renderedPosition()];
    const edge = this.#core.getElementById(`${first}>${second}`);
    const last = edge.nonempty() ? branchingOf(edge.data(), a, b) : null;
    return { x: ((last ?? a).x + b.x) / 2, y: ((last ?? a).y + b.y) / 2 };
  }

  /** World coordinates of the drawn genes. */
  inWorld(): ReadonlyMap<number, Point> {
    return new Map(this.#figure?.nodes.map(({ gene }) => [gene, this.worldPlaceOf(gene)]));
  }

  worldPlaceOf(gene: number): Point {
    return { x: this.#positions[gene * 2] ?? 0, y: this.#positions[gene * 2 + 1] ?? 0 };
  }

  /** The y above which no tools lie, in pixels. */
  lowest(): number {
    return this.#panel().height - this.#insets.bottom;
  }

  /** Size of names relative to the figure's: they grow more slowly than the distances between genes. */
  textScale(): number {
    const atOne = this.#holdsPills() ? 1 : Math.sqrt(markScale(this.#camera ?? unset));
    return Math.min(1.5, Math.max(0.8, atOne * this.#core.zoom() ** 0.3));
  }

  zoom(): number {
    return this.#core.zoom();
  }

  /** Discs of modules drawn in place of the genes, which then take no clicks; null: the genes are drawn. */
  showOverview(overview: Overview | null): void {
    const changes = (overview === null) !== (this.#overview === null);
    this.#overview = overview;
    if (!changes) return;
    this.#hoveredModule = null;
    if (this.#palette) this.#applyStyle(this.#palette, this.#fade);
  }

  /** The module whose disc is under the pointer; null: none. */
  get hoveredModule(): number | null {
    return this.#hoveredModule;
  }

  /** Redraws the names once the font of the page has loaded. */
  fontLoaded(): void {
    this.#fontLoaded = true;
    if (this.#figure && this.#palette)
      this.show(this.#figure, this.#palette, this.#positions, this.#arranged);
  }

  destroy(): void {
    this.#stop();
    this.#core.destroy();
  }

  #applyStyle(palette: Palette, fading: number): void {
    const isIdle = this.#overview !== null;
    const styleKey = `${palette.canvas} ${fading} ${this.#fontLoaded} ${isIdle}`;
    if (styleKey === this.#styleKey) return;
    this.#styleKey = styleKey;
    this.#palette = palette;
    this.#fade = fading;
    this.#core
      .style()
      .fromJson(stylesheet(palette, fading, this.#fontLoaded, isIdle))
      .update();
  }

  #draw(figure: NetworkFigure, fading: number): void {
    this.#edges.stop();
    this.#showNodes(figure, () => this.#edges.show(figure.edges, this.#edgeData(figure), fading, this.calm));
  }

  #edgeData(figure: NetworkFigure): (edge: FigureEdge) => Record<string, string | number> {
    const [boxes, size, camera] = [this.#boxes(), this.#zoomScale(), this.#camera ?? unset];
    const ways = this.#bundles.of(this.bundles ? figure.edges : [], this.#positions);
    const ground = this.#palette?.canvas ?? '';
    return (edge) => edgeData(drawnColors(edge, ways, ground), courseOf(edge, boxes, ways, camera), size);
  }

  #followZoom(): void {
    this.#zoomOfMarks = this.#core.zoom();
    if (this.#figure && !this.#holdsPills()) this.#draw(this.#figure, 0);
    this.#moved();
  }

  #showNodes(figure: NetworkFigure, then: () => void): void {
    const wanted = new Set(figure.nodes.map(({ gene }) => nodeId(gene)));
    this.#core.batch(() => {
      for (const node of this.#core.nodes()) if (!wanted.has(node.id())) node.remove();
    });
    const known = (node: FigureNode) => this.#core.getElementById(nodeId(node.gene));
    const due = figure.nodes.filter(
      (node) => known(node).empty() || differs(known(node), this.#nodeData(node), this.calm),
    );
    this.#nodes.show(due, (node) => this.#put(node), then);
  }

  #put(node: FigureNode): void {
    const known = this.#core.getElementById(nodeId(node.gene));
    const data = this.#nodeData(node);
    if (known.nonempty()) return applyData(known, data);
    remember(this.#core.add({ group: 'nodes', data, position: this.#target(node.gene) }), data);
  }

  #nodeData(node: FigureNode): Record<string, string | number> {
    return nodeData(node, node.gene === this.#focused, this.#markScale());
  }

  /** Of circles and pills. With the zoom only circles change it, since pills hold text. */
  #markScale(): number {
    if (this.#holdsPills()) return this.#pillScale;
    return markScale(this.#camera ?? unset) * this.#zoomScale();
  }

  #zoomScale(): number {
    return this.#holdsPills() ? 1 : Math.max(1, this.#zoomOfMarks) ** -0.5;
  }

  #holdsPills(): boolean {
    return this.#figure?.nodes[0]?.shape !== 'circle';
  }

  /** Circles take the size that belongs to the camera. */
  #resized(): void {
    if (this.#figure) this.#draw(this.#figure, 0);
  }

  #move(milliseconds: number): void {
    this.#motion.move((id) => this.#target(geneOfId(id)), milliseconds);
  }

  /** Curves are computed for the positions that genes are moving to. */
  #updateCurves(): void {
    const figure = this.#figure;
    if (!figure || figure.edges.length > MAX_BENT) return;
    const dataOf = this.#edgeData(figure);
    this.#core.batch(() => {
      for (const edge of figure.edges) applyData(this.#core.getElementById(edge.id), dataOf(edge));
    });
  }

  /** Position of a gene, or the target of one not drawn yet. */
  #placeOf(gene: number): Point {
    const node = this.#core.getElementById(nodeId(gene));
    return node.empty() ? this.#target(gene) : node.position();
  }

  #stop(): void {
    clearTimeout(this.#marksTimer);
    this.#motion.stop();
    this.#nodes.stop();
    this.#edges.stop();
  }

  #boxes(): ReadonlyMap<number, Box> {
    const size = this.#markScale();
    return new Map(
      this.#figure?.nodes.map(({ gene, width, height }) => [
        gene,
        { ...this.#target(gene), halfWidth: (width / 2) * size, halfHeight: (height / 2) * size },
      ]),
    );
  }

  #target(gene: number): { x: number; y: number } {
    return { ...seen(this.#camera ?? unset, this.worldPlaceOf(gene)) };
  }

  #toWorld(position: Point): Point {
    const { scaleX, scaleY, x, y } = this.#camera ?? unset;
    return { x: (position.x - x) / scaleX, y: (position.y - y) / scaleY };
  }

  /** The person has panned or zoomed: only they move the camera. */
  get #holds(): boolean {
    const { x, y } = this.#core.pan();
    return this.#core.zoom() !== 1 || x !== 0 || y !== 0;
  }

  #seesAll(): boolean {
    return (
      this.#holds || sees(this.#camera ?? unset, [...this.inWorld().values()], this.#panel(), this.#insets)
    );
  }

  /** Shows all genes. */
  #aim(): void {
    forgetStyles(this.#core);
    const nodes = this.#figure?.nodes ?? [];
    const widest = Math.max(28, ...nodes.map(({ shape, boxWidth }) => (shape === 'pill' ? boxWidth : 60)));
    // Outlines of modules stay clear of the tools below.
    const around = this.#figure?.modules.length ? hullMargin(nodes.length) : 0;
    const mark = { halfWidth: widest / 2, halfHeight: 16 };
    const genes = [...this.inWorld().values()];
    const fitted = (size: number, stretch?: number): Camera =>
      cameraOn(
        genes,
        this.#panel(),
        this.#insets,
        { halfWidth: mark.halfWidth * size, halfHeight: mark.halfHeight * size + around },
        stretch,
      );
    if (!this.#holdsPills()) {
      this.#camera = fitted(1);
      this.#pillScale = 1;
      return;
    }
    // Where the arrangement puts them: one that was dragged onto another makes none smaller.
    const pills = nodes.map(({ gene, width, height }) => ({
      x: this.#arranged[gene * 2] ?? 0,
      y: this.#arranged[gene * 2 + 1] ?? 0,
      halfWidth: width / 2,
      halfHeight: height / 2,
    }));
    const { camera, size } = cameraOnPills(pills, fitted);
    this.#camera = camera;
    this.#pillScale = size;
  }

  #panel(): { width: number; height: number } {
    return { width: this.#container.clientWidth, height: this.#container.clientHeight };
  }
}

function movedGenes(before: Float32Array, after: Float32Array): number {
  let moved = 0;
  for (let i = 0; i < after.length; i += 2)
    if (after[i] !== before[i] || after[i + 1] !== before[i + 1]) moved++;
  return moved;
}
