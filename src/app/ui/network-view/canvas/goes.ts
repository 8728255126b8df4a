/** Does with a crowd in several goes what would be too long for one task of the page. */

/** Milliseconds between two goes. */
const pause = 40;

export class Goes {
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** `go` has at most so many of the items at a time, the first now and each of the others in a task of its own; what was under way ends. */
  start<Item>(
    items: readonly Item[],
    most: number,
    go: (now: readonly Item[], isLast: boolean) => void,
  ): void {
    this.stop();
    const from = (first: number) => {
      this.#timer = null;
      const isLast = first + most >= items.length;
      go(items.slice(first, first + most), isLast);
      if (!isLast) this.#timer = setTimeout(() => from(first + most), pause);
    };
    from(0);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
