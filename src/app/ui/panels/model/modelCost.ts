/** Size and time of the next run in words. */
import { count, timeRange } from '../../../../present/text/format';

const LONG_SECONDS = 600;

/** `candidates`: null where they are recognised when the values are read. */
export function sizeSentence(genes: number, candidates: number | null): string {
  if (candidates === null)
    return `${count(genes)} genes; candidate regulators are recognised once the values are read.`;
  const edges = candidates * Math.max(genes - 1, 0);
  return `${count(genes)} genes and ${count(candidates)} candidate regulators: ${count(edges)} possible edges.`;
}

/** 'About 5–15 s on this processor.', and whether to warn. */
export function timeSentence([shortest, longest]: readonly [number, number]): {
  readonly text: string;
  readonly long: boolean;
} {
  return {
    text: `About ${timeRange([Math.max(1, shortest), Math.max(1, longest)])} on this processor.`,
    long: longest > LONG_SECONDS,
  };
}
