/** What Explore opens with: a heat map, where few regulators hold most edges of many genes, and hubs would send lines through everything. */
import { fewestSources } from '../../../network/ranking';
import type { Network } from '../../../network/network';
import { viewFor } from '../../../share/view';
import type { Centre, ScreenState } from '../../session/state';
import { useRun, useScreen } from '../../session/stores';

const [MANY_GENES, FEW_REGULATORS] = [60, 10];
/** Of the edges that are shown at first. */
export const MOST_EDGES = 0.8;

export function centreOf({ centre, opening }: Pick<ScreenState, 'centre' | 'opening'>): Centre {
  return centre ?? opening;
}

/** How few regulators hold most edges; null where they are not few, or genes not many. */
export function fewRegulators(network: Network): number | null {
  const genes = network.genes.length;
  if (genes < MANY_GENES) return null;
  const fewest = fewestSources(network, viewFor(genes).edgeBudget, MOST_EDGES);
  return fewest <= FEW_REGULATORS ? fewest : null;
}

export function openExplore(): void {
  const network = useRun.getState().result?.network;
  useScreen.setState({ opening: network && fewRegulators(network) !== null ? 'matrix' : 'network' });
}
