/**
 * Which cells stay where there are more than are needed: chosen by what cells are called, so that the choice does not depend on where
 * they stand; of cells called alike the first come first.
 */
import { fnv1a, mixBits } from '../../numerics/random';
import { compareNames } from '../canonicalOrder';
import { memoize } from '../../numerics/lazy';

/** More cells than this are sampled down: enough for the means, and a training step draws only some hundreds. */
const MOST_CELLS = 20_000;
const MOST_CONTROLS = 5_000;
const SAMPLING_SEED = 1;

/** At most so many of the cells, all of them in the given order where they are not more. */
export function drawnByName(
  cells: readonly number[],
  quota: number,
  cellNames: readonly string[],
): readonly number[] {
  if (cells.length <= quota) return cells;
  const draws = drawsOf(cellNames);
  return cells
    .toSorted((a, b) => (draws[a] ?? 0) - (draws[b] ?? 0) || compareNames(cellNames[a], cellNames[b]))
    .slice(0, quota);
}

const drawsOf = memoize((cellNames: readonly string[]) =>
  Float64Array.from(cellNames, (name) => mixBits(fnv1a(SAMPLING_SEED, name))),
);

/**
 * [groups] how many cells of each are used: at most 5,000 controls, and perturbed groups down to an equal share of what remains.
 */
export function sampledSizes(
  groups: readonly { readonly isControl: boolean; readonly cells: number }[],
): readonly number[] {
  const cellsIn = (some: typeof groups) => some.reduce((total, { cells }) => total + cells, 0);
  if (cellsIn(groups) <= MOST_CELLS) return groups.map(({ cells }) => cells);
  const controls = groups.filter(({ isControl }) => isControl);
  const controlCells = cellsIn(controls);
  const keptControls = Math.min(MOST_CONTROLS, controlCells);
  const perturbed = groups.length - controls.length;
  const share = Math.max(1, Math.floor((MOST_CELLS - keptControls) / Math.max(1, perturbed)));
  return groups.map(({ isControl, cells }) =>
    Math.min(cells, isControl ? Math.ceil((cells * keptControls) / controlCells) : share),
  );
}
