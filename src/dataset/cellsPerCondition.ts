/** Number of cells per perturbation (and time point), from the annotation columns. */
import type { AnnotationColumn, OpenedFile } from './annotation';
import { compareNaturally } from '../numerics/naturalOrder';
import { distinctValues } from './recognise/columns';
import { labelColumn } from './recognise/labelColumn';

export interface ConditionCounts {
  /** Time points in ascending order, as text; empty where no time column is chosen. */
  readonly times: readonly string[];
  /** Largest group first. `cells` is parallel to `times`; empty for controls that serve all times. */
  readonly rows: readonly {
    readonly label: string;
    readonly cells: readonly number[];
    readonly all: number;
  }[];
}

/** The value of every cell in a column as text; null if missing. */
function textOfCell(column: AnnotationColumn): (cell: number) => string | null {
  const { labels, codes } = distinctValues(column);
  return (cell) => labels[codes[cell] ?? -1] ?? null;
}

/**
 * `controls`: labels of control cells; they count without a time if none of them has one. `nameOf`: the group of a label, where several
 * labels are one.
 */
export function cellsPerCondition(
  opened: OpenedFile,
  perturbationColumn: string,
  timeColumn: string | null,
  controls: readonly string[],
  nameOf: (label: string) => string = (label) => label,
): ConditionCounts {
  const labels = labelColumn(opened, perturbationColumn);
  if (!labels) return { times: [], rows: [] };
  const time = opened.obs.find((column) => column.name === timeColumn);
  const labelOf = textOfCell(labels);
  const timeOf = time ? textOfCell(time) : () => '';
  const counts = new Map<string, Map<string, number>>();
  const times = new Set<string>();
  const timeless = new Map<string, number>();
  for (let cell = 0; cell < opened.cells; cell++) {
    const own = labelOf(cell);
    const point = timeOf(cell);
    if (own === null) continue;
    const label = nameOf(own);
    if (point === null) {
      timeless.set(label, (timeless.get(label) ?? 0) + 1);
      continue;
    }
    const row = counts.get(label) ?? new Map<string, number>();
    row.set(point, (row.get(point) ?? 0) + 1);
    counts.set(label, row);
    times.add(point);
  }
  const points = [...times].toSorted(compareNaturally);
  const rows = [...counts].map(([label, row]) => {
    const cells = points.map((point) => row.get(point) ?? 0);
    return { label, cells, all: cells.reduce((sum, n) => sum + n, 0) };
  });
  const controlNames = [...new Set(controls.map(nameOf))];
  if (!controlNames.some((label) => counts.has(label))) {
    const serving = controlNames.map((label) => ({ label, cells: [], all: timeless.get(label) ?? 0 }));
    rows.push(...serving.filter(({ all }) => all > 0));
  }
  return { times: time ? points : [], rows: rows.toSorted((a, b) => b.all - a.all) };
}
