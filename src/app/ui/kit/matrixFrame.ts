/** What every heat map on a canvas has around its cells: names that stay at the edges while the cells scroll, and frames of what is selected. */
import { mix, type Palette } from '../../../present/figure/palette';

export interface MatrixPlace {
  readonly row: number;
  readonly column: number;
}

/** Sizes in CSS pixels: of a cell, and of the edges with the names. */
export interface MatrixSizes {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
}

export interface MatrixView {
  readonly cell: MatrixSizes;
  readonly scroll: { readonly x: number; readonly y: number };
  readonly room: { readonly width: number; readonly height: number };
  /** Under the pointer or the keyboard. */
  readonly pointed: MatrixPlace | null;
}

export interface MatrixNames {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly isSelected: {
    readonly row: (row: number) => boolean;
    readonly column: (column: number) => boolean;
  };
}

/** Room for bands between names and cells. */
export const BAND = 5;

/** Places from `from` to before `to`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the cells are, and which are seen. */
export interface Placed {
  readonly x: (column: number) => number;
  readonly y: (row: number) => number;
  readonly across: Span;
  readonly down: Span;
}

/** Rows or columns of `size` from pixel `first` on, over `extent` pixels. */
function span(first: number, size: number, extent: number, count: number): Span {
  return {
    from: Math.max(0, Math.floor(first / size)),
    to: Math.min(count, Math.ceil((first + extent) / size)),
  };
}

interface Layers {
  /** Within the edges, over the selected rows and columns. */
  readonly cells: (placed: Placed) => void;
  /** Over the cells, between them and the names. */
  readonly bands?: (placed: Placed) => void;
}

export function paintFramed(
  context: CanvasRenderingContext2D,
  view: MatrixView,
  names: MatrixNames,
  palette: Palette,
  layers: Layers,
): void {
  const { cell, scroll, room } = view;
  const { rows, columns } = names;
  const ratio = context.canvas.width / Math.max(1, room.width);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = palette.canvas;
  context.fillRect(0, 0, room.width, room.height);
  const placed: Placed = {
    x: (column) => cell.left + column * cell.width - scroll.x,
    y: (row) => cell.top + row * cell.height - scroll.y,
    across: span(scroll.x, cell.width, room.width - cell.left, columns.length),
    down: span(scroll.y, cell.height, room.height - cell.top, rows.length),
  };
  const right = Math.min(room.width, placed.x(columns.length));
  const bottom = Math.min(room.height, placed.y(rows.length));
  const box = { right: Math.max(0, right - cell.left), bottom: Math.max(0, bottom - cell.top) };
  context.save();
  context.beginPath();
  context.rect(cell.left, cell.top, box.right, box.bottom);
  context.clip();
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, room.width, room.height);
  eachSelected(view, names, placed, (left, top, width, height) => {
    context.fillStyle = mix(palette.accent, palette.panel, 0.13);
    context.fillRect(left, top, width, height);
  });
  layers.cells(placed);
  context.restore();
  paintSelection(context, view, names, palette, { placed, box });
  layers.bands?.(placed);
  paintNames(context, view, names, palette, placed);
}

/** The rectangle of every selected row and column, the colours of whose cells stay as they are. */
function eachSelected(
  { cell }: MatrixView,
  { rows, columns, isSelected }: MatrixNames,
  { x, y }: Placed,
  paint: (left: number, top: number, width: number, height: number) => void,
): void {
  const [width, height] = [columns.length * cell.width, rows.length * cell.height];
  for (const row of rows.keys()) if (isSelected.row(row)) paint(x(0), y(row), width, cell.height);
  for (const column of columns.keys())
    if (isSelected.column(column)) paint(x(column), y(0), cell.width, height);
}

/** Frames around what is selected, and around the cell that is pointed at. */
function paintSelection(
  context: CanvasRenderingContext2D,
  view: MatrixView,
  names: MatrixNames,
  palette: Palette,
  {
    placed,
    box,
  }: { readonly placed: Placed; readonly box: { readonly right: number; readonly bottom: number } },
): void {
  const { cell, pointed } = view;
  context.save();
  context.beginPath();
  context.rect(cell.left - 1, cell.top - 1, box.right + 2, box.bottom + 2);
  context.clip();
  context.strokeStyle = palette.accent;
  context.lineWidth = 1;
  eachSelected(view, names, placed, (left, top, width, height) => {
    context.strokeRect(left - 0.5, top - 0.5, width, height);
  });
  if (pointed) {
    context.strokeStyle = palette.text;
    context.lineWidth = 1.5;
    context.strokeRect(placed.x(pointed.column) - 0.5, placed.y(pointed.row) - 0.5, cell.width, cell.height);
  }
  context.strokeStyle = palette.outline;
  context.lineWidth = 1;
  context.strokeRect(cell.left - 0.5, cell.top - 0.5, box.right + 1, box.bottom + 1);
  context.restore();
}

/** Smallest text, and the room that a line of it takes. */
const [SMALLEST_TEXT, LINE] = [10, 12];

/** Of names of rows or columns of this size, one in so many is printed. */
const every = (size: number) => Math.ceil(LINE / size);

const fontOf = (size: number, isBold: boolean) =>
  `${isBold ? 650 : 500} ${Math.max(SMALLEST_TEXT, Math.min(12, size))}px "Inter Variable", system-ui, sans-serif`;

/** Names as large as their rows and columns allow; of small ones every second, third … */
function paintNames(
  context: CanvasRenderingContext2D,
  { cell, pointed }: MatrixView,
  { rows, columns, isSelected }: MatrixNames,
  palette: Palette,
  { x, y, across, down }: Placed,
): void {
  const write = (name: string, size: number, isBold: boolean, place: () => void) => {
    context.save();
    context.font = fontOf(size, isBold);
    context.textBaseline = 'middle';
    place();
    if (isBold && size < LINE) {
      const { width } = context.measureText(name);
      context.fillStyle = palette.canvas;
      context.fillRect(context.textAlign === 'right' ? -width : 0, -LINE / 2, width, LINE);
    }
    context.fillStyle = isBold ? palette.text : palette.text2;
    context.fillText(name, 0, 0.5);
    context.restore();
  };
  for (let row = down.from; row < down.to; row++) {
    const isBold = pointed?.row === row || isSelected.row(row);
    const at = y(row) + cell.height / 2;
    if (at < cell.top || (!isBold && row % every(cell.height) !== 0)) continue;
    write(rows[row] ?? '', cell.height, isBold, () => {
      context.textAlign = 'right';
      context.translate(cell.left - BAND - 6, at);
    });
  }
  for (let column = across.from; column < across.to; column++) {
    const isBold = pointed?.column === column || isSelected.column(column);
    const at = x(column) + cell.width / 2;
    if (at < cell.left || (!isBold && column % every(cell.width) !== 0)) continue;
    write(columns[column] ?? '', cell.width, isBold, () => {
      context.textAlign = 'left';
      context.translate(at, cell.top - BAND - 6);
      context.rotate(-Math.PI / 2);
    });
  }
}
