/**
 * Which cells a model is trained on where there are more than memory is meant for: all of the conditions that are small, and of each
 * larger one as many, drawn with the run's seed. Means are not taken from them but from all cells.
 */
import { Random } from '../../numerics/random';

/** Most values (cells × genes) that one fit keeps: 128 MB. */
const MOST_VALUES = 2 ** 25;

/** Most training cells of one fit, unless its conditions are more. */
export function mostTrainingCells(genes: number): number {
  return Math.floor(MOST_VALUES / genes);
}

/** How many of each group are kept, the same of all that have more: at least one, and at most `most` together where that can be. */
export function evenShare(counts: readonly number[], most: number): number {
  const ascending = counts.filter((count) => count > 0).toSorted((a, b) => a - b);
  let room = most;
  for (const [i, count] of ascending.entries()) {
    const each = Math.floor(room / (ascending.length - i));
    if (count > each) return Math.max(1, each);
    room -= count;
  }
  return Infinity;
}

/**
 * Ascending rows of `groupOfCell` that are kept; −1 belongs to no group. What is drawn of a group depends on the seed and on its own
 * cells alone, but for how many they are.
 */
export function sampledCells(
  groupOfCell: Int32Array,
  groups: number,
  most: number,
  seed: number,
): Int32Array {
  const left = new Int32Array(groups);
  for (const group of groupOfCell) if (group >= 0) left[group] = (left[group] as number) + 1;
  const share = evenShare(Array.from(left), most);
  const wanted = left.map((count) => Math.min(count, share));
  const draws = new Map<number, Random>();
  return Int32Array.from(groupOfCell.keys()).filter((cell) => {
    const group = groupOfCell[cell] as number;
    if (group < 0) return false;
    const count = left[group] as number;
    const still = wanted[group] as number;
    left[group] = count - 1;
    const random = draws.get(group) ?? new Random(Math.imul(seed + 1, 0x9e3779b1) ^ group);
    draws.set(group, random);
    // Selection sampling (Fan, Muller and Rezucha 1962): every choice of so many cells is as likely as any other.
    if (still < count && random.uniform() * count >= still) return false;
    wanted[group] = still - 1;
    return true;
  });
}
