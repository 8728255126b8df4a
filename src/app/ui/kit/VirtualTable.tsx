/**
 * A sortable virtual table: only visible rows are in the document, with a spacer above and below. The Tab key stops at one row, from which
 * arrows, Home and End lead to the others. Rows are selected by click, Enter or Space; screen readers get the true number of rows.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { Column } from './DataTable';
import classes from './VirtualTable.module.css';

const rowHeight = 30;

export function VirtualTable<Row>(props: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  isSelected: (row: Row) => boolean;
  onSelect: (row: Row) => void;
  /** Index of the column that sorts first. */
  firstColumn: number;
}) {
  const { columns, rows } = props;
  const [sorting, setSorting] = useState({ column: props.firstColumn, reversed: false });
  const scroller = useRef<HTMLElement>(null);
  const sorted = useMemo(
    () => sortRows(rows, columns[sorting.column], sorting.reversed),
    [rows, columns, sorting],
  );
  // oxlint-disable-next-line react/incompatible-library -- its functions are called here only, never handed on
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const [reached, setReached] = useState(0);
  const isMoving = useRef(false);
  const stop = shown.some(({ index }) => index === reached) ? reached : shown[0]?.index;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(reached, event.key, sorted.length - 1);
    if (next === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    isMoving.current = true;
    setReached(next);
    virtual.scrollToIndex(next);
  };
  /** Its row may be drawn only after the table has scrolled there. */
  const focusReached = (button: HTMLButtonElement | null) => {
    if (!button || !isMoving.current) return;
    isMoving.current = false;
    button.focus();
  };
  const before = shown[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <section ref={scroller} className={classes.scroll} aria-label={props.label}>
      <table className={classes.table} aria-rowcount={sorted.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, isNumber, ascending }, place) => {
              const isSorted = place === sorting.column;
              const isDown = (isNumber && !ascending) !== sorting.reversed;
              const Mark = isDown ? IconArrowDown : IconArrowUp;
              return (
                <th
                  key={name}
                  scope="col"
                  aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : undefined}
                  className={isNumber ? 'number' : undefined}
                >
                  <button
                    type="button"
                    onClick={() => setSorting({ column: place, reversed: isSorted && !sorting.reversed })}
                  >
                    {name}
                    {isSorted ? <Mark size={12} stroke={2} aria-hidden /> : null}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Spacer height={before} columns={columns.length} /> : null}
          {shown.map(({ index }) => {
            const row = sorted[index];
            if (row === undefined) return null;
            const select = () => props.onSelect(row);
            return (
              <tr
                key={props.rowKey(row)}
                aria-rowindex={index + 2}
                aria-selected={props.isSelected(row)}
                className={classes.row}
                onClick={select}
              >
                {columns.map((column, place) => (
                  <td key={column.name} className={column.isNumber ? 'number' : undefined}>
                    {place === 0 ? (
                      <button
                        ref={index === reached ? focusReached : undefined}
                        type="button"
                        tabIndex={index === stop ? 0 : -1}
                        onFocus={() => setReached(index)}
                        onKeyDown={onKeyDown}
                        onClick={select}
                      >
                        {column.cell(row)}
                      </button>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 ? <Spacer height={after} columns={columns.length} /> : null}
        </tbody>
      </table>
    </section>
  );
}

/** null for another key. */
function moved(at: number, key: string, last: number): number | null {
  const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last }[key];
  return next === undefined ? null : Math.max(0, Math.min(last, next));
}

function Spacer(props: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- it is no control */}
      <td colSpan={props.columns} style={{ height: props.height, padding: 0, border: 0 }} />
    </tr>
  );
}

function sortRows<Row>(
  rows: readonly Row[],
  column: Column<Row> | undefined,
  reversed: boolean,
): readonly Row[] {
  if (!column) return rows;
  const keyed = rows.map((row) => ({ row, key: column.key(row) }));
  const sign = column.ascending ? -1 : 1;
  keyed.sort((a, b) => sign * compare(a.key, b.key));
  if (reversed) keyed.reverse();
  return keyed.map(({ row }) => row);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  return a < b ? -1 : Number(a > b);
}
