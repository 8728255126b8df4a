/**
 * Keeps the canvas smooth: nodes move in eased steps, edges fade, and large updates are split into batches so that no
 * single task of the page grows long.
 */
import type { CollectionReturnValue, Core, EdgeSingular, NodeSingular } from 'cytoscape';
import type { Box, Point } from '../../../../present/figure/geometry';
import type { FigureEdge, FigureNode } from '../../../../present/figure/networkFigure';
import { channels } from '../../../../present/figure/palette';
import { type Course, isDrawable } from './course';

/** Above this number of nodes, moves shorter than `SHORT_MOVE` pixels are not animated: frames are expensive. */
const MAX_SMOOTH_NODES = 30;
const SHORT_MOVE = 10;
/** Moves longer than this many pixels, as when modules are first found, take long enough to be followed. */
const LONG_MOVE = 60;
const LONG_MOVE_MS = 400;
/** Above this number of nodes, edges are plain lines during a move. */
const MAX_DETAILED_NODES = 300;
/** Above this number of nodes, a move draws a frame every `CROWDED_FRAME_MS` and leaves the processor to training. */
const MAX_FULL_RATE_NODES = 150;
const CROWDED_FRAME_MS = 90;

/** Animates node positions. A new move starts from the current positions and replaces the one under way. */
export class Motion {
  readonly #core: Core;
  #frame = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** `targetOf`: target position by node id. Nodes held by the pointer stay with it. */
  move(targetOf: (id: string) => Point, milliseconds: number): void {
    this.stop();
    const moves = this.#core
      .nodes()
      .map((node) => ({ node, from: { ...node.position() }, to: targetOf(node.id()) }));
    const furthest = Math.max(0, ...moves.map(({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y)));
    const duration =
      milliseconds === 0 || (moves.length > MAX_SMOOTH_NODES && furthest < SHORT_MOVE)
        ? 0
        : furthest > LONG_MOVE
          ? LONG_MOVE_MS
          : milliseconds;
    const plain = moves.length > MAX_DETAILED_NODES && duration > 0 ? this.#core.edges() : null;
    plain?.addClass('moving');
    if (!plain) straighten(this.#core.edges());
    const start = performance.now();
    const frame = moves.length > MAX_FULL_RATE_NODES ? CROWDED_FRAME_MS : 0;
    let drawn = -Infinity;
    const draw = (now: number) => {
      if (now - drawn < frame && now < start + duration) {
        this.#frame = requestAnimationFrame(draw);
        return;
      }
      drawn = now;
      const share = duration === 0 ? 1 : Math.min(1, Math.max(0, (now - start) / duration));
      const eased = 1 - (1 - share) ** 3;
      this.#core.batch(() => {
        for (const { node, from, to } of moves)
          if (!node.grabbed() && !node.scratch('held'))
            node.position({ x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased });
        if (!plain || share === 1) straighten(this.#core.edges());
      });
      if (share < 1) this.#frame = requestAnimationFrame(draw);
      else plain?.removeClass('moving');
    };
    if (duration === 0) draw(start);
    else this.#frame = requestAnimationFrame(draw);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
  }
}

/** Draws edges straight whose genes are, on their way, too close for the curve between their places. */
export function straighten(edges: Iterable<EdgeSingular>): void {
  for (const edge of edges) {
    const course: Course = edge.data();
    edge.toggleClass('near', !isDrawable(course, boxOf(edge.source()), boxOf(edge.target())));
  }
}

/** Edges of a gene that is dragged leave their bundles: these do not turn with it. */
export function unbundle(edges: Iterable<EdgeSingular>): void {
  for (const edge of edges) edge.toggleClass('near', typeof edge.data('aside') === 'string');
}

function boxOf(node: NodeSingular): Box {
  return {
    ...node.position(),
    halfWidth: Number(node.data('width')) / 2,
    halfHeight: Number(node.data('height')) / 2,
  };
}

/** Keeps a node that is dragged along with another where the pointer takes it. */
export function hold(node: NodeSingular): void {
  node.scratch('held', true);
}

export function letGo(node: NodeSingular): void {
  node.removeScratch('held');
}

const BATCH_PAUSE_MS = 40;
const MANY_EDGES = 500;

/** Puts a list on the canvas in batches, the first at once and each other in a task of its own. */
class Flow {
  protected readonly core: Core;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(core: Core) {
    this.core = core;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Replaces the list under way. */
  protected start<Item>(
    items: readonly Item[],
    size: number,
    put: (now: readonly Item[], isLast: boolean) => void,
  ): void {
    this.stop();
    const from = (first: number) => {
      const isLast = first + size >= items.length;
      this.core.batch(() => put(items.slice(first, first + size), isLast));
      this.#style();
      if (!isLast) this.#timer = setTimeout(() => from(first + size), BATCH_PAUSE_MS);
    };
    from(0);
  }

  /** Styles what was changed now: the frame that draws it is long enough without. */
  #style(): void {
    for (const element of this.core.elements()) element.numericStyle('opacity');
  }
}

type Data = Readonly<Record<string, string | number>>;

/** Edges added or changed per batch: each draws the whole canvas, which takes most of a task where there are many edges. */
const EDGE_BATCH = 60;
const BATCH_OF_MANY = 14;

/** Adds, updates and removes edges: a few fade, many appear at once, in batches with the strongest first. */
export class EdgeFlow extends Flow {
  /** `fading`: milliseconds to fade in and out; 0: none. `calm`: see `differs`. */
  show(
    edges: readonly FigureEdge[],
    dataOf: (edge: FigureEdge) => Data,
    fading: number,
    calm: boolean,
  ): void {
    this.#leave(new Set(edges.map(({ id }) => id)), fading);
    const due = edges.filter((edge) => {
      const known = this.core.getElementById(edge.id).removeClass('going');
      return known.empty() || differs(known, dataOf(edge), calm);
    });
    const size = edges.length > MANY_EDGES ? BATCH_OF_MANY : EDGE_BATCH;
    this.start(due, size, (now) => this.#put(now, dataOf, fading));
  }

  #put(edges: readonly FigureEdge[], dataOf: (edge: FigureEdge) => Data, fading: number): void {
    const now: FigureEdge[] = [];
    for (const edge of edges) {
      const known = this.core.getElementById(edge.id);
      if (known.empty()) now.push(edge);
      else {
        applyData(known, dataOf(edge));
        straighten(known.edges());
      }
    }
    const classes = fading > 0 ? 'coming' : '';
    for (const edge of now) {
      const data = dataOf(edge);
      const added = this.core.add({ group: 'edges', data: { ...data }, classes });
      remember(added, data);
      straighten(added.edges());
    }
    if (fading > 0 && now.length > 0)
      requestAnimationFrame(() => {
        if (this.core.destroyed()) return;
        this.core.batch(() => {
          for (const { id } of now) this.core.getElementById(id).removeClass('coming');
        });
      });
  }

