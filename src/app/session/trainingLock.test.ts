/** Two tabs, as two instances of the module, with a mock of the locks that a browser shares between them. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type * as lock from './trainingLock';

class MockLocks {
  #queues = new Map<string, Promise<unknown>>();
  #held = new Set<string>();

  request(name: string, work: () => unknown): Promise<unknown> {
    const done = this.#after(this.#queues.get(name), name, work);
    this.#queues.set(name, done);
    return done;
  }

  async #after(before: Promise<unknown> | undefined, name: string, work: () => unknown): Promise<void> {
    await before;
    this.#held.add(name);
    await work();
    this.#held.delete(name);
  }

  async query() {
    return { held: [...this.#held].map((name) => ({ name })) };
  }
}

const forbidden = () => Promise.reject(new DOMException('', 'SecurityError'));

async function aTab(): Promise<typeof lock> {
  vi.resetModules();
  return import('./trainingLock');
}

beforeEach(() => vi.stubGlobal('navigator', { locks: new MockLocks() }));
afterEach(() => vi.unstubAllGlobals());

it('tells other tabs of a run that trains, until it ends', async () => {
  const [first, second] = [await aTab(), await aTab()];
  first.holdLock('one');
  expect(await second.trainsElsewhere('one')).toBe(true);
  expect(await second.trainsElsewhere('two')).toBe(false);
  expect(await first.trainsElsewhere('one')).toBe(false);
  const free = vi.fn<() => void>();
  const waiting = second.untilFree('one').then(free);
  await second.trainsElsewhere('one');
  expect(free).not.toHaveBeenCalled();
  first.holdLock(null);
  await waiting;
  expect(await second.trainsElsewhere('one')).toBe(false);
});

it('sees no run of its own that has just ended', async () => {
  const tab = await aTab();
  tab.holdLock('one');
  tab.holdLock('two');
  expect(await tab.trainsElsewhere('one')).toBe(false);
  tab.holdLock(null);
  expect(await tab.trainsElsewhere('two')).toBe(false);
});

it('tells nothing where the browser has no locks, or forbids them', async () => {
  vi.stubGlobal('navigator', {});
  const tab = await aTab();
  tab.holdLock('one');
  expect(await tab.trainsElsewhere('two')).toBe(false);
  vi.stubGlobal('navigator', { locks: { request: forbidden, query: forbidden } });
  tab.holdLock('three');
  expect(await tab.trainsElsewhere('two')).toBe(false);
});
