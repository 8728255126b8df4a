/** Cells × genes with what is known of each cell, as writers of plain formats take it. */
export interface ScreenTable {
  /** [cells × genes] row-major. */
  readonly values: Float32Array;
  readonly cellNames: readonly string[];
  readonly geneNames: readonly string[];
  /** [cells] each; not a number: not known. */
  readonly obs: Readonly<Record<string, readonly string[] | Float64Array>>;
}

export function tableLine(cells: readonly string[], separator: string): string {
  return `${cells.map((cell) => quoted(cell, separator)).join(separator)}\n`;
}

/** In quotes where it would not be read back otherwise. */
function quoted(text: string, separator: string): string {
  const plain = !text.includes(separator) && !/["\r\n]|^\s|\s$|^#/u.test(text);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** The annotations of one cell, in the order of `obs`. */
export function annotationsOf({ obs }: ScreenTable, cell: number): string[] {
  return Object.values(obs).map((column) => {
    const value = column[cell] ?? '';
    return typeof value === 'number' ? numberText(value) : value;
  });
}

function numberText(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}
