/** Where the genes are, for who passes the picture on. */
import type { Placement } from '../../../share/view';
import { useRun } from '../stores';
import { placementSeen } from '../viewBus';

/** As the genes are on screen, or were when it was last seen; as they came, where it never was. */
export function placementNow(genes: readonly string[]): Placement | null {
  return placementSeen(genes) ?? useRun.getState().placement;
}
