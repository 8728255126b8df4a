/** A screen as a table: one line per cell with its name, what is known of it and its value of every gene. */
import { shortest } from '../../numerics/shortest';
import { annotationsOf, tableLine, type ScreenTable } from './screenTable';

/** Values in the fewest digits that give the same 32-bit number back. Line by line, as the whole may be long. */
export function* tableLines(screen: ScreenTable, separator: ',' | '\t'): Generator<string> {
  const { values, cellNames, geneNames, obs } = screen;
  yield tableLine(['cell', ...Object.keys(obs), ...geneNames], separator);
  const genes = geneNames.length;
  for (const [cell, name] of cellNames.entries()) {
    const row = values.subarray(cell * genes, (cell + 1) * genes);
    yield tableLine([name, ...annotationsOf(screen, cell), ...Array.from(row, shortest)], separator);
  }
}
