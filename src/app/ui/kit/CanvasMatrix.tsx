/** A matrix on a canvas that scrolls: its cells are pointed at, or reached by arrow keys, and opened. */
import { ActionIcon } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { textWidth } from '../../../present/figure/networkFigure';
import { MatrixKeys } from './MatrixKeys';
import type { MatrixPlace, MatrixSizes, MatrixView } from './matrixFrame';
import classes from './CanvasMatrix.module.css';

/** Largest cell in pixels, and how much a press of a button changes it. */
const [LARGEST, ZOOM] = [44, 1.35];
/** Cells that fit the panel are between these. */
const [LEAST_FIT, MOST_FIT] = [8, 40];

interface Props {
  readonly label: string;
  /** What the matrix shows, and its keys. */
  readonly description: string;
  /** Names. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly zoom: number;
  /** Smallest cell in pixels. */
  readonly smallest: number;
  /** Identical while the picture stays the same but for what is given. */
  readonly paint: (context: CanvasRenderingContext2D, view: MatrixView) => void;
  readonly pointed: MatrixPlace | null;
  readonly onPoint: (place: MatrixPlace | null) => void;
  /** Of the cell that is pointed at, read out. */
  readonly words: string;
  readonly onOpen: (place: MatrixPlace) => void;
  /** A double click, and Enter after opening. */
  readonly onEnter?: () => void;
}

/** Size of the cells, and the one that is pointed at, while there are so many rows and columns. */
export function useMatrixView(rows: number, columns: number) {
  const [zoom, setZoom] = useState(1);
  const [pointed, onPoint] = useState<MatrixPlace | null>(null);
  const isThere = pointed !== null && pointed.row < rows && pointed.column < columns;
  return { zoom, setZoom, pointed: isThere ? pointed : null, onPoint };
}

export function CanvasMatrix(props: Props) {
  const { label, description, rows, columns, zoom, smallest, paint, pointed, onPoint, words, onOpen } = props;
  const { ref: measured, width, height } = useElementSize<HTMLDivElement>();
  const [scroll, setScroll] = useState({ x: 0, y: 0 });
  const scroller = useRef<HTMLDivElement | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cell = useMemo(
    () => sizesFor(rows, columns, { width, height }, { zoom, smallest }),
    [rows, columns, width, height, zoom, smallest],
  );
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0) return;
    const ratio = globalThis.devicePixelRatio;
    context.canvas.width = Math.round(width * ratio);
    context.canvas.height = Math.round(height * ratio);
    paint(context, { cell, scroll, room: { width, height }, pointed });
  }, [paint, cell, scroll, width, height, pointed]);

  const onReach = (place: MatrixPlace) => {
    onPoint(place);
    if (scroller.current) scrollTo(scroller.current, place, cell, { width, height });
  };

  return (
    <MatrixKeys
      ref={(element) => {
        scroller.current = element;
        measured(element);
      }}
      className={classes.scroll}
      label={label}
      description={description}
      size={[rows.length, columns.length]}
      pointed={pointed}
      onReach={onReach}
      words={words}
      onOpen={onOpen}
      onEnter={props.onEnter}
      onScroll={({ currentTarget }) => setScroll({ x: currentTarget.scrollLeft, y: currentTarget.scrollTop })}
    >
      <div
        className={classes.sheet}
        style={{
          width: cell.left + columns.length * cell.width,
          height: cell.top + rows.length * cell.height,
        }}
      >
        <canvas
          ref={canvas}
          className={classes.canvas}
          style={{ width, height }}
          aria-hidden="true"
          onPointerMove={(event) => onPoint(placeAt(event, { rows, columns }, cell, scroll))}
          onPointerLeave={() => onPoint(null)}
          onClick={() => {
            if (pointed) onOpen(pointed);
          }}
          onDoubleClick={props.onEnter}
        />
      </div>
    </MatrixKeys>
  );
}

const sizes = [
  { label: 'Smaller cells', factor: 1 / ZOOM, Sign: IconMinus },
  { label: 'Larger cells', factor: ZOOM, Sign: IconPlus },
];

export function ZoomButtons({ onZoom }: { onZoom: (factor: number) => void }) {
  return (
    <fieldset className={classes.zoom} aria-label="Size of the cells">
      {sizes.map(({ label, factor, Sign }) => (
        <ActionIcon
          key={label}
          variant="subtle"
          color="gray"
          size={28}
          aria-label={label}
          onClick={() => onZoom(factor)}
        >
          <Sign size={16} stroke={1.75} />
        </ActionIcon>
      ))}
    </fieldset>
  );
}

/** The cell under the pointer; null at the names and beyond. */
function placeAt(
  event: PointerEvent,
  { rows, columns }: Pick<Props, 'rows' | 'columns'>,
  cell: MatrixSizes,
  scroll: MatrixView['scroll'],
): MatrixPlace | null {
  const box = event.currentTarget.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const place = {
    column: Math.floor((x - cell.left + scroll.x) / cell.width),
    row: Math.floor((y - cell.top + scroll.y) / cell.height),
  };
  const isInside =
    x >= cell.left && y >= cell.top && place.row < rows.length && place.column < columns.length;
  return isInside ? place : null;
}

/** Scrolls as far as that cell needs to be seen. */
function scrollTo(
  view: HTMLElement,
  { row, column }: MatrixPlace,
  cell: MatrixSizes,
  { width, height }: MatrixView['room'],
): void {
  const [x, y] = [column * cell.width, row * cell.height];
  const [roomX, roomY] = [width - cell.left - cell.width, height - cell.top - cell.height];
  view.scrollTo({
    left: Math.max(x - roomX, Math.min(view.scrollLeft, x)),
    top: Math.max(y - roomY, Math.min(view.scrollTop, y)),
  });
}

/** Room in pixels for names at an edge. */
const roomFor = (names: readonly string[]) =>
  Math.min(
    110,
    names.reduce((most, name) => Math.max(most, textWidth(name, 12)), 24),
  ) + 14;

const fit = (size: number, count: number) =>
  Math.min(MOST_FIT, Math.max(LEAST_FIT, (size - 2) / Math.max(1, count)));

/** Cells that fit the panel where they may, at most twice as high as wide and the reverse, times the zoom. */
function sizesFor(
  rows: readonly string[],
  columns: readonly string[],
  room: MatrixView['room'],
  { zoom, smallest }: Pick<Props, 'zoom' | 'smallest'>,
): MatrixSizes {
  const [left, top] = [roomFor(rows), roomFor(columns)];
  const [across, down] = [fit(room.width - left, columns.length), fit(room.height - top, rows.length)];
  const zoomed = (size: number) => Math.min(LARGEST, Math.max(smallest, size * zoom));
  return { left, top, width: zoomed(Math.min(across, 2 * down)), height: zoomed(Math.min(down, 2 * across)) };
}
