/** Paints the visible part of a heat map: names and module bands stay at the edges while the cells scroll. */
import { type Band, type Matrix, weightColor } from '../../../../present/figure/matrix';
import { inkOn, mix, moduleColor, type Palette } from '../../../../present/figure/palette';

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

export interface MatrixPicture {
  readonly matrix: Matrix;
  readonly genes: readonly string[];
  readonly palette: Palette;
  readonly cell: MatrixSizes;
  readonly scroll: { readonly x: number; readonly y: number };
  readonly room: { readonly width: number; readonly height: number };
  /** Under the pointer or the keyboard. */
  readonly pointed: MatrixPlace | null;
  /** Selected rows and columns: of a gene, a module, or the ends of an edge. */
  readonly isSelected: {
    readonly row: (gene: number) => boolean;
    readonly column: (gene: number) => boolean;
  };
}

const BAND = 5;
/** Smallest cell in which the sign is printed. */
const SIGNED = 15;

/** Rows or columns of `size` from pixel `first` on, over `extent` pixels. */
function span(first: number, size: number, extent: number, count: number) {
  return {
    from: Math.max(0, Math.floor(first / size)),
    to: Math.min(count, Math.ceil((first + extent) / size)),
  };
}

export function paintMatrix(context: CanvasRenderingContext2D, picture: MatrixPicture): void {
  const { matrix, palette, cell, scroll, room } = picture;
  const { rows, columns } = matrix;
  const ratio = context.canvas.width / Math.max(1, room.width);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = palette.canvas;
  context.fillRect(0, 0, room.width, room.height);
  const x = (column: number) => cell.left + column * cell.width - scroll.x;
  const y = (row: number) => cell.top + row * cell.height - scroll.y;
  const across = span(scroll.x, cell.width, room.width - cell.left, columns.length);
  const down = span(scroll.y, cell.height, room.height - cell.top, rows.length);
  const [right, bottom] = [Math.min(room.width, x(columns.length)), Math.min(room.height, y(rows.length))];
  context.save();
  context.beginPath();
  context.rect(cell.left, cell.top, Math.max(0, right - cell.left), Math.max(0, bottom - cell.top));
  context.clip();
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, room.width, room.height);
  eachSelected(picture, x, y, (left, top, width, height) => {
    context.fillStyle = mix(palette.accent, palette.panel, 0.13);
    context.fillRect(left, top, width, height);
  });
  const gap = Math.min(cell.width, cell.height) > 9 ? 1 : 0;
  for (let row = down.from; row < down.to; row++)
    for (let column = across.from; column < across.to; column++) {
      const weight = matrix.weights[row * columns.length + column] ?? NaN;
      if (Number.isNaN(weight) || weight === 0) continue;
      const color = weightColor(palette, weight / matrix.largest);
      context.fillStyle = color;
      context.fillRect(x(column), y(row), cell.width - gap, cell.height - gap);
      if (Math.min(cell.width, cell.height) >= SIGNED)
        paintSign(context, color, weight, x(column) + cell.width / 2 - 0.5, y(row) + cell.height / 2 - 0.5);
    }
  paintBorders(context, picture, x, y);
  context.restore();
  paintSelection(context, picture, { x, y, right, bottom });
  paintBands(context, picture, x, y);
  paintNames(context, picture, { x, y, across, down });
}

/** Plus or minus around (x, y), on `color`. */
function paintSign(
  context: CanvasRenderingContext2D,
  color: string,
  weight: number,
  x: number,
  y: number,
): void {
  context.strokeStyle = inkOn(color);
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x - 3, y);
  context.lineTo(x + 3, y);
  if (weight > 0) {
    context.moveTo(x, y - 3);
    context.lineTo(x, y + 3);
  }
  context.stroke();
}

type Place = (index: number) => number;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where columns and rows lie, where the last ones end, and which are in the room. */
interface Shown {
  readonly x: Place;
  readonly y: Place;
  readonly right: number;
  readonly bottom: number;
  readonly across: Span;
  readonly down: Span;
}

/** Between modules. */
function paintBorders(context: CanvasRenderingContext2D, picture: MatrixPicture, x: Place, y: Place): void {
  const { matrix, palette, room } = picture;
  context.strokeStyle = mix(palette.outline, palette.canvas, 0.5);
  context.lineWidth = 1;
  context.beginPath();
  for (const { from } of matrix.columnBands.slice(1)) {
    context.moveTo(x(from) - 0.5, 0);
    context.lineTo(x(from) - 0.5, room.height);
  }
  for (const { from } of matrix.rowBands.slice(1)) {
    context.moveTo(0, y(from) - 0.5);
    context.lineTo(room.width, y(from) - 0.5);
  }
  context.stroke();
}

