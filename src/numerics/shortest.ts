/** How 32-bit numbers are written down. */

/** In the fewest digits that give the same 32-bit number back; 0 where it is not finite. */
export function shortest(value: number): string {
  if (!Number.isFinite(value) || value === 0) return '0';
  for (const digits of [6, 7, 8]) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === Math.fround(value)) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}
