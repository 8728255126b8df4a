/** Cells of a table as numbers. What is not written as a plain decimal number is not one. */
const MISSING = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none']);
/** The words that mean 'no label' as well; 'none' may be a label of controls. */
const MISSING_LABELS = new Set(['', 'na', 'n/a', '#n/a', 'nan']);
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(inity)?$/i;

export type ParseNumber = (cell: string) => number | undefined;

/** NaN for what stands for a missing value, undefined for what is no number at all. */
export function numberParser(decimalComma: boolean): ParseNumber {
  const pattern = decimalComma ? DECIMAL_COMMA : DECIMAL;
  return (cell) => {
    if (pattern.test(cell)) return Number(decimalComma ? cell.replace(',', '.') : cell);
    if (MISSING.has(cell.toLowerCase())) return NaN;
    const infinite = INFINITE.exec(cell);
    return infinite === null ? undefined : infinite[1] === '-' ? -Infinity : Infinity;
  };
}

export function isMissingLabel(cell: string): boolean {
  return MISSING_LABELS.has(cell.toLowerCase());
}

/**
 * Whether these cells write decimals with a comma. '1,234' alone could also be one thousand two hundred thirty-four, and
 * is then left to be refused rather than guessed.
 */
export function usesDecimalComma(cells: readonly string[]): boolean {
  const withComma = cells.filter((cell) => /^[+-]?\d+,\d+(e[+-]?\d+)?$/i.test(cell));
  const withPoint = cells.some((cell) => /^[+-]?\d*\.\d/.test(cell));
  return !withPoint && withComma.some((cell) => !/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell));
}
