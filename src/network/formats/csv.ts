/** Comma-separated tables (RFC 4180): what pandas reads without being told anything. */
import { safeName } from './tsv';

/** Cells with commas or quotes are quoted; names stay on their line. */
export function csvTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(text: string): string {
  const line = safeName(text);
  return /[",]/u.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}
