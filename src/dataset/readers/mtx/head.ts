/** What the first lines of a Matrix Market file say about the entries that follow. */

export interface MatrixMarketHead {
  readonly field: 'integer' | 'real' | 'pattern';
  readonly symmetry: 'general' | 'symmetric' | 'skew-symmetric';
  readonly rows: number;
  readonly columns: number;
  /** Lines that follow; of a symmetric matrix, one half is stored. */
  readonly entries: number;
}

export type Kind = Pick<MatrixMarketHead, 'field' | 'symmetry'>;

/** null where the line is no such header; 'unsupported' for complex, hermitian and dense ones. */
export function kindOf(line: string): Kind | 'unsupported' | null {
  const [banner, object, format, field, symmetry] = line.trim().toLowerCase().split(/\s+/);
  if (banner !== '%%matrixmarket' || object !== 'matrix') return null;
  const fields = {
    integer: 'integer',
    'unsigned-integer': 'integer',
    real: 'real',
    pattern: 'pattern',
  } as const;
  const symmetries = ['general', 'symmetric', 'skew-symmetric'] as const;
  const knownField = Object.entries(fields).find(([name]) => name === field)?.[1];
  const knownSymmetry = symmetries.find((name) => name === symmetry);
  if (format !== 'coordinate' || knownField === undefined || knownSymmetry === undefined)
    return 'unsupported';
  return { field: knownField, symmetry: knownSymmetry };
}

/** null where the line is not three whole numbers that can be sizes. */
export function sizesOf(line: string): Pick<MatrixMarketHead, 'rows' | 'columns' | 'entries'> | null {
  const match = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,15})\s*$/.exec(line);
  if (match === null) return null;
  const [rows = 0, columns = 0, entries = 0] = match.slice(1).map(Number);
  return rows < 2 ** 31 && columns < 2 ** 31 ? { rows, columns, entries } : null;
}
