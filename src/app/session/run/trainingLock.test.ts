/** Two tabs, as two instances of the module, with a mock of the locks that a browser shares between them. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type * as lock from './trainingLock';

class MockLocks {
  #queues = new Map<string, Promise<unknown>>();
  #held = new Set<string>();

  request(name: string, ...[asked, given]: [() => unknown] | [LockOptions, () => unknown]): Promise<unknown> {
    const work = typeof asked === 'function' ? asked : given;
    const signal = typeof asked === 'function' ? undefined : asked.signal;
    const done = this.#after(this.#queues.get(name), name, () => work?.(), signal);
    this.#queues.set(
      name,
      done.catch(() => undefined),
    );
    return done;
  }

  async #after(
    before: Promise<unknown> | undefined,
    name: string,
    work: () => unknown,
    signal?: AbortSignal,
  ): Promise<void> {
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
    await (signal ? Promise.race([before, aborted]) : before);
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

it('lets one tab write a run, told within a second to the other, until that tab leaves it', async () => {
  const [first, second] = [await aTab(), await aTab()];
  expect(await first.writeAlone('one')).toBe(true);
  expect(await first.writeAlone('one')).toBe(true);
  expect(await second.writeAlone('one')).toBe(false);
  expect(await second.writeAlone('two')).toBe(true);
  await first.writeAlone(null);
  expect(await second.writeAlone('one')).toBe(true);
  expect(await first.writeAlone('two')).toBe(true);
});

it('gives the run of a tab that is being closed to the one that asks, and never to one that has gone on', async () => {
  const [first, second, third] = [await aTab(), await aTab(), await aTab()];
  await first.writeAlone('one');
  const opening = second.writeAlone('one');
  const leaving = third.writeAlone('one');
  void third.writeAlone(null);
  await first.writeAlone(null);
  expect(await opening).toBe(true);
  expect(await leaving).toBe(false);
});

it('lets every tab write where the browser has no locks, or forbids them', async () => {
  vi.stubGlobal('navigator', {});
  expect(await (await aTab()).writeAlone('one')).toBe(true);
  vi.stubGlobal('navigator', { locks: { request: forbidden, query: forbidden } });
  expect(await (await aTab()).writeAlone('one')).toBe(true);
});

it('deletes the storage after the first save that another tab has begun', async () => {
  const [saving, deleting] = [await aTab(), await aTab()];
  const ended: string[] = [];
  const ends: (() => void)[] = [];
  const under = new Promise<void>((resolve) => {
    ends.push(resolve);
  });
  const saved = saving.withStorage('shared', async () => {
    await under;
    ended.push('saved');
  });
  const deleted = deleting.withStorage('exclusive', async () => {
    ended.push('deleted');
  });
  await Promise.resolve();
  for (const end of ends) end();
  await Promise.all([saved, deleted]);
  expect(ended).toEqual(['saved', 'deleted']);
});

it('saves and deletes without locks too, each once', async () => {
  for (const locks of [{}, { locks: { request: forbidden } }]) {
    vi.stubGlobal('navigator', locks);
    const tab = await aTab();
    const work = vi.fn<() => Promise<string>>(() => Promise.resolve('done'));
    expect(await tab.withStorage('shared', work)).toBe('done');
    expect(work).toHaveBeenCalledOnce();
  }
  vi.stubGlobal('navigator', { locks: new MockLocks() });
  const failing = vi.fn<() => Promise<string>>(() => Promise.reject(new Error('full')));
  await expect((await aTab()).withStorage('shared', failing)).rejects.toThrow('full');
  expect(failing).toHaveBeenCalledOnce();
});
