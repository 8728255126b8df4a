/** Tab-separated tables and their numbers, of which large screens have a hundred million. */

const powers = Array.from({ length: 12 }, (_, power) => 10 ** power);

/** Products this close to half a unit are rounded by the decimal value of the number. */
const TIE = 1e-6;

/** String(Number(value.toPrecision(6))), in a third of the time where the value is between 1e-6 and 1e5; '' for what is not finite. */
export function number(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '';
  const size = Math.abs(value);
  if (!(size >= 1e-6 && size < 1e5)) return roundedByText(value);
  let decimals = 5 - Math.floor(Math.log10(size));
  const units = size * (powers[decimals] ?? NaN);
  let digits = Math.round(units);
  if (!(Math.abs(units - digits) < 0.5 - TIE)) return roundedByText(value);
  for (; digits % 10 === 0; digits /= 10) decimals -= 1;
  if (decimals <= 0) return roundedByText(value);
  const text = String(digits).padStart(decimals + 1, '0');
  return `${value < 0 ? '-' : ''}${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

const roundedByText = (value: number) => String(Number(value.toPrecision(6)));

export const tsv = (rows: readonly (readonly string[])[]) =>
  `${rows.map((row) => row.join('\t')).join('\n')}\n`;
