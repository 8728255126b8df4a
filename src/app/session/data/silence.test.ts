import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchSilence } from './silence';

describe('a worker without signs of life', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is reported after so many seconds without a sign, and given up once', () => {
    const done: string[] = [];
    const watch = watchSilence([
      { seconds: 2, act: () => done.push('noticed') },
      { seconds: 5, act: () => done.push('given up') },
    ]);
    vi.advanceTimersByTime(4_500);
    expect(done).toEqual(['noticed']);
    watch.sign();
    vi.advanceTimersByTime(4_400);
    expect(done).toEqual(['noticed', 'noticed']);
    vi.advanceTimersByTime(20_000);
    expect(done).toEqual(['noticed', 'noticed', 'given up']);
  });

  it('is ignored once it has ended', () => {
    const act = vi.fn<() => void>();
    watchSilence([{ seconds: 5, act }]).end();
    vi.advanceTimersByTime(60_000);
    expect(act).not.toHaveBeenCalled();
  });
});
