/** How large what remains after the rules is: what a person is told before training, and what memory and time are reckoned from. */
import type { ScreenSize } from '../mapping';
import type { CellGroup } from './perturbations';
import { sampledSizes } from './sampling';

/** @param groups what the rules leave of them */
export function takingPart(groups: readonly CellGroup[]): ScreenSize {
  const sizes = sampledSizes(
    groups.map((group) => ({ isControl: isControl(group), cells: group.cells.length })),
  );
  const cellsWhere = (counts: (group: CellGroup) => boolean) =>
    groups.reduce((sum, group, index) => sum + (counts(group) ? (sizes[index] ?? 0) : 0), 0);
  const perturbed = groups.filter((group) => !isControl(group));
  const perturbations = new Set(perturbed.map(({ perturbation }) => perturbation));
  return {
    perturbations: perturbations.size,
    trained: [...perturbations].filter(({ heldOut }) => !heldOut).length,
    conditions: groups.length,
    times: perturbations.size === 0 ? 1 : perturbed.length / perturbations.size,
    cells: cellsWhere(() => true),
    trainingCells: cellsWhere(({ perturbation }) => !perturbation.heldOut),
    controlCells: cellsWhere(isControl),
  };
}

function isControl({ perturbation }: CellGroup): boolean {
  return perturbation.targets.length === 0;
}
