/** Groups of cells that are named on the command line. */
import type { CellGroup } from '../dataset/cellGroups';
import { listOf } from '../present/text/format';
import { badUsage, type Failure } from './failure';

/** `groups`: those that there are. */
export function noSuchGroup(name: string, groups: readonly CellGroup[]): Failure {
  return badUsage(
    `There are no cells ${name}`,
    groups.length === 0
      ? 'It has no cells.'
      : `Its groups are ${listOf(
          groups.map((one) => one.name),
          12,
        )}.`,
    'Choose a perturbation, a batch, or a category of a column ("cluster: early").',
  );
}
