/** How often the network is drawn while it is being learned: drawing shares the processor with training. Knows no clock. */

/** Least milliseconds between two figures. */
const LEAST_MS = 250;
/** Most, however slow drawing is. */
const MOST_MS = 3000;
/** Drawing takes at most one part in so many of the time. */
const PART = 15;

export class DrawingPace {
  #began = -Infinity;
  /** Milliseconds of work for the latest figure, and for the two before it. */
  #work: readonly [number, number, number] = [0, 0, 0];

  /** A figure is composed and drawn from now on. */
  begin(now: number): void {
    this.#began = now;
    this.#work = [0, this.#work[0], this.#work[1]];
  }

  /** The thread was busy with the figure for so long: in composing it, and in each frame that draws it. */
  worked(milliseconds: number): void {
    const [latest, ...earlier] = this.#work;
    this.#work = [latest + milliseconds, ...earlier];
  }

  /** Milliseconds until the next figure is due. The latest may still be drawn, and a slow one among two counts for nothing. */
  wait(now: number): number {
    const [, ...earlier] = this.#work;
    const interval = Math.min(Math.max(LEAST_MS, PART * Math.min(...earlier)), MOST_MS);
    return Math.max(0, this.#began + interval - now);
  }
}
