/** A screen in which nothing is known: the same cells with labels that mean nothing. What a score gives on it is its zero. */
import { isControl, type Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';

/**
 * Cells swap conditions within their batch, and within their time point where it has controls of its own; every condition keeps its
 * number of cells. What cells share with their time or batch stays.
 */
export function shuffledLabels(dataset: Dataset, seed: number): Dataset {
  const { conditions, conditionOfCell, batchOfCell } = dataset;
  const timesWithControls = new Set(conditions.filter(isControl).map(({ time }) => time));
  const groups = new Map<string, number[]>();
  conditionOfCell.forEach((condition, cell) => {
    const time = conditions[condition]?.time ?? null;
    const key = `${timesWithControls.has(time) ? time : ''} ${batchOfCell?.[cell] ?? ''}`;
    const group = groups.get(key) ?? [];
    group.push(cell);
    groups.set(key, group);
  });
  const random = new Random(seed);
  const shuffled = new Int32Array(conditionOfCell.length);
  for (const cells of groups.values())
    random.permutation(cells.length).forEach((from, at) => {
      shuffled[cells[at] as number] = conditionOfCell[cells[from] as number] as number;
    });
  return { ...dataset, conditionOfCell: shuffled, composition: null };
}
