/**
 * Matrix Market files in coordinate form, streamed: entries are handed on one by one and nothing is kept. Format:
 * https://math.nist.gov/MatrixMarket/formats.html
 */
import { DatasetFailure } from '../../errors';
import { byteChunks, type OnBytes } from '../bytes';
import { Cursor } from './cursor';
import { type Kind, kindOf, type MatrixMarketHead, sizesOf } from './head';

/** Row and column counted from 0. */
export type TakeEntry = (row: number, column: number, value: number) => void;

const LONGEST_LINE = 1_000_000;
const COMMENT = 37;
const NEWLINE = 10;

/**
 * `start` gets the sizes and says where entries go; those of the other half of a symmetric matrix are handed on as well.
 * Throws `empty-file`, `unsupported-matrix` and `damaged-file` with the line.
 */
export async function readMatrixMarket(
  file: File,
  start: (head: MatrixMarketHead) => TakeEntry,
  onBytes: OnBytes,
): Promise<void> {
  const parser = new MatrixMarketParser(file.name, start);
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of byteChunks(file, onBytes)) {
    const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    parser.take(bytes.subarray(0, end));
    rest = bytes.slice(end);
    if (rest.length > LONGEST_LINE) parser.damaged('It is longer than a million characters.');
  }
  if (rest.length > 0) parser.take(joined(rest, Uint8Array.of(NEWLINE)));
  parser.finish();
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

class MatrixMarketParser {
  readonly #file: string;
  readonly #start: (head: MatrixMarketHead) => TakeEntry;
  /** Of the line being read, from 1. */
  #line = 0;
  #kind: Kind | null = null;
  #head: MatrixMarketHead | null = null;
  #takeEntry: TakeEntry = () => undefined;
  #entries = 0;

  constructor(file: string, start: (head: MatrixMarketHead) => TakeEntry) {
    this.#file = file;
    this.#start = start;
  }

  /** Whole lines. */
  take(bytes: Uint8Array): void {
    const cursor = new Cursor(bytes);
    while (!cursor.ended) {
      this.#line += 1;
      if (this.#kind === null) this.#kind = this.#readBanner(cursor.restOfLine());
      else if (cursor.endLine()) continue;
      else if (cursor.peek() === COMMENT) cursor.restOfLine();
      else if (this.#head === null) this.#readSizes(this.#kind, cursor.restOfLine());
      else this.#readEntry(this.#head, cursor);
    }
  }

  finish(): void {
    if (this.#line === 0) throw new DatasetFailure({ tag: 'empty-file', file: this.#file });
    const expected =
      this.#head?.entries ?? this.#damagedAt('the end of the file', 'It ends before its sizes.');
    if (this.#entries < expected) {
      this.#damagedAt(
        'the end of the file',
        `It should have ${expected} entries, and there are ${this.#entries}.`,
      );
    }
  }

  damaged(detail: string): never {
    return this.#damagedAt(`line ${this.#line}`, detail);
  }

  #damagedAt(where: string, detail: string): never {
    throw new DatasetFailure({ tag: 'damaged-file', file: this.#file, where, detail });
  }

  #readBanner(line: string): Kind {
    const kind = kindOf(line) ?? this.damaged('It does not begin with “%%MatrixMarket matrix”.');
    if (kind !== 'unsupported') return kind;
    throw new DatasetFailure({ tag: 'unsupported-matrix', file: this.#file, header: line.slice(0, 80) });
  }

  #readSizes(kind: Kind, line: string): void {
    const sizes =
      sizesOf(line) ?? this.damaged(`“${line.slice(0, 60)}” is not a number of rows, columns and entries.`);
    if (kind.symmetry !== 'general' && sizes.rows !== sizes.columns)
      this.damaged(`It is called ${kind.symmetry}, and is not square.`);
    this.#head = { ...kind, ...sizes };
    this.#takeEntry = this.#start(this.#head);
  }

  #readEntry(head: MatrixMarketHead, cursor: Cursor): void {
    const row = cursor.whole();
    const column = row < 0 ? -1 : cursor.whole();
    const value = head.field === 'pattern' ? 1 : column < 0 ? undefined : cursor.decimal();
    if (column < 0 || value === undefined || !cursor.endLine()) {
      const wanted = head.field === 'pattern' ? 'a row and a column' : 'a row, a column and a value';
      return this.damaged(`It is not ${wanted}.`);
    }
    if (row < 1 || row > head.rows) this.damaged(`Row ${row} is outside the ${head.rows} there are.`);
    if (column < 1 || column > head.columns)
      this.damaged(`Column ${column} is outside the ${head.columns} there are.`);
    this.#entries += 1;
    if (this.#entries > head.entries)
      this.damaged(`There are more entries than the ${head.entries} that its sizes say.`);
    this.#takeEntry(row - 1, column - 1, value);
    if (head.symmetry === 'general' || row === column) return;
    this.#takeEntry(column - 1, row - 1, head.symmetry === 'symmetric' ? value : -value);
  }
}
