import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchSilence } from './silence';

describe('a worker that gives no sign', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is noticed once, so many seconds after its last sign', () => {
    const onSilent = vi.fn<() => void>();
    const watch = watchSilence(5, onSilent);
    vi.advanceTimersByTime(4_500);
    watch.heard();
    vi.advanceTimersByTime(4_400);
    expect(onSilent).not.toHaveBeenCalled();
    vi.advanceTimersByTime(20_000);
    expect(onSilent).toHaveBeenCalledOnce();
  });

  it('is no longer waited for once it has ended', () => {
    const onSilent = vi.fn<() => void>();
    watchSilence(5, onSilent).end();
    vi.advanceTimersByTime(60_000);
    expect(onSilent).not.toHaveBeenCalled();
  });
});