/** The rectangle of every selected row and column, the colours of whose cells stay as they are. */
function eachSelected(
  { matrix, cell, isSelected }: MatrixPicture,
  x: Place,
  y: Place,
  paint: (left: number, top: number, width: number, height: number) => void,
): void {
  const [width, height] = [matrix.columns.length * cell.width, matrix.rows.length * cell.height];
  for (const [row, gene] of matrix.rows.entries())
    if (isSelected.row(gene)) paint(x(0), y(row), width, cell.height);
  for (const [column, gene] of matrix.columns.entries())
    if (isSelected.column(gene)) paint(x(column), y(0), cell.width, height);
}

/** Frames around what is selected, and around the cell that is pointed at with lines to its names. */
function paintSelection(
  context: CanvasRenderingContext2D,
  picture: MatrixPicture,
  { x, y, right, bottom }: Pick<Shown, 'x' | 'y' | 'right' | 'bottom'>,
): void {
  const { palette, cell, pointed } = picture;
  context.save();
  context.beginPath();
  context.rect(cell.left - 1, cell.top - 1, right - cell.left + 2, bottom - cell.top + 2);
  context.clip();
  context.strokeStyle = palette.accent;
  context.lineWidth = 1;
  eachSelected(picture, x, y, (left, top, width, height) => {
    context.strokeRect(left - 0.5, top - 0.5, width, height);
  });
  if (pointed) {
    context.strokeStyle = palette.text;
    context.lineWidth = 1.5;
    context.strokeRect(x(pointed.column) - 0.5, y(pointed.row) - 0.5, cell.width, cell.height);
  }
  context.strokeStyle = palette.outline;
  context.lineWidth = 1;
  context.strokeRect(cell.left - 0.5, cell.top - 0.5, right - cell.left + 1, bottom - cell.top + 1);
  context.restore();
}

function paintBands(
  context: CanvasRenderingContext2D,
  { matrix, palette, cell, room }: MatrixPicture,
  x: Place,
  y: Place,
): void {
  const paint = (bands: readonly Band[], isRow: boolean) => {
    for (const { module, from, to } of bands) {
      if (module === null) continue;
      context.fillStyle = moduleColor(palette, module);
      if (isRow) context.fillRect(cell.left - BAND - 2, y(from), BAND, (to - from) * cell.height - 1);
      else context.fillRect(x(from), cell.top - BAND - 2, (to - from) * cell.width - 1, BAND);
    }
  };
  context.save();
  context.beginPath();
  context.rect(0, cell.top, cell.left, room.height);
  context.clip();
  paint(matrix.rowBands, true);
  context.restore();
  context.save();
  context.beginPath();
  context.rect(cell.left, 0, room.width, cell.top);
  context.clip();
  paint(matrix.columnBands, false);
  context.restore();
}

/** Of names of rows or columns of this size, one in so many is printed. */
const every = (size: number) => Math.ceil(9 / size);

const fontOf = (size: number, isBold: boolean) =>
  `${isBold ? 650 : 500} ${Math.max(8.5, Math.min(12, size))}px "Inter Variable", system-ui, sans-serif`;

/** Names as large as their rows and columns allow; of small ones every second, third … */
function paintNames(
  context: CanvasRenderingContext2D,
  { matrix, genes, palette, cell, pointed, isSelected }: MatrixPicture,
  { x, y, across, down }: Pick<Shown, 'x' | 'y' | 'across' | 'down'>,
): void {
  const write = (gene: number, size: number, isBold: boolean, place: () => void) => {
    context.save();
    context.font = fontOf(size, isBold);
    context.fillStyle = isBold ? palette.text : palette.text2;
    context.textBaseline = 'middle';
    place();
    context.fillText(genes[gene] ?? '', 0, 0.5);
    context.restore();
  };
  for (let row = down.from; row < down.to; row++) {
    const gene = matrix.rows[row] ?? 0;
    const isBold = pointed?.row === row || isSelected.row(gene);
    const at = y(row) + cell.height / 2;
    if (at < cell.top || (!isBold && row % every(cell.height) !== 0)) continue;
    write(gene, cell.height, isBold, () => {
      context.textAlign = 'right';
      context.translate(cell.left - BAND - 6, at);
    });
  }
  for (let column = across.from; column < across.to; column++) {
    const gene = matrix.columns[column] ?? 0;
    const isBold = pointed?.column === column || isSelected.column(gene);
    const at = x(column) + cell.width / 2;
    if (at < cell.left || (!isBold && column % every(cell.width) !== 0)) continue;
    write(gene, cell.width, isBold, () => {
      context.textAlign = 'left';
      context.translate(at, cell.top - BAND - 6);
      context.rotate(-Math.PI / 2);
    });
  }
}