  #leave(staying: ReadonlySet<string>, fading: number): void {
    for (const edge of this.core.edges()) {
      if (staying.has(edge.id()) || edge.hasClass('going')) continue;
      if (fading === 0) edge.remove();
      else {
        edge.addClass('going');
        setTimeout(() => {
          if (edge.hasClass('going')) edge.remove();
        }, fading);
      }
    }
  }
}

/** Stores the data of an element for the comparison in `differs`. */
export function remember(element: CollectionReturnValue, data: Data): void {
  element.scratch('written', data);
}

/** Whether `data` differ from those the element was last given; `calm`: numbers and colours by more than an eighth. */
export function differs(element: CollectionReturnValue, data: Data, calm: boolean): boolean {
  const written: Data | undefined = element.scratch('written');
  return written === undefined || dataDiffer(written, data, calm ? 1 / 8 : 0);
}

/** `tolerance`: numbers may differ by so much of the larger, colours in each part by so much of its range. */
export function dataDiffer(before: Data, after: Data, tolerance: number): boolean {
  return Object.entries(after).some(([key, value]) => {
    const known = before[key];
    if (known === value) return false;
    if (typeof known === 'string' && typeof value === 'string')
      return tolerance === 0 || textsDiffer(known, value, tolerance);
    if (typeof known !== 'number' || typeof value !== 'number') return true;
    return Math.abs(value - known) > tolerance * Math.max(Math.abs(value), Math.abs(known));
  });
}

/** A colour of six digits, as it is or within the address of a picture. */
const COLOUR = /(?:#|%23)[\da-f]{6}/gi;

function textsDiffer(before: string, after: string, tolerance: number): boolean {
  if (before.replaceAll(COLOUR, '') !== after.replaceAll(COLOUR, '')) return true;
  const known = partsOf(before);
  return partsOf(after).some((part, i) => Math.abs(part - (known[i] ?? 0)) > tolerance * 255);
}

/** Red, green and blue of each colour in the text, 0 to 255. */
function partsOf(text: string): readonly number[] {
  return [...text.matchAll(COLOUR)].flatMap(([colour]) => channels(`#${colour.slice(-6)}`));
}

/** Writes data only when they changed, because Cytoscape restyles every written element. */
export function applyData(element: CollectionReturnValue, data: Data): void {
  if (!differs(element, data, false)) return;
  remember(element, data);
  element.data({ ...data });
}

/** Nodes updated per batch. */
const NODE_BATCH = 60;

/** Adds and updates nodes in batches: styling hundreds of them and drawing every name is too long for one task. */
export class NodeFlow extends Flow {
  /** Last updated gene of an unfinished round. The next round starts after it, so that every gene gets its turn. */
  #last = -1;

  /** `put` updates one node; `then` runs in the task of the last batch. */
  show(due: readonly FigureNode[], put: (node: FigureNode) => void, then: () => void): void {
    const before = due.filter(({ gene }) => gene <= this.#last);
    const behind = due.filter(({ gene }) => gene > this.#last);
    this.start([...behind, ...before], NODE_BATCH, (now, isLast) => {
      this.#last = isLast ? -1 : (now.at(-1)?.gene ?? -1);
      for (const node of now) put(node);
      if (isLast) then();
    });
  }
}
