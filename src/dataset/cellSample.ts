/**
 * The sample of cells that are kept one by one where a screen has more than memory is meant for. Means do not come from it: they are taken
 * over all cells (cellMoments.ts). Both the reader and the training draw with these functions.
 */
import { Random } from '../numerics/random';
import { compareNames } from './canonicalOrder';

/** Cells of a sampled screen from which the cell term, clouds and covariances are computed. */
export const MAX_SAMPLED_CELLS = 20_000;

/** Share of a sample that controls may take where perturbed cells do not leave more. */
const CONTROL_SHARE = 1 / 4;

/**
 * Number of items kept per group, the same for all larger groups: at least one, and at most `max` in total where
 * possible. What small groups leave goes to the others.
 */
export function evenShare(counts: readonly number[], max: number): number {
  const ascending = counts.filter((count) => count > 0).toSorted((a, b) => a - b);
  let room = max;
  for (const [i, count] of ascending.entries()) {
    const each = Math.floor(room / (ascending.length - i));
    if (count > each) return Math.max(1, each);
    room -= count;
  }
  return Infinity;
}

/**
 * [groups] number of cells kept of each group where `max` in all are kept: small groups whole, the same number of each larger one.
 * Controls take a quarter of `max`, and more where perturbed cells leave room.
 */
export function sampleSizes(
  sizes: readonly number[],
  isControl: (group: number) => boolean,
  max: number,
): readonly number[] {
  const inAll = (wanted: boolean) =>
    sizes.reduce((sum, size, group) => sum + (isControl(group) === wanted ? size : 0), 0);
  const [controls, perturbed] = [inAll(true), inAll(false)];
  if (controls + perturbed <= max) return sizes;
  const forControls = Math.min(controls, Math.max(Math.floor(CONTROL_SHARE * max), max - perturbed));
  const shareOf = (wanted: boolean, room: number) =>
    evenShare(
      sizes.filter((_, group) => isControl(group) === wanted),
      room,
    );
  const shares = { control: shareOf(true, forControls), perturbed: shareOf(false, max - forControls) };
  return sizes.map((size, group) => Math.min(size, isControl(group) ? shares.control : shares.perturbed));
}

/** The `quota` cells with the lowest draws, all of them where there are no more; `names`: decide between equal draws. */
export function lowestDraws(
  cells: readonly number[],
  quota: number,
  drawOf: (cell: number) => number,
  nameOf: (cell: number) => string | undefined = () => undefined,
): readonly number[] {
  if (cells.length <= quota) return cells;
  return cells
    .toSorted((a, b) => drawOf(a) - drawOf(b) || compareNames(nameOf(a), nameOf(b)))
    .slice(0, quota);
}

/**
 * Ascending rows of `groupOfCell` that are kept; −1 belongs to no group. The draw within a group depends only on the
 * seed, its own cells and the number kept.
 */
export function sampledCells(
  groupOfCell: Int32Array,
  groups: number,
  max: number,
  seed: number,
  isControlGroup: (group: number) => boolean = () => false,
): Int32Array {
  const members: number[][] = Array.from({ length: groups }, () => []);
  groupOfCell.forEach((group, cell) => members[group]?.push(cell));
  const sizes = sampleSizes(
    members.map(({ length }) => length),
    isControlGroup,
    max,
  );
  const kept = members.flatMap((cells, group) => {
    if (cells.length <= (sizes[group] as number)) return cells;
    const random = new Random(Math.imul(seed + 1, 0x9e3779b1) ^ group);
    const draws = new Map(cells.map((cell) => [cell, random.uniform()]));
    return lowestDraws(cells, sizes[group] as number, (cell) => draws.get(cell) as number);
  });
  return Int32Array.from(kept).toSorted();
}
