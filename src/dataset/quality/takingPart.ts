/** How large what remains after the rules is: what a person is told before training, and what memory and time are reckoned from. */
import type { CellGroup } from './cells';
import { sampledSizes } from './sampling';

export interface TakingPart {
  readonly perturbations: number;
  /** Of these, that are not held out. */
  readonly trained: number;
  /** Perturbations at each of their time points, and controls. */
  readonly conditions: number;
  /** Time points of a perturbation, on average. */
  readonly times: number;
  /** Perturbed ones and controls, after sampling down; those of held-out perturbations are no training cells. */
  readonly cells: number;
  readonly trainingCells: number;
  readonly controlCells: number;
}

/** @param groups what the rules leave of them */
export function takingPart(groups: readonly CellGroup[]): TakingPart {
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
