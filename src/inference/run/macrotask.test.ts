import { expect, it } from 'vitest';
import { allYielding } from './macrotask';

function blockThread(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Work on three items, during the first of which a message is posted to this thread. */
async function eventsWith(busyMs: number): Promise<string[]> {
  const events: string[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => events.push('message'));
  port1.start();
  const results = await allYielding([1, 2, 3], async (item) => {
    if (item === 1) port2.postMessage(null);
    blockThread(busyMs);
    events.push(`item ${item}`);
    return 10 * item;
  });
  expect(results).toEqual([10, 20, 30]);
  port1.close();
  return events;
}

it('reads messages between two long pieces of work', async () => {
  expect(await eventsWith(30)).toEqual(['item 1', 'message', 'item 2', 'item 3']);
});

it('starts all short pieces of work at once', async () => {
  expect((await eventsWith(0)).slice(0, 3)).toEqual(['item 1', 'item 2', 'item 3']);
});

it('rejects with the first failure in order', async () => {
  const failing = allYielding([1, 2], async (item) => {
    blockThread(30);
    throw new Error(`item ${item}`);
  });
  await expect(failing).rejects.toThrow('item 1');
});
