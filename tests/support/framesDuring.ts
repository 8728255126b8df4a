/** How smoothly a page draws, for end-to-end tests and benches. */
import type { Page } from '@playwright/test';
import { quantileOfSorted } from '../../src/numerics/statistics';

export interface Frames {
  /** Milliseconds between frames. */
  readonly p50: number;
  readonly p95: number;
  readonly longestTaskMs: number;
}

declare global {
  /** Ends what `framesDuring` counts. */
  var endFrames: () => { readonly times: readonly number[]; readonly longestTaskMs: number };
}

/** The time between frames, and the longest task, while the page is used. */
export async function framesDuring(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const counted = { times: [] as number[], longestTaskMs: 0 };
    let before = performance.now();
    let next = 0;
    const frame = (now: number) => {
      counted.times.push(now - before);
      before = now;
      next = requestAnimationFrame(frame);
    };
    next = requestAnimationFrame(frame);
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        counted.longestTaskMs = Math.max(counted.longestTaskMs, duration);
    });
    observer.observe({ type: 'longtask' });
    globalThis.endFrames = () => {
      cancelAnimationFrame(next);
      observer.disconnect();
      return counted;
    };
  });
  await act();
  const { times, longestTaskMs } = await page.evaluate(() => globalThis.endFrames());
  const sorted = times.slice(1).toSorted((a, b) => a - b);
  return { p50: quantileOfSorted(sorted, 0.5), p95: quantileOfSorted(sorted, 0.95), longestTaskMs };
}
