/**
 * The values that a model is trained on where cells have several guides: each cell stands for each of its perturbations, without the effects of
 * its others, and means and variances are those over all cells with a perturbation (docs/method.md, "Many guides per cell").
 */
import type { OpenedFile } from '../annotation';
import { compareNames } from '../canonicalOrder';
import {
  canBeSummed,
  CellMomentSums,
  type CellMoments,
  groupByConditionAndBatch,
  LOG_UNIT,
} from '../cellMoments';
import { countingIn } from '../countUnit';
import type { Mapping } from '../mapping';
import { labelColumn } from '../recognise/labelColumn';
import { type CellsOfMany, effectsOfGuides, type GuideEffects, writeWithout } from './guideEffects';
import { assertFewGuides, perturbationOfLabels, setsOf } from './guidesOfCells';
import type { Perturbation } from './perturbations';
import type { CellPlan, PlannedCells } from './plan';

/** Place of the control, which has no effect. */
const CONTROL = -1;
/** Values of cells that are kept once for each of their perturbations: 128 MB. */
const MOST_VALUES = 2 ** 25;

interface GivenCells {
  readonly opened: OpenedFile;
  readonly mapping: Mapping;
  readonly plan: CellPlan;
  /** [kept cells × G] */
  readonly values: Float32Array;
  readonly genes: number;
  /** [conditions] */
  readonly composition: Float64Array | null;
}

/** A row that stands for one of its perturbations, or the control. */
interface ForOne {
  readonly row: number;
  readonly place: number;
  readonly condition: number;
}

interface ForTraining {
  /** In place of the kept cells of the plan, and [rows] which of these each is. */
  readonly kept: PlannedCells;
  readonly rowOf: Int32Array;
  readonly values: Float32Array;
  readonly moments: CellMoments;
  /** As of Dataset. */
  readonly counting: Float64Array | null;
  /** Labels of perturbations whose effects cells do not tell apart. */
  readonly inseparable: readonly string[];
}

/** null where each cell has one label. */
export function withoutOtherGuides(given: GivenCells): ForTraining | null {
  const read = cellsOfMany(given);
  if (read === null) return null;
  const { cells, conditionOf, ownOf, hasControlGuide, labels } = read;
  const { plan, genes, values } = given;
  const effects = effectsOfGuides(cells);
  const lifts = toLevelOfAll(cells, effects, hasControlGuide);
  const forOne: ForOne[] = [];
  for (let row = 0; row < ownOf.length; row++) {
    const places = Array.from(
      cells.sets.members.subarray(cells.sets.starts[row], cells.sets.starts[row + 1]),
    );
    if (hasControlGuide[row] === 1) places.push(CONTROL);
    for (const place of places) {
      const condition = conditionOf(place, row);
      if (condition === undefined) continue;
      forOne.push({ row, place, condition });
    }
  }
  // Controls are what everything is compared with, also in halves.
  const kept =
    forOne.length * genes <= MOST_VALUES
      ? forOne
      : forOne.filter(({ row, place }) => place === ownOf[row] || place === CONTROL);
  const own = new Float32Array(kept.length * genes);
  kept.forEach(({ row, place }, at) => {
    const to = own.subarray(at * genes, (at + 1) * genes);
    writeWithout(to, cells, effects, row, place);
    if (place === CONTROL) lift(to, lifts, cells.stratumOfRow[row] as number);
  });
  const { cells: inFile, batchOfRow } = plan.kept;
  return {
    kept: {
      cells: Int32Array.from(kept, ({ row }) => inFile[row] as number),
      conditionOfRow: Int32Array.from(kept, ({ condition }) => condition),
      batchOfRow: batchOfRow && Int32Array.from(kept, ({ row }) => batchOfRow[row] as number),
    },
    rowOf: Int32Array.from(kept, ({ row }) => row),
    values: own,
    counting: countingIn(values, genes),
    moments: momentsOf(forOne, cells, effects, lifts, given, plan),
    inseparable: effects.inseparable.map((place) => labels[place] ?? ''),
  };
}

