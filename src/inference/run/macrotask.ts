/** Lets a computing thread read its messages. */

/** Resolves in a task of its own, after the messages that wait now. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** Milliseconds of work after which messages are read. */
const BUSY_MS = 20;

/** Promise.all of work started in order; after an item that kept the thread busy for long, messages are read. */
export async function allYielding<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Promise<Result>[] = [];
  for (const [index, item] of items.entries()) {
    const started = performance.now();
    const result = work(item, index);
    // Promise.all reports a rejection; until then it must not count as unhandled.
    result.catch(() => undefined);
    results.push(result);
    if (performance.now() - started > BUSY_MS) await macrotask();
  }
  return Promise.all(results);
}
