/** What a person does on the canvas with pointer, touch and wheel, told in selections and world coordinates. */
import type { Core, EventObject, NodeSingular } from 'cytoscape';
import type { Point } from '../../../../present/figure/geometry';
import type { Selection } from '../../../session/state';
import { geneOfId } from './elements';
import { hold, letGo, straighten, unbundle } from './motion';

/** A gene in world coordinates. */
interface GenePlace extends Point {
  readonly gene: number;
}

export interface StageEvents {
  /** A gene or an edge was clicked, or from afar a module; null: the background. */
  readonly select: (selection: Selection) => void;
  /** A gene was clicked with Shift. */
  readonly toggle: (gene: number) => void;
  /** A box was drawn with Shift around these genes. */
  readonly boxed: (genes: readonly number[]) => void;
  /** A gene or an edge was clicked twice. */
  readonly open: () => void;
  /** The pointer came over a gene or an edge; null: left it. Pixels of the panel. */
  readonly hovered: (hovered: Selection, at: Point) => void;
  /** Right click or long press on a gene, an edge, or (null) elsewhere. Pixels of the panel. */
  readonly menu: (of: Selection, at: Point) => void;
  /** The selected genes: one of them takes the others along. */
  readonly selected: () => readonly number[];
  /** Genes were dragged together, to these world coordinates. */
  readonly dragged: (places: readonly GenePlace[]) => void;
  /** Called when anything moves: genes, pan, zoom or drag. */
  readonly moved: () => void;
}

/** Ten notches of a wheel, 100 pixels each, zoom by this factor. */
const TEN_NOTCHES = 4;
/** Pixels of a line, where a wheel counts in lines. */
const LINE = 33;

interface Places {
  /** The module whose disc lies at these pixels of the panel. */
  readonly moduleAt: (at: Point) => number | null;
  /** From Cytoscape's coordinates. */
  readonly toWorld: (position: Point) => Point;
}

export function listenToGestures(
  core: Core,
  container: HTMLElement,
  events: StageEvents,
  { moduleAt, toWorld }: Places,
): void {
  core.on('tap', ({ target, renderedPosition }) => {
    if (target !== core) return;
    const module = moduleAt(renderedPosition);
    events.select(module === null ? null : { kind: 'module', module });
  });
  core.on('tap', 'node', (event) => {
    if (isShifted(event)) events.toggle(geneOf(event));
    else events.select({ kind: 'gene', gene: geneOf(event) });
  });
  core.on('tap', 'edge', (event) => events.select(selectionAt(event)));
  core.on('dbltap', 'node, edge', events.open);
  listenToBoxes(core, events.boxed);
  core.on('mouseover', 'node, edge', (event) => events.hovered(selectionAt(event), event.renderedPosition));
  const leave = (event: EventObject) => events.hovered(null, event.renderedPosition);
  core.on('mouseout', 'node, edge', leave);
  container.addEventListener('pointerleave', () => events.hovered(null, { x: 0, y: 0 }));
  core.on('tapstart', leave);
  const openMenu = (event: EventObject) => events.menu(selectionAt(event), event.renderedPosition);
  core.on('cxttap', openMenu);
  core.on('taphold', (event) => {
    if (event.originalEvent.type.startsWith('touch')) openMenu(event);
  });
  container.parentElement?.addEventListener('contextmenu', (event) => event.preventDefault());
  container.parentElement?.addEventListener('wheel', (event) => turn(core, container, event), {
    capture: true,
    passive: false,
  });
  listenToDrags(core, events, toWorld);
}

/** null: the background. */
function selectionAt({ target, cy }: EventObject): Selection {
  if (target === cy) return null;
  if (target.isNode()) return { kind: 'gene', gene: geneOfId(target.id()) };
  const [source, end] = String(target.id()).split('>').map(Number);
  return source === undefined || end === undefined ? null : { kind: 'edge', source, target: end };
}

/** Cytoscape tells the genes of a box one by one, after the box has ended. */
function listenToBoxes(core: Core, boxed: StageEvents['boxed']): void {
  core.on('boxend', () => {
    const genes: number[] = [];
    const add = (event: EventObject) => void genes.push(geneOf(event));
    core.on('box', 'node', add);
    setTimeout(() => {
      core.off('box', 'node', add);
      if (genes.length > 0) boxed(genes);
    });
  });
}

/** What is selected goes with the gene under the pointer. */
function listenToDrags(core: Core, { selected, dragged }: StageEvents, toWorld: Places['toWorld']): void {
  let taken: readonly { readonly node: NodeSingular; readonly from: Point }[] = [];
  core.on('grab', 'node', ({ target }) => {
    const genes = selected();
    const { x, y } = target.position();
    const others = genes.includes(geneOfId(target.id())) ? [...core.nodes()] : [];
    taken = others
      .filter((node) => node !== target && genes.includes(geneOfId(node.id())))
      .map((node) => ({ node, from: { x: node.position().x - x, y: node.position().y - y } }));
    for (const { node } of taken) hold(node);
  });
  core.on('drag', 'node', ({ target }) => {
    const { x, y } = target.position();
    core.batch(() => {
      for (const { node, from } of taken) node.position({ x: x + from.x, y: y + from.y });
      for (const node of [target, ...taken.map((other) => other.node)]) {
        straighten(node.connectedEdges());
        unbundle(node.connectedEdges());
      }
    });
  });
  core.on('free', 'node', ({ target }) => {
    for (const { node } of taken) letGo(node);
    for (const node of [target, ...taken.map((other) => other.node)]) straighten(node.connectedEdges());
  });
  core.on('dragfree', 'node', ({ target }) =>
    dragged(
      [target, ...taken.map(({ node }) => node)].map((node: NodeSingular) => ({
        gene: geneOfId(node.id()),
        ...toWorld(node.position()),
      })),
    ),
  );
}

function turn(core: Core, container: HTMLElement, event: WheelEvent): void {
  event.preventDefault();
  event.stopPropagation();
  const { left, top } = container.getBoundingClientRect();
  // Pinching a touchpad arrives as small turns with Ctrl.
  const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : LINE) * (event.ctrlKey ? 10 : 1);
  core.zoom({
    level: core.zoom() * TEN_NOTCHES ** (-pixels / 1000),
    renderedPosition: { x: event.clientX - left, y: event.clientY - top },
  });
}

function isShifted({ originalEvent }: EventObject): boolean {
  return 'shiftKey' in originalEvent && originalEvent.shiftKey;
}

function geneOf(event: EventObject): number {
  return geneOfId(String(event.target.id()));
}
