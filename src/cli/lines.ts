/** Text layout for a terminal: wrapping, labelled paragraphs and tables. */

/** Breaks at blanks so that no line exceeds `columns`, except for long words; later lines begin with `indent`. */
export function wrapped(text: string, columns: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \n\t]+/)) {
    if (line === '') line = lines.length === 0 ? word : `${indent}${word}`;
    else if (line.length + 1 + word.length <= columns) line = `${line} ${word}`;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  return [...lines, line];
}

/** A label, and the text in a column to the right of it. */
export function labelled(name: string, text: string, left: number, columns: number): string[] {
  const [first = '', ...more] = wrapped(text, Math.max(20, columns - left));
  const indent = ' '.repeat(left);
  return [`${name.padEnd(left - 2)}  ${first}`.trimEnd(), ...more.map((line) => `${indent}${line}`)];
}

/** Columns before `numbersFrom` are left-aligned, the others right-aligned. */
export function table(rows: readonly (readonly string[])[], numbersFrom: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < numbersFrom ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** A paragraph indented by two. */
export function indented(text: string, columns: number): string[] {
  return wrapped(text, columns - 2, '  ').map((line) => `  ${line}`);
}