/** What the cells of the plan have; null where their column lists no guides. */
function cellsOfMany({ opened, mapping, plan, values, genes }: GivenCells) {
  const column = labelColumn(opened, mapping.perturbationColumn);
  if (column?.kind !== 'category' || !column.sets) return null;
  const { cells, conditionOfRow, batchOfRow } = plan.kept;
  const hasControl = mapping.control.mode === 'cells';
  const timeOf = (row: number) => plan.conditions[conditionOfRow[row] as number]?.time ?? null;
  const keyOf = ({ label, kind, targets }: Perturbation, time: number | null) =>
    hasControl && targets.length === 0 ? '' : `${label}\n${kind}\n${time}`;
  const keys: string[] = [];
  const listed = setsOf(
    { ...column, sets: column.sets },
    cells,
    perturbationOfLabels(opened, mapping, column),
    (_, one, row) => keys.push(keyOf(one, timeOf(row))) - 1,
  );
  const names = [...new Set(keys)].filter((key) => key !== '').toSorted(compareNames);
  assertFewGuides(opened.name, names.length, 'targets');
  const placeOf = new Map([['', CONTROL], ...names.map((key, place) => [key, place] as const)]);
  const starts = new Int32Array(cells.length + 1);
  const members: number[] = [];
  const hasControlGuide = new Uint8Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const own = listed.members.subarray(listed.starts[row], listed.starts[row + 1]);
    const places = new Set(Array.from(own, (at) => placeOf.get(keys[at] ?? '') ?? CONTROL));
    if (places.delete(CONTROL)) hasControlGuide[row] = 1;
    members.push(...places);
    starts[row + 1] = members.length;
  }
  const levels = Array.from(
    cells,
    (_, row) => `${plan.batches[batchOfRow?.[row] ?? 0] ?? ''}\n${timeOf(row)}`,
  );
  const strata = new Map([...new Set(levels)].toSorted(compareNames).map((level, place) => [level, place]));
  const conditionOfKey = new Map(
    plan.conditions.map(({ perturbation, time }, at) => [keyOf(perturbation, time), at]),
  );
  const controlAt = new Map(
    plan.conditions.flatMap(({ perturbation, time }, at) =>
      keyOf(perturbation, time) === '' ? [[time, at] as const] : [],
    ),
  );
  const many: CellsOfMany = {
    genes,
    values,
    sets: { starts, members: Int32Array.from(members) },
    perturbations: names.length,
    guides: cells.map((_, row) => (listed.starts[row + 1] as number) - (listed.starts[row] as number)),
    stratumOfRow: cells.map((_, row) => strata.get(levels[row] ?? '') ?? 0),
    strata: strata.size,
    hasControl,
  };
  return {
    cells: many,
    hasControlGuide,
    labels: names.map((key) => key.split('\n', 1)[0] ?? ''),
    ownOf: conditionOfRow.map((condition) => {
      const own = plan.conditions[condition];
      return own === undefined ? CONTROL : (placeOf.get(keyOf(own.perturbation, own.time)) ?? CONTROL);
    }),
    conditionOf: (place: number, row: number) =>
      place === CONTROL
        ? (controlAt.get(timeOf(row)) ?? controlAt.get(null))
        : conditionOfKey.get(names[place] ?? ''),
  };
}

/**
 * [strata × G] what is added to cells without any effect, where `counts` is 1, so that their mean is that of all cells of the stratum: the level
 * of the regression.
 */
function toLevelOfAll(cells: CellsOfMany, effects: GuideEffects, counts: ArrayLike<number>): Float64Array {
  const { genes, strata, stratumOfRow } = cells;
  const [all, some] = [new Float64Array(strata * genes), new Float64Array(strata * genes)];
  const [ofAll, ofSome] = [new Float64Array(strata), new Float64Array(strata)];
  const one = new Float64Array(genes);
  stratumOfRow.forEach((stratum, row) => {
    writeWithout(one, cells, effects, row, CONTROL);
    (ofAll[stratum] as number) += 1;
    (ofSome[stratum] as number) += counts[row] as number;
    for (let gene = 0; gene < genes; gene++) {
      const value = Math.round((one[gene] as number) / LOG_UNIT);
      (all[stratum * genes + gene] as number) += value;
      (some[stratum * genes + gene] as number) += (counts[row] as number) * value;
    }
  });
  return all.map((sum, at) => {
    const stratum = Math.floor(at / genes);
    const counted = ofSome[stratum] as number;
    return counted === 0 ? 0 : LOG_UNIT * (sum / (ofAll[stratum] as number) - (some[at] as number) / counted);
  });
}

function lift(to: Float32Array | Float64Array, lifts: Float64Array, stratum: number): void {
  for (let gene = 0; gene < to.length; gene++)
    (to[gene] as number) += lifts[stratum * to.length + gene] as number;
}

/** Over the cells with each perturbation, each without the effects of its others. */
function momentsOf(
  forOne: readonly ForOne[],
  cells: CellsOfMany,
  effects: GuideEffects,
  lifts: Float64Array,
  { genes, composition }: GivenCells,
  { kept: { batchOfRow }, batches, conditions }: CellPlan,
): CellMoments {
  const batchOf = batchOfRow && Int32Array.from(forOne, ({ row }) => batchOfRow[row] as number);
  const conditionOf = Int32Array.from(forOne, ({ condition }) => condition);
  const fine = groupByConditionAndBatch(conditionOf, batchOf, batches.length);
  const groups = canBeSummed(fine.cells.length, genes)
    ? fine
    : groupByConditionAndBatch(
        conditionOf,
        batchOf,
        batches.length,
        (at) => conditions[at]?.perturbation.targets.length !== 0,
      );
  const one = new Float64Array(genes);
  const each = (use: (at: number) => void) =>
    forOne.forEach(({ row, place }, at) => {
      writeWithout(one, cells, effects, row, place);
      if (place === CONTROL) lift(one, lifts, cells.stratumOfRow[row] as number);
      use(at);
    });
  const squares = new Float64Array(genes);
  each(() => {
    for (let gene = 0; gene < genes; gene++)
      (squares[gene] as number) += Math.expm1(one[gene] as number) ** 2;
  });
  const sums = new CellMomentSums(groups, squares, composition);
  const rows = new Int32Array(genes);
  const columns = Int32Array.from(rows.keys());
  each((at) => {
    sums.add({ count: genes, rows: rows.fill(at), genes: columns, values: one });
  });
  return { ...sums.moments(), distinct: cells.guides.length };
}
