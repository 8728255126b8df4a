/** Paints the cells of the heat map of a network: weights with their signs, and the modules as bands and borders. */
import { type Band, type Matrix, weightColor } from '../../../../present/figure/matrix';
import { inkOn, mix, moduleColor, type Palette } from '../../../../present/figure/palette';
import { BAND, type MatrixNames, type MatrixView, paintFramed, type Placed } from '../../kit/matrixFrame';

export interface MatrixPicture extends MatrixView {
  readonly matrix: Matrix;
  readonly names: MatrixNames;
  readonly palette: Palette;
}

/** Smallest cell in which the sign is printed. */
const SIGNED = 15;

export function paintMatrix(context: CanvasRenderingContext2D, picture: MatrixPicture): void {
  const { matrix, names, palette, cell } = picture;
  const { columns } = matrix;
  const gap = Math.min(cell.width, cell.height) > 9 ? 1 : 0;
  paintFramed(context, picture, names, palette, {
    cells: (placed) => {
      const { x, y, across, down } = placed;
      for (let row = down.from; row < down.to; row++)
        for (let column = across.from; column < across.to; column++) {
          const weight = matrix.weights[row * columns.length + column] ?? NaN;
          if (Number.isNaN(weight) || weight === 0) continue;
          const color = weightColor(palette, weight / matrix.largest);
          context.fillStyle = color;
          context.fillRect(x(column), y(row), cell.width - gap, cell.height - gap);
          if (Math.min(cell.width, cell.height) >= SIGNED)
            paintSign(
              context,
              color,
              weight,
              x(column) + cell.width / 2 - 0.5,
              y(row) + cell.height / 2 - 0.5,
            );
        }
      paintBorders(context, picture, placed);
    },
    bands: (placed) => {
      paintBands(context, picture, placed);
    },
  });
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

/** Between modules. */
function paintBorders(context: CanvasRenderingContext2D, picture: MatrixPicture, { x, y }: Placed): void {
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

function paintBands(
  context: CanvasRenderingContext2D,
  { matrix, palette, cell, room }: MatrixPicture,
  { x, y }: Placed,
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
