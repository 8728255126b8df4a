/** Which labels are controls by a column that says so of every cell ('is_control', 'control' as 0 and 1), as pereggrn and CPA write it. */
import type { AnnotationColumn } from '../annotation';
import { distinctValues, type DistinctValues } from './distinct';

const NAME = /^(?:is[-_ ]?)?(?:control|ctrl|non[-_ ]?targeting)s?$/i;
const YES = /^(?:1|true|yes)$/i;
const NO = /^(?:0|false|no)$/i;

export interface SaidControls {
  readonly column: string;
  /** Of `labels`, those all of whose cells are controls. */
  readonly labels: readonly string[];
}

/** null where no column says it, or of none of the labels. */
export function controlsByColumn(
  obs: readonly AnnotationColumn[],
  { labels, codes }: DistinctValues,
): SaidControls | null {
  for (const column of obs) {
    if (!NAME.test(column.name)) continue;
    const said = distinctValues(column);
    const isYes = said.labels.map((label) => YES.test(label));
    if (!said.labels.every((label, i) => isYes[i] === true || NO.test(label)) || !isYes.includes(true))
      continue;
    const everyCell = labels.map(() => true);
    codes.forEach((label, cell) => {
      if (label >= 0 && isYes[said.codes[cell] ?? -1] !== true) everyCell[label] = false;
    });
    const found = labels.filter((_, label) => everyCell[label]);
    if (found.length > 0) return { column: column.name, labels: found };
  }
  return null;
}
