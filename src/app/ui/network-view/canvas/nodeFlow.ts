/**
 * Lets a crowd of genes come or change in several goes, as edges do: to work out the style of hundreds and to draw every name is too long
 * for one task.
 */
import type { Core } from 'cytoscape';
import type { PictureNode } from '../../../../present/figure/networkFigure';
import { Goes } from './goes';

/** Most genes of one go. */
const mostAtOnce = 60;

export class NodeFlow {
  readonly #core: Core;
  readonly #goes = new Goes();
  /** The last gene that was put while others still waited: the next picture begins behind it, so that none waits for ever. */
  #last = -1;

  constructor(core: Core) {
    this.#core = core;
  }

  /** `put` brings one up to date; `then` follows once all are, in the task of the last ones. */
  show(due: readonly PictureNode[], put: (node: PictureNode) => void, then: () => void): void {
    const [before, behind] = [
      due.filter(({ gene }) => gene <= this.#last),
      due.filter(({ gene }) => gene > this.#last),
    ];
    this.#goes.start([...behind, ...before], mostAtOnce, (now, isLast) => {
      this.#last = isLast ? -1 : (now.at(-1)?.gene ?? -1);
      this.#core.batch(() => {
        for (const node of now) put(node);
        if (isLast) then();
      });
    });
  }

  stop(): void {
    this.#goes.stop();
  }
}
