/**
 * Parser of Matrix Market files in coordinate form: streams entries one by one and keeps none. Format:
 * https://math.nist.gov/MatrixMarket/formats.html
 */
import { DatasetFailure } from '../../errors';
import { byteChunks, joined, type OnBytes } from '../bytes';
import { numberParser } from '../text/records';

/** Receives entries; row and column count from 0. */
interface EntryReceiver {
  readonly take: (row: number, column: number, value: number) => void;
}

const MAX_LINE_LENGTH = 1_000_000;
const COMMENT = 37;
const NEWLINE = 10;

/**
 * Passes all entries (of symmetric matrices those of both halves) to the receiver that `start` makes from the sizes, and returns it. Throws
 * `empty-file`, `unsupported-matrix`, `damaged-file` with the line.
 */
export async function readMatrixMarket<T extends EntryReceiver>(
  file: File,
  start: (head: MatrixMarketHead) => T,
  onBytes: OnBytes,
): Promise<T> {
  const parser = new MatrixMarketParser(file.name, start);
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of byteChunks(file, onBytes)) {
    const bytes = rest.length === 0 ? chunk : joined([rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    parser.take(bytes.subarray(0, end));
    rest = bytes.slice(end);
    if (rest.length > MAX_LINE_LENGTH) parser.damaged('It is longer than a million characters.');
  }
  if (rest.length > 0) parser.take(joined([rest, Uint8Array.of(NEWLINE)]));
  return parser.finish();
}

class MatrixMarketParser<T extends EntryReceiver> {
  readonly #file: string;
  readonly #start: (head: MatrixMarketHead) => T;
  /** Number of the current line, from 1. */
  #line = 0;
  #kind: Kind | null = null;
  #head: MatrixMarketHead | null = null;
  #receiver: T | null = null;
  #entries = 0;

  constructor(file: string, start: (head: MatrixMarketHead) => T) {
    this.#file = file;
    this.#start = start;
  }

  /** Parses whole lines. */
  take(bytes: Uint8Array): void {
    const cursor = new Cursor(bytes);
    while (!cursor.ended) {
      this.#line += 1;
      if (this.#kind === null) this.#kind = this.#readBanner(cursor.restOfLine());
      else if (cursor.endLine()) continue;
      else if (cursor.peek() === COMMENT) cursor.restOfLine();
      else if (this.#head === null || this.#receiver === null)
        this.#readSizes(this.#kind, cursor.restOfLine());
      else this.#readEntry(this.#head, this.#receiver, cursor);
    }
  }

  finish(): T {
    if (this.#line === 0) throw new DatasetFailure({ tag: 'empty-file', file: this.#file });
    const where = 'the end of the file';
    const receiver = this.#receiver ?? this.#damagedAt(where, 'The line of sizes is missing.');
    const expected = this.#head?.entries ?? 0;
    if (this.#entries < expected)
      this.#damagedAt(where, `It should have ${expected} entries, and there are ${this.#entries}.`);
    return receiver;
  }

  damaged(detail: string): never {
    return this.#damagedAt(`line ${this.#line}`, detail);
  }

  #damagedAt(where: string, detail: string): never {
    throw DatasetFailure.damaged(this.#file, where, detail);
  }

  #readBanner(line: string): Kind {
    const kind = parseBanner(line) ?? this.damaged('It does not begin with “%%MatrixMarket matrix”.');
    if (kind !== 'unsupported') return kind;
    throw new DatasetFailure({ tag: 'unsupported-matrix', file: this.#file, header: line.slice(0, 80) });
  }

  #readSizes(kind: Kind, line: string): void {
    const sizes =
      parseSizes(line) ??
      this.damaged(`“${line.slice(0, 60)}” is not a number of rows, columns and entries.`);
    if (kind.symmetry !== 'general' && sizes.rows !== sizes.columns)
      this.damaged(`A ${kind.symmetry} matrix must be square.`);
    this.#head = { ...kind, ...sizes };
    this.#receiver = this.#start(this.#head);
  }

  #readEntry(head: MatrixMarketHead, receiver: T, cursor: Cursor): void {
    const row = cursor.whole();
    const column = row < 0 ? -1 : cursor.whole();
    const value = head.field === 'pattern' ? 1 : column < 0 ? undefined : cursor.decimal();
    if (column < 0 || value === undefined || !cursor.endLine()) {
      const wanted = head.field === 'pattern' ? 'a row and a column' : 'a row, a column and a value';
      return this.damaged(`It is not ${wanted}.`);
    }
    if (row < 1 || row > head.rows) this.damaged(`Row ${row} is outside the ${head.rows} rows.`);
    if (column < 1 || column > head.columns)
      this.damaged(`Column ${column} is outside the ${head.columns} columns.`);
    this.#entries += 1;
    if (this.#entries > head.entries) this.damaged(`There are more than the ${head.entries} stated entries.`);
    receiver.take(row - 1, column - 1, value);
    if (head.symmetry === 'general' || row === column) return;
    receiver.take(column - 1, row - 1, head.symmetry === 'symmetric' ? value : -value);
  }
}

/** Header and sizes of a Matrix Market file. */
export interface MatrixMarketHead {
  readonly field: 'integer' | 'real' | 'pattern';
  readonly symmetry: 'general' | 'symmetric' | 'skew-symmetric';
  readonly rows: number;
  readonly columns: number;
  /** Number of stored entries; a symmetric matrix stores one half. */
  readonly entries: number;
}

type Kind = Pick<MatrixMarketHead, 'field' | 'symmetry'>;

/** null where the line is not a header; 'unsupported' for complex, hermitian and dense matrices. */
function parseBanner(line: string): Kind | 'unsupported' | null {
  const [banner, object, format, field, symmetry] = line.trim().toLowerCase().split(/\s+/);
  if (banner !== '%%matrixmarket' || object !== 'matrix') return null;
  const fields = ['integer', 'real', 'pattern'] as const;
  const symmetries = ['general', 'symmetric', 'skew-symmetric'] as const;
  const knownField = fields.find((name) => name === field?.replace('unsigned-integer', 'integer'));
  const knownSymmetry = symmetries.find((name) => name === symmetry);
  if (format !== 'coordinate' || knownField === undefined || knownSymmetry === undefined)
    return 'unsupported';
  return { field: knownField, symmetry: knownSymmetry };
}

/** null where the line is not three whole numbers in the range of sizes. */
function parseSizes(line: string): Pick<MatrixMarketHead, 'rows' | 'columns' | 'entries'> | null {
  const match = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,15})\s*$/.exec(line);
  if (match === null) return null;
  const [rows = 0, columns = 0, entries = 0] = match.slice(1).map(Number);
  return rows < 2 ** 31 && columns < 2 ** 31 ? { rows, columns, entries } : null;
}

const parse = numberParser(false);
/** Powers of ten, exact in a double. */
const TENS = Array.from({ length: 16 }, (_, power) => 10 ** power);
const EXACT_DIGITS = 15;

/** Parses numbers from bytes without making strings: matrices have hundreds of millions of numbers. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** @param bytes must end with a line end */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next byte that is not blank, without consuming it; 10 at the end of the line. */
  peek(): number {
    let byte = this.#bytes[this.#at] as number;
    while (byte === 32 || byte === 9 || byte === 13) byte = this.#bytes[++this.#at] as number;
    return byte;
  }

  /** An unsigned whole number; −1 where there is none. */
  whole(): number {
    let digit = this.peek() - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    let value = 0;
    while (digit >= 0 && digit <= 9) {
      value = 10 * value + digit;
      digit = (this.#bytes[++this.#at] as number) - 48;
    }
    return this.#endsWord() ? value : -1;
  }

  /** A decimal number, NaN or infinity; undefined where there is none. */
  decimal(): number | undefined {
    this.peek();
    const start = this.#at;
    const negative = this.#bytes[this.#at] === 45;
    if (negative) this.#at += 1;
    let [value, digits, fraction] = [0, 0, 0];
    let inFraction = false;
    for (; ; this.#at++) {
      const byte = this.#bytes[this.#at] as number;
      if (byte === 46 && !inFraction) inFraction = true;
      else if (byte >= 48 && byte <= 57) {
        value = 10 * value + byte - 48;
        digits += 1;
        if (inFraction) fraction += 1;
      } else break;
    }
    if (digits > 0 && digits <= EXACT_DIGITS && this.#endsWord()) {
      // Both operands are exact and the division rounds once: the result is the nearest double.
      const size = value / (TENS[fraction] as number);
      return negative ? -size : size;
    }
    while (!this.#endsWord()) this.#at += 1;
    const word = new TextDecoder().decode(this.#bytes.subarray(start, this.#at));
    return word === '' ? undefined : parse(word);
  }

  /** Consumes the line end; false where something else comes first. */
  endLine(): boolean {
    if (this.peek() !== NEWLINE) return false;
    this.#at += 1;
    return true;
  }

  /** The rest of the line as text; consumes the line end. */
  restOfLine(): string {
    const end = this.#bytes.indexOf(NEWLINE, this.#at);
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text.trim();
  }

  #endsWord(): boolean {
    const byte = this.#bytes[this.#at] as number;
    return byte === 32 || byte === NEWLINE || byte === 9 || byte === 13;
  }
}
