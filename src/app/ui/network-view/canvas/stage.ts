/**
 * The only user of Cytoscape: shows a figure, animates nodes and reports interaction. The nodes of a run are fixed,
 * edges fade in and out. Positions in and out are in layout coordinates.
 */
import cytoscape, { type Core, type EventObject } from 'cytoscape';
import { bendOf, type Box, type Point } from '../../../../present/figure/geometry';
import { type FigureNode, type NetworkFigure, MAX_PILLS } from '../../../../present/figure/networkFigure';
import type { Palette } from '../../../../present/figure/palette';
import type { Selection } from '../../../session/state';
import { forbidInlineStyle } from '../../kit/inlineStyles';
import { edgeData, geneOfId, nodeData, nodeId, stylesheet } from './elements';
import { applyData, differs, EdgeFlow, Motion, NodeFlow, remember } from './motion';
import { fitting, type Insets, type Mapping, type Refit, stillFits } from './viewport';

interface StageEvents {
  /** A gene or an edge was clicked; null: the background. */
  readonly select: (selection: Selection) => void;
  /** A gene was dragged, in layout coordinates. */
  readonly dragged: (gene: number, x: number, y: number) => void;
  /** Called when anything moves: layout, pan, zoom or drag. */
  readonly moved: () => void;
}

