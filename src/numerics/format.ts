/** Text forms of numbers and names that files, links, figures and sentences must agree on. */

/** Fewest digits that read back as the same 32-bit number; '0' for values that are not finite. */
export function formatFloat32(value: number): string {
  if (!Number.isFinite(value) || value === 0) return '0';
  for (const digits of [6, 7, 8]) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === Math.fround(value)) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

/** Integers in full, other numbers with three significant digits. */
export function formatThreeDigits(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

/** Control characters but white space, line separators, and marks that change the writing direction. */
const unseen = /(?![\t\n\r])[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** With a visible sign for each character that is not seen, or that would reorder what stands beside it; files keep those. */
export function visible(text: string): string {
  return text.replaceAll(unseen, '\uFFFD');
}

/** A name of at most `max` visible characters, for figures and sentences; titles and tables show it in full. */
export function truncateName(name: string, max = 60): string {
  const letters = name.length <= max ? [] : Array.from(name);
  return visible(letters.length <= max ? name : `${letters.slice(0, max - 1).join('')}…`);
}

/** Fold changes below this are printed as no change. */
const MIN_FOLD = 1.025;
/**
 * Fold changes below this are printed with two decimals, others with one, and with none from WHOLE_NUMBER_FROM on.
 * Links keep the printed digits.
 */
export const TWO_DECIMALS_BELOW = 1.1;
export const WHOLE_NUMBER_FROM = 100;

/** |log2| printed as a factor ≥ 1; null where it is printed as no change. */
export function foldDigits(log2: number): string | null {
  const factor = 2 ** Math.abs(log2);
  if (factor < MIN_FOLD) return null;
  if (factor >= WHOLE_NUMBER_FROM) return factor.toFixed(0);
  return factor.toFixed(factor < TWO_DECIMALS_BELOW ? 2 : 1);
}
