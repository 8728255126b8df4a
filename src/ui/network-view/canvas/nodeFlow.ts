/**
 * Lets a crowd of genes come or change in several goes, as edges do: to work out the style of hundreds and to draw every name is too long
 * for one task.
 */
import type { Core } from 'cytoscape';
import type { PictureNode } from '../../../picture/picture';

/** Most genes of one go. */
const mostAtOnce = 60;
/** Milliseconds between two goes. */
const pause = 40;

export class NodeFlow {
  readonly #core: Core;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** The last gene that was put while others still waited: the next picture begins behind it, so that none waits for ever. */
  #last = -1;

  constructor(core: Core) {
    this.#core = core;
  }

  /** `put` brings one up to date; `then` follows once all are, in the task of the last ones. */
  show(due: readonly PictureNode[], put: (node: PictureNode) => void, then: () => void): void {
    this.stop();
    const [before, behind] = [
      due.filter(({ gene }) => gene <= this.#last),
      due.filter(({ gene }) => gene > this.#last),
    ];
    const inTurn = [...behind, ...before];
    const go = (from: number) => {
      this.#timer = null;
      const now = inTurn.slice(from, from + mostAtOnce);
      const isLast = from + mostAtOnce >= inTurn.length;
      this.#last = isLast ? -1 : (now.at(-1)?.gene ?? -1);
      this.#core.batch(() => {
        for (const node of now) put(node);
        if (isLast) then();
      });
      if (!isLast) this.#timer = setTimeout(() => go(from + mostAtOnce), pause);
    };
    go(0);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
