/** For tests: the same with every number to twelve digits, as the values recorded from other implementations are kept. */
export function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'number' ? Number(part.toPrecision(12)) : part,
  );
}
/** Largest difference; NaN where one is missing. */
export function largestDifference(values: readonly number[], expected: readonly number[]): number {
  return values.length === expected.length
    ? Math.max(...expected.map((value, at) => Math.abs((values[at] ?? NaN) - value)))
    : NaN;
}
