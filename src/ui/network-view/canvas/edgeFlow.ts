/**
 * Lets edges come and go: few fade, many appear at once, and a crowd comes in several frames, strongest first, so that
 * no single task of the page grows long.
 */
import type { CollectionReturnValue, Core } from 'cytoscape';
import type { PictureEdge } from '../../../picture/picture';

type Data = Readonly<Record<string, string | number>>;

/** Most edges added in one go. */
const mostAtOnce = 24;
/** Milliseconds between two goes. */
const pause = 40;

export class EdgeFlow {
  readonly #core: Core;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(core: Core) {
    this.#core = core;
  }

  /** `fading`: milliseconds to come and go; 0: at once. */
  show(edges: readonly PictureEdge[], dataOf: (edge: PictureEdge) => Data, fading: number): void {
    this.stop();
    this.#leave(new Set(edges.map(({ id }) => id)), fading);
    const coming: PictureEdge[] = [];
    for (const edge of edges) {
      const known = this.#core.getElementById(edge.id);
      if (known.empty()) coming.push(edge);
      else applyData(known.removeClass('going'), dataOf(edge));
    }
    this.#add(coming, dataOf, fading);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #add(edges: readonly PictureEdge[], dataOf: (edge: PictureEdge) => Data, fading: number): void {
    const now = edges.slice(0, mostAtOnce);
    const classes = fading > 0 ? 'coming' : '';
    this.#core.add(now.map((edge) => ({ group: 'edges', data: { ...dataOf(edge) }, classes })));
    if (fading > 0 && now.length > 0)
      requestAnimationFrame(() => {
        if (this.#core.destroyed()) return;
        this.#core.batch(() => {
          for (const { id } of now) this.#core.getElementById(id).removeClass('coming');
        });
      });
    if (edges.length <= mostAtOnce) return;
    this.#timer = setTimeout(() => {
      this.#core.batch(() => this.#add(edges.slice(mostAtOnce), dataOf, fading));
    }, pause);
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

/** Styles are worked out again only for what has changed. */
export function applyData(element: CollectionReturnValue, data: Data): void {
  const written = JSON.stringify(data);
  if (element.scratch('written') === written) return;
  element.scratch('written', written);
  element.data({ ...data });
}