const MOVE_MS = 150;
const FADE_MS = 200;
const identity: Mapping = { scaleX: 1, scaleY: 1, x: 0, y: 0 };
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
  #positions: Float32Array = new Float32Array(0);
  #mapping: Mapping | null = null;
  #insets: Insets = { top: 60, right: 36, bottom: 120, left: 36 };
  readonly #still = window.matchMedia('(prefers-reduced-motion: reduce)');
  #palette: Palette | null = null;
  #fontLoaded = false;
  #styleKey = '';

  constructor(container: HTMLElement, events: StageEvents) {
    this.#container = container;
    // Otherwise Cytoscape writes `position: relative` for its container, which NetworkView.module.css has instead.
    forbidInlineStyle('__________cytoscape_stylesheet');
    this.#core = cytoscape({
      container,
      minZoom: 0.25,
      maxZoom: 4,
      boxSelectionEnabled: false,
      selectionType: 'single',
      autounselectify: true,
      hideEdgesOnViewport: false,
      pixelRatio: 'auto',
      style: [],
    });
    this.#motion = new Motion(this.#core);
    this.#nodes = new NodeFlow(this.#core);
    this.#edges = new EdgeFlow(this.#core);
    this.#core.on('tap', (event) => {
      if (event.target === this.#core) events.select(null);
    });
    this.#core.on('tap', 'node', (event) => events.select({ kind: 'gene', gene: geneOf(event) }));
    this.#core.on('tap', 'edge', (event) => {
      const [source, target] = String(event.target.id()).split('>').map(Number);
      if (source !== undefined && target !== undefined) events.select({ kind: 'edge', source, target });
    });
    this.#core.on('dragfree', 'node', (event) => {
      const place = this.#toLayout(event.target.position());
      events.dragged(geneOf(event), place.x, place.y);
    });
    this.#core.on('viewport position', events.moved);
  }

  show(figure: NetworkFigure, palette: Palette): void {
    const first = this.#core.edges().empty();
    const animated = !this.#still.matches && figure.nodes.length <= MAX_PILLS;
    this.#applyStyle(palette, animated ? FADE_MS : 0);
    const fading = first || !animated || figure.edges.length > MAX_FADING ? 0 : FADE_MS;
    this.#figure = figure;
    this.#edges.stop();
    this.#showNodes(figure, () => {
      const boxes = this.#boxes();
      this.#edges.show(figure.edges, (edge) => edgeData(edge, bendOf(edge, boxes)), fading);
    });
  }

  /** [G × 2] in layout coordinates. The first positions apply at once, later ones in 150 ms. */
  moveTo(positions: Float32Array, fit: Refit): void {
    const first = this.#positions.length !== positions.length;
    this.#positions = positions;
    const fitted = this.#fitted();
    const mustRefit =
      fit === 'always' || (fit === 'ifNeeded' && this.#mapping && !stillFits(this.#mapping, fitted));
    if (!this.#mapping || first || mustRefit) this.#mapping = fitted;
    this.#updateCurves();
    this.#move(first || this.#still.matches ? 0 : MOVE_MS);
  }

  /** Removes all genes before another run is shown. */
  clear(): void {
    this.#stop();
    this.#core.elements().remove();
    this.#figure = null;
    this.#positions = new Float32Array(0);
    this.#mapping = null;
  }

  fit(): void {
    this.#mapping = this.#fitted();
    this.#core.viewport({ zoom: 1, pan: { x: 0, y: 0 } });
    this.#move(this.#still.matches ? 0 : MOVE_MS);
  }

  resize(insets: Insets): void {
    this.#insets = insets;
    this.#core.resize();
    if (this.#positions.length === 0) return;
    this.#mapping = this.#fitted();
    this.#move(0);
  }

  zoomBy(factor: number): void {
    const { width, height } = this.#panel();
    this.#core.zoom({
      level: this.#core.zoom() * factor,
      renderedPosition: { x: width / 2, y: height / 2 },
    });
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

  /** Pixels within the panel, by gene, without hidden genes. */
  onScreen(): ReadonlyMap<number, Point> {
    const { x, y } = this.#core.pan();
    const zoom = this.#core.zoom();
    return new Map(
      this.#figure?.nodes.map(({ gene }) => {
        const at = this.#placeOf(gene);
        return [gene, { x: at.x * zoom + x, y: at.y * zoom + y }] as const;
      }),
    );
  }

  /** Pixels at zoom 1, by gene: the input of exported figures. */
  atZoomOne(): ReadonlyMap<number, Point> {
    return new Map(this.#figure?.nodes.map(({ gene }) => [gene, { ...this.#placeOf(gene) }]));
  }

  /** Position of a gene in layout coordinates. */
  placeOf(gene: number): Point {
    return this.#toLayout(this.#placeOf(gene));
  }

  zoom(): number {
    return this.#core.zoom();
  }

  /** Redraws the names once the font of the page has loaded. */
  fontLoaded(): void {
    this.#fontLoaded = true;
    if (this.#figure && this.#palette) this.show(this.#figure, this.#palette);
  }

  destroy(): void {
    this.#stop();
    this.#core.destroy();
  }

  #applyStyle(palette: Palette, fading: number): void {
    const styleKey = `${palette.canvas} ${fading} ${this.#fontLoaded}`;
    if (styleKey === this.#styleKey) return;
    this.#styleKey = styleKey;
    this.#palette = palette;
    this.#core
      .style()
      .fromJson(stylesheet(palette, fading, this.#fontLoaded))
      .update();
  }

  #showNodes(figure: NetworkFigure, then: () => void): void {
    const wanted = new Set(figure.nodes.map(({ gene }) => nodeId(gene)));
    this.#core.batch(() => {
      for (const node of this.#core.nodes()) if (!wanted.has(node.id())) node.remove();
    });
    const known = (node: FigureNode) => this.#core.getElementById(nodeId(node.gene));
    const due = figure.nodes.filter(
      (node) => known(node).empty() || differs(known(node), this.#nodeData(node)),
    );
    this.#nodes.show(due, (node) => this.#put(node), then);
  }

  #put(node: FigureNode): void {
    const known = this.#core.getElementById(nodeId(node.gene));
    const data = this.#nodeData(node);
    if (known.nonempty()) return applyData(known, data);
    const classes = node.shape === 'circle' ? 'beside' : '';
    remember(this.#core.add({ group: 'nodes', data, position: this.#target(node.gene), classes }), data);
  }

  #nodeData(node: FigureNode): Record<string, string | number> {
    return nodeData(node, node.gene === this.#focused);
  }

  #move(milliseconds: number): void {
    this.#motion.move((id) => this.#target(geneOfId(id)), milliseconds);
  }

  /** Curves are computed for the positions that genes are moving to. */
  #updateCurves(): void {
    const edges = this.#figure?.edges ?? [];
    if (edges.length > MAX_BENT) return;
    const boxes = this.#boxes();
    this.#core.batch(() => {
      for (const edge of edges)
        applyData(this.#core.getElementById(edge.id), edgeData(edge, bendOf(edge, boxes)));
    });
  }

  /** Position of a gene, or the target of one not drawn yet. */
  #placeOf(gene: number): Point {
    const node = this.#core.getElementById(nodeId(gene));
    return node.empty() ? this.#target(gene) : node.position();
  }

  #stop(): void {
    this.#motion.stop();
    this.#nodes.stop();
    this.#edges.stop();
  }

  #boxes(): ReadonlyMap<number, Box> {
    return new Map(
      this.#figure?.nodes.map(({ gene, width, height }) => [
        gene,
        { ...this.#target(gene), halfWidth: width / 2, halfHeight: height / 2 },
      ]),
    );
  }

  #target(gene: number): { x: number; y: number } {
    const { scaleX, scaleY, x, y } = this.#mapping ?? identity;
    return {
      x: Math.round((this.#positions[gene * 2] ?? 0) * scaleX + x),
      y: Math.round((this.#positions[gene * 2 + 1] ?? 0) * scaleY + y),
    };
  }

  #toLayout(position: Point): Point {
    const { scaleX, scaleY, x, y } = this.#mapping ?? identity;
    return { x: (position.x - x) / scaleX, y: (position.y - y) / scaleY };
  }

  #fitted(): Mapping {
    const widest = Math.max(28, ...(this.#figure?.nodes.map((node) => node.boxWidth) ?? []));
    const box = { halfWidth: widest / 2, halfHeight: 14 };
    return fitting(this.#positions, this.#panel(), this.#insets, box);
  }

  #panel(): { width: number; height: number } {
    return { width: this.#container.clientWidth, height: this.#container.clientHeight };
  }
}

function geneOf(event: EventObject): number {
  return geneOfId(String(event.target.id()));
}
