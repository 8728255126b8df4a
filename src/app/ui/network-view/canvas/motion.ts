/** Moves Cytoscape's nodes softly to where they belong; one move at a time, a new one takes over from where it stands. */
import type { Core } from 'cytoscape';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** With more nodes than this a frame is dear, and the processor busy learning: moves of a few pixels are made in one. */
const mostSmooth = 30;
const fewPixels = 10;
/** A move across the picture, as when modules are first known, takes long enough to be followed. */
const farPixels = 60;
const farMilliseconds = 400;
/** More nodes than this move with plain lines for edges. */
const mostDetailed = 300;
/** Of more nodes than this a picture is dear: while they move there are a few a second, and the processor is left to learn. */
const crowd = 150;
const crowdedFrame = 90;

export class Motion {
  readonly #core: Core;
  #frame = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** `targetOf`: where a node belongs, by its id. Nodes held by the pointer stay with it. */
  move(targetOf: (id: string) => Point, milliseconds: number): void {
    this.stop();
    const moves = this.#core.nodes().map((node) => {
      return { node, from: { ...node.position() }, to: targetOf(node.id()) };
    });
    const furthest = Math.max(0, ...moves.map(({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y)));
    const duration =
      milliseconds === 0 || (moves.length > mostSmooth && furthest < fewPixels)
        ? 0
        : furthest > farPixels
          ? farMilliseconds
          : milliseconds;
    const plain = moves.length > mostDetailed && duration > 0 ? this.#core.edges() : null;
    plain?.addClass('moving');
    const start = performance.now();
    const frame = moves.length > crowd ? crowdedFrame : 0;
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
          if (!node.grabbed())
            node.position({ x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased });
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
