/**
 * Lets a crowd of genes come in several goes, as edges do: one that adds hundreds works out the style of each and draws every name,
 * too long for one task.
 */
import type { Core } from 'cytoscape';

/** Most genes added in one go. */
const mostAtOnce = 60;
/** Milliseconds between two goes. */
const pause = 40;

export class NodeFlow {
  readonly #core: Core;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(core: Core) {
    this.#core = core;
  }

  /** `then`: once all are there, in the task of the last ones. */
  show<Node>(coming: readonly Node[], add: (node: Node) => void, then: () => void): void {
    this.stop();
    const go = (from: number) => {
      this.#timer = null;
      const next = from + mostAtOnce;
      this.#core.batch(() => {
        for (const node of coming.slice(from, next)) add(node);
        if (next >= coming.length) then();
      });
      if (next < coming.length) this.#timer = setTimeout(() => go(next), pause);
    };
    go(0);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
