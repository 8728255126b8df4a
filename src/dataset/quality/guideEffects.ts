/**
 * Cells with several guides as training takes them: each stands for one of its perturbations, the effects of its others subtracted, as least
 * squares on all perturbations at once tells them (docs/method.md, "Many guides per cell").
 */
import type { CellSets } from '../annotation';
import { LOG_UNIT } from '../cellMoments';
import { choleskyInPlace, choleskySolveInPlace } from '../../numerics/linearAlgebra';
import { rowsWithBoth, scaleByRows, takeOutMeans } from '../../numerics/membership';

/** Added to the diagonal, in numbers of cells: perturbations that are always together share what they do in equal parts. */
const RIDGE = 1e-8;
/** Share of the variance of the number of guides, and of a perturbation's membership, that counts as none. */
const NONE = 1e-6;

export interface CellsOfMany {
  readonly genes: number;
  /** [rows × G] log1p of expression. */
  readonly values: Float32Array;
  /** The perturbations of each row, each once; the control is none. */
  readonly sets: CellSets;
  readonly perturbations: number;
  /** [rows] number of guides, those of controls included. */
  readonly guides: Int32Array;
  /** [rows] batch and time; each has a level of its own. */
  readonly stratumOfRow: Int32Array;
  readonly strata: number;
  /** Whether effects are relative to the control; else their mean over all cells' perturbations is 0. */
  readonly hasControl: boolean;
}

export interface GuideEffects {
  /** [perturbations × G] */
  readonly effect: Float64Array;
  /** [G] of a further guide, whichever it is; 0 where all cells have as many. */
  readonly perGuide: Float64Array;
  readonly guidesPerCell: number;
  /** Perturbations whose effects cells do not tell apart from those of others. */
  readonly inseparable: readonly number[];
}

/** Least squares with a level for each stratum and an effect of the number of guides. The same bits in any order of cells. */
export function effectsOfGuides(cells: CellsOfMany): GuideEffects {
  const { genes, perturbations, guides, hasControl } = cells;
  const { normal, right, counts, columns } = equations(cells);
  const scale = scaleByRows(normal, counts, hasControl ? 0 : perturbations);
  for (let i = 0; i < columns; i++) (normal[i * columns + i] as number) += RIDGE;
  choleskyInPlace(normal, columns);
  const effect = new Float64Array(perturbations * genes);
  const perGuide = new Float64Array(genes);
  const one = new Float64Array(columns);
  for (let gene = 0; gene < genes; gene++) {
    for (let i = 0; i < columns; i++) one[i] = (right[i * genes + gene] as number) / (scale[i] as number);
    choleskySolveInPlace(normal, columns, one);
    for (let i = 0; i < perturbations; i++)
      effect[i * genes + gene] = (one[i] as number) / (scale[i] as number);
    if (columns > perturbations)
      perGuide[gene] = (one[perturbations] as number) / (scale[perturbations] as number);
  }
  return {
    effect,
    perGuide,
    guidesPerCell: guides.reduce((sum, number) => sum + number, 0) / Math.max(1, guides.length),
    inseparable: inseparableIn(normal, columns).filter((i) => i < perturbations),
  };
}

/** Columns of which others leave nothing, and those others, by the inverse of the scaled normal matrix. */
function inseparableIn(factor: Float64Array, columns: number): number[] {
  const squares = new Float64Array(columns);
  const unit = new Float64Array(columns);
  for (let i = 0; i < columns; i++)
    if ((factor[i * columns + i] as number) ** 2 < NONE) {
      unit.fill(0);
      unit[i] = 1;
      choleskySolveInPlace(factor, columns, unit);
      unit.forEach((value, j) => {
        if (Math.abs(value) > 1 / NONE) squares[j] = 1;
      });
    }
  return Array.from(squares.keys()).filter((j) => squares[j] === 1);
}

interface Equations {
  /** Perturbations, and the number of guides where it differs within a stratum. */
  readonly columns: number;
  /** [columns] Σ of squares. */
  readonly counts: Float64Array;
  /** [columns × columns] and [columns × G], means of strata taken out. */
  readonly normal: Float64Array;
  readonly right: Float64Array;
}

function equations({
  genes,
  values,
  sets,
  perturbations,
  guides,
  stratumOfRow,
  strata,
}: CellsOfMany): Equations {
  const all = perturbations + 1;
  const normal = rowsWithBoth(sets, all);
  const right = new Float64Array(all * genes);
  const [ofColumns, ofValues] = [new Float64Array(all * strata), new Float64Array(strata * genes)];
  const sizes = new Float64Array(strata);
  const unit = new Float64Array(genes);
  stratumOfRow.forEach((stratum, row) => {
    const own = sets.members.subarray(sets.starts[row], sets.starts[row + 1]);
    const number = guides[row] as number;
    (sizes[stratum] as number) += 1;
    (ofColumns[perturbations * strata + stratum] as number) += number;
    (normal[all * all - 1] as number) += number * number;
    // Whole units, whose sums are the same in any order.
    for (let gene = 0; gene < genes; gene++) {
      const value = Math.round((values[row * genes + gene] as number) / LOG_UNIT);
      unit[gene] = value;
      (ofValues[stratum * genes + gene] as number) += value;
      (right[perturbations * genes + gene] as number) += number * value;
    }
    for (const i of own) {
      (ofColumns[i * strata + stratum] as number) += 1;
      (normal[i * all + perturbations] as number) += number;
      for (let gene = 0; gene < genes; gene++) (right[i * genes + gene] as number) += unit[gene] as number;
    }
  });
  const counts = Float64Array.from({ length: all }, (_, i) => normal[i * all + i] as number);
  for (let i = 0; i < perturbations; i++)
    normal[perturbations * all + i] = normal[i * all + perturbations] as number;
  takeOutMeans(normal, right, { sizes, ofColumns, ofValues });
  const inLogs = right.map((sum) => sum * LOG_UNIT);
  if ((normal[all * all - 1] as number) > NONE * (counts[perturbations] as number))
    return { columns: all, counts, normal, right: inLogs };
  return {
    columns: perturbations,
    counts: counts.subarray(0, perturbations),
    normal: normal.filter((_, at) => at % all < perturbations && at < perturbations * all),
    right: inLogs.subarray(0, perturbations * genes),
  };
}

/** Writes a row of `cells` into `to` [G] without the effects of its perturbations but `own`; −1: of all of them. */
export function writeWithout(
  to: Float32Array | Float64Array,
  cells: CellsOfMany,
  { effect, perGuide, guidesPerCell }: GuideEffects,
  row: number,
  own: number,
): void {
  const { genes, values, sets, guides } = cells;
  const further = (guides[row] as number) - guidesPerCell;
  for (let gene = 0; gene < genes; gene++)
    to[gene] = (values[row * genes + gene] as number) - further * (perGuide[gene] as number);
  for (const other of sets.members.subarray(sets.starts[row], sets.starts[row + 1])) {
    if (other === own) continue;
    const from = other * genes;
    for (let gene = 0; gene < genes; gene++) (to[gene] as number) -= effect[from + gene] as number;
  }
}
