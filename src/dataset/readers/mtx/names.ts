/** The names of rows or columns that go with a matrix: features.tsv, genes.tsv, barcodes.tsv, one line each. */
import { DatasetFailure } from '../../errors';
import { CELL_HEADER, GENE_HEADER } from '../text/columnRoles';
import { textPieces } from '../text/decode';

export interface NameLines {
  readonly file: string;
  /** Fields of every line, a header among them where there is one. */
  readonly lines: readonly (readonly string[])[];
}

const MOST_LINES = 10_000_000;
const BYTES_PER_LINE = 200;

/** Throws `empty-file`, `damaged-file` (compression) and `out-of-memory`. */
export async function readNames(file: File): Promise<NameLines> {
  const lines: (readonly string[])[] = [];
  let separator: string | null = null;
  for await (const piece of textPieces(file, () => undefined)) {
    for (const line of piece.split('\n')) {
      if (line.trim() === '') continue;
      separator ??= line.includes('\t') ? '\t' : ',';
      lines.push(line.split(separator).map((field) => field.trim().replace(/^"(.*)"$/, '$1')));
    }
    if (lines.length > MOST_LINES)
      throw new DatasetFailure({
        tag: 'out-of-memory',
        file: file.name,
        megabytes: (MOST_LINES * BYTES_PER_LINE) / 1e6,
      });
  }
  if (lines.length === 0) throw new DatasetFailure({ tag: 'empty-file', file: file.name });
  return { file: file.name, lines };
}

/** One line per row, or one more where the first is a header. */
export function fits({ lines }: NameLines, size: number): boolean {
  return lines.length === size || (lines.length === size + 1 && isHeader(lines[0] ?? []));
}

function isHeader(fields: readonly string[]): boolean {
  return fields.some((field) => GENE_HEADER.test(field) || CELL_HEADER.test(field));
}

/** Without the header, where there is one. */
export function rowsOf({ lines }: NameLines, size: number): readonly (readonly string[])[] {
  return lines.slice(lines.length - size);
}
