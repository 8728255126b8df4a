/**
 * Lets edges come, change and go: few fade, many appear at once, and a crowd comes or changes in several frames, strongest first, so
 * that no single task of the page grows long.
 */
import type { CollectionReturnValue, Core } from 'cytoscape';
import type { PictureEdge } from '../../../../present/figure/networkFigure';
import { Goes } from './goes';

type Data = Readonly<Record<string, string | number>>;

/** Most edges added or changed in one go. */
const mostAtOnce = 24;

export class EdgeFlow {
  readonly #core: Core;
  readonly #goes = new Goes();

  constructor(core: Core) {
    this.#core = core;
  }

  /** `fading`: milliseconds to come and go; 0: at once. */
  show(edges: readonly PictureEdge[], dataOf: (edge: PictureEdge) => Data, fading: number): void {
    this.#leave(new Set(edges.map(({ id }) => id)), fading);
    const due = edges.filter((edge) => {
      const known = this.#core.getElementById(edge.id).removeClass('going');
      return known.empty() || differs(known, dataOf(edge));
    });
    this.#goes.start(due, mostAtOnce, (now) => {
      this.#core.batch(() => this.#put(now, dataOf, fading));
    });
  }

  stop(): void {
    this.#goes.stop();
  }

  #put(edges: readonly PictureEdge[], dataOf: (edge: PictureEdge) => Data, fading: number): void {
    const now: PictureEdge[] = [];
    for (const edge of edges) {
      const known = this.#core.getElementById(edge.id);
      if (known.empty()) now.push(edge);
      else applyData(known, dataOf(edge));
    }
    const classes = fading > 0 ? 'coming' : '';
    for (const edge of now) {
      const data = dataOf(edge);
      remember(this.#core.add({ group: 'edges', data: { ...data }, classes }), data);
    }
    if (fading > 0 && now.length > 0)
      requestAnimationFrame(() => {
        if (this.#core.destroyed()) return;
        this.#core.batch(() => {
          for (const { id } of now) this.#core.getElementById(id).removeClass('coming');
        });
      });
  }

  #leave(staying: ReadonlySet<string>, fading: number): void {
    for (const edge of this.#core.edges()) {
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

/** A new element has its data: what is shown next is compared with that. */
export function remember(element: CollectionReturnValue, data: Data): void {
  element.scratch('written', JSON.stringify(data));
}

/** Whether an element was last given other data. */
export function differs(element: CollectionReturnValue, data: Data): boolean {
  return element.scratch('written') !== JSON.stringify(data);
}

/** Styles are worked out again only for what has changed. */
export function applyData(element: CollectionReturnValue, data: Data): void {
  if (!differs(element, data)) return;
  remember(element, data);
  element.data({ ...data });
}
