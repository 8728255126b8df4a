/** How two amounts go together, as the number of cells in each square of a grid: a cloud of any number of cells, drawn small. */
import { binOf, type Histogram } from './histogram';

/** [columns × rows] how many lie in each square, a column after the other. @param x, y [n], none below the first edge of its axis */
export function densityOf(
  x: ArrayLike<number>,
  xEdges: Histogram['edges'],
  y: ArrayLike<number>,
  yEdges: Histogram['edges'],
): readonly number[] {
  const rows = yEdges.length - 1;
  const counts = Array<number>((xEdges.length - 1) * rows).fill(0);
  for (let at = 0; at < x.length; at++) {
    const square = binOf(x[at] as number, xEdges) * rows + binOf(y[at] as number, yEdges);
    counts[square] = (counts[square] as number) + 1;
  }
  return counts;
}
