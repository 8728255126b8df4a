/** Tables and Matrix Market files read naively, a character at a time: what our readers are compared with. For tests. */

/** Rows of fields; blank lines and lines of a comment left out. Quotation marks hold fields together where they open one. */
export function plainRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  const endField = () => {
    fields.push(field.trim());
    field = '';
  };
  const endRow = () => {
    endField();
    if (fields.some((one) => one !== '') && !fields[0]?.startsWith('#')) rows.push(fields);
    fields = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') field += text.charAt(++at);
      else quoted = false;
    } else if (character === '"' && field.trim() === '') quoted = true;
    else if (character === delimiter) endField();
    else if (character === '\n' || character === '\r') endRow();
    else field += character;
  }
  endRow();
  return rows;
}

/** [rows][columns] of a Matrix Market file in coordinate form; entries of one place added up. */
export function plainMatrixMarket(text: string): number[][] {
  const [banner = '', ...rest] = text.split(/\r?\n/);
  const lines = rest
    .map((line) => line.trim().split(/\s+/))
    .filter(([first = '']) => first !== '' && !first.startsWith('%'));
  const [rows = 0, columns = 0] = lines[0]?.map(Number) ?? [];
  const grid = Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
  const add = (row: number, column: number, value: number) => {
    const own = grid[row - 1];
    if (own?.[column - 1] === undefined) throw new Error('An entry lies outside.');
    own[column - 1] = Math.fround((own[column - 1] ?? 0) + Math.fround(value));
  };
  for (const [row, column, value = '1'] of lines.slice(1)) {
    add(Number(row), Number(column), Number(value));
    if (row === column) continue;
    if (/skew/i.test(banner)) add(Number(column), Number(row), -Number(value));
    else if (/symmetric/i.test(banner)) add(Number(column), Number(row), Number(value));
  }
  return grid;
}

/** Whether the numbers stand in the row in this order, other fields between them. */
export function standsIn(numbers: readonly number[], fields: readonly string[]): boolean {
  let next = 0;
  for (const field of fields) {
    const value = Math.fround(Number(field.replace(',', '.')));
    if (field !== '' && value === numbers[next]) next += 1;
  }
  return next === numbers.length;
}
