/** The value with all numbers rounded to twelve digits, the precision of values recorded from other implementations. */
export function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'number' ? Number(part.toPrecision(12)) : part,
  );
}
/** Largest difference; NaN if a value is missing. */
export function largestDifference(values: readonly number[], expected: readonly number[]): number {
  return values.length === expected.length
    ? Math.max(...expected.map((value, at) => Math.abs((values[at] ?? NaN) - value)))
    : NaN;
}
