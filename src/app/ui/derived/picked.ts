/** The cells of a pick, from its group or its lasso. Pure, apart from the hook. */
import { useMemo } from 'react';
import type { Dataset } from '../../../dataset/dataset';
import type { CellPick } from '../../../share/view';
import { useView } from '../../session/stores';
import { cellsInside } from '../charts/cellPainter';
import { cellsText } from '../text/cells';
import { groupsOf } from './colourChoice';

export interface Picked {
  /** The group, or how it was drawn. */
  readonly name: string;
  /** [cells] */
  readonly isPicked: Uint8Array;
}

/** Whether the pick is known only once the principal components are. */
export function needsComponents(pick: CellPick | null): boolean {
  return pick?.kind === 'lasso' && pick.places === null;
}

/** `components`: [cells × 2], null while they are not known. null: no cell of this data set. */
export function cellsOfPick(
  dataset: Dataset,
  pick: CellPick,
  components: Float32Array | null,
): Picked | null {
  switch (pick.kind) {
    case 'group': {
      const groups = groupsOf(dataset, pick.colour);
      const code = groups ? groups.names.indexOf(pick.name) : -1;
      if (!groups || code < 0) return null;
      return { name: pick.name, isPicked: Uint8Array.from(groups.codes, (own) => Number(own === code)) };
    }
    case 'lasso': {
      const stored = dataset.details?.places.find(({ name }) => name === pick.places);
      const points = pick.places === null ? components : stored?.points;
      const isPicked = points && cellsInside(points, pick.corners);
      return isPicked?.includes(1) ? { name: cellsText.lasso, isPicked } : null;
    }
    default:
      return pick satisfies never;
  }
}

/** The picked cells of the view; the same object while nothing changes. */
export function usePicked(dataset: Dataset, components: Float32Array | null): Picked | null {
  const pick = useView((view) => view.present.cells.pick);
  const known = needsComponents(pick) ? components : null;
  return useMemo(() => pick && cellsOfPick(dataset, pick, known), [dataset, pick, known]);
}
