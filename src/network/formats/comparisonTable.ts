/** The edges of two compared networks as a table, the same on the page and in the terminal. */
import { formatFloat32 } from '../../numerics/format';
import type { ChangedEdge } from '../compareNetworks';
import { safeName } from './edgeLists';

const header = 'source\ttarget\tchange\tfirst\tsecond';

/** Tab-separated, one line per edge. `first`, `second`: signed weights, 0 where a network gives the pair none. */
export function comparisonTsv(edges: readonly ChangedEdge[]): string {
  const lines = edges.map(({ source, target, change, first, second }) =>
    [safeName(source), safeName(target), change, formatFloat32(first), formatFloat32(second)].join('\t'),
  );
  return `${[header, ...lines].join('\n')}\n`;
}
