/** The keys of a matrix of cells: arrows, Home, End and the page keys reach a cell, whose words are read out, and Enter opens it. */
import { type ComponentProps, type KeyboardEvent, useId } from 'react';
import type { MatrixPlace } from './matrixFrame';

interface Props extends Pick<ComponentProps<'div'>, 'ref' | 'className' | 'onScroll' | 'children'> {
  readonly label: string;
  /** What the matrix shows, and its keys. */
  readonly description: string;
  /** Numbers of rows and columns. */
  readonly size: readonly [rows: number, columns: number];
  readonly pointed: MatrixPlace | null;
  /** A key has led to this cell. */
  readonly onReach: (place: MatrixPlace) => void;
  /** Of the cell that is pointed at, read out. */
  readonly words: string;
  readonly onOpen: (place: MatrixPlace) => void;
  /** Enter, after opening. */
  readonly onEnter?: (() => void) | undefined;
}

export function MatrixKeys(props: Props) {
  const { label, description, size, pointed, onReach, words, onOpen, onEnter, children, ...rest } = props;
  const descriptionId = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const here = pointed ?? { row: 0, column: 0 };
    if (event.key === 'Enter') {
      onOpen(here);
      onEnter?.();
      event.preventDefault();
      return;
    }
    const next = moved(here, event.key, size);
    if (next === null) return;
    event.preventDefault();
    onReach(pointed === null ? here : next);
  };
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- cells of a picture are no elements: the application role hands the keys on */}
      <div
        {...rest}
        role="application"
        aria-label={label}
        aria-describedby={descriptionId}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {children}
      </div>
      <p id={descriptionId} className="visually-hidden">
        {description}
      </p>
      <p className="visually-hidden" aria-live="polite">
        {words}
      </p>
    </>
  );
}

/** null for another key. */
function moved(
  { row, column }: MatrixPlace,
  key: string,
  [rows, columns]: Props['size'],
): MatrixPlace | null {
  const at = (nextRow: number, nextColumn: number) => ({
    row: Math.min(rows - 1, Math.max(0, nextRow)),
    column: Math.min(columns - 1, Math.max(0, nextColumn)),
  });
  switch (key) {
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'ArrowUp':
      return at(row - 1, column);
    case 'ArrowDown':
      return at(row + 1, column);
    case 'Home':
      return at(row, 0);
    case 'End':
      return at(row, columns - 1);
    case 'PageUp':
      return at(0, column);
    case 'PageDown':
      return at(rows - 1, column);
    default:
      return null;
  }
}
