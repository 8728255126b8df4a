/** A plain table from a list of columns, and the columns that it shares with sortable tables. */
import type { ReactNode } from 'react';

export interface ShownColumn<Row> {
  readonly name: ReactNode;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

export interface Column<Row> extends ShownColumn<Row> {
  /** Unique. */
  readonly name: string;
  readonly isNumber: boolean;
  /** Numbers that sort in ascending order, such as p. */
  readonly ascending?: true;
  /** Sort key: numbers sort in descending, text in ascending order. */
  readonly key: (row: Row) => number | string;
}

export function textColumn<Row>(
  name: string,
  key: (row: Row) => string,
  cell: (row: Row) => ReactNode = key,
): Column<Row> {
  return { name, isNumber: false, key, cell };
}

export function numberColumn<Row>(
  name: string,
  key: (row: Row) => number,
  cell: (row: Row) => ReactNode,
): Column<Row> {
  return { name, isNumber: true, key, cell };
}

/** Shows the number that it sorts by. */
export function valueColumn<Row>(
  name: string,
  of: (row: Row) => number,
  print: (value: number) => ReactNode,
): Column<Row> {
  return numberColumn(name, of, (row) => print(of(row)));
}

export function DataTable<Row>(props: {
  columns: readonly ShownColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  className?: string | undefined;
  caption?: ReactNode;
  /** Index of the column that names the row. */
  head?: number;
}) {
  const { columns, head = 0 } = props;
  return (
    <table className={props.className}>
      {props.caption}
      <thead>
        <tr>
          {columns.map(({ name, isNumber }, place) => (
            <th key={place} scope="col" className={isNumber ? 'number' : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.rowKey(row)}>
            {columns.map(({ isNumber, cell }, place) =>
              place === head ? (
                <th key={place} scope="row">
                  {cell(row)}
                </th>
              ) : (
                <td key={place} className={isNumber ? 'number' : undefined}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
