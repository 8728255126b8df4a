/** The four strongest edges as they stand; a click opens one. */
import { useMemo } from 'react';
import { isStable } from '../../../../network/stability';
import { rankEdges } from '../../../../network/ranking';
import { select } from '../../../session/actions';
import { useRun } from '../../../session/stores';
import { useNetwork } from '../explore/useNetwork';
import { EdgeMark } from '../../kit/EdgeMark';
import { shortName } from '../../../../numerics/shortName';
import { signed } from '../../../../present/text/numbers';
import classes from './StrongestEdges.module.css';

const most = 4;

export function StrongestEdges() {
  const network = useNetwork();
  const ended = useRun((run) => run.result !== null);
  const edges = useMemo(() => (network ? rankEdges(network, most) : []), [network]);
  return (
    <table className={classes.table}>
      <caption className="caption">Strongest edges{ended ? '' : ' so far'}</caption>
      <tbody>
        {edges.map((edge) => (
          <tr key={`${edge.source} ${edge.target}`}>
            <th scope="row">
              <button
                type="button"
                onClick={() => {
                  select({ kind: 'edge', source: edge.source, target: edge.target });
                }}
              >
                <Name of={network?.genes[edge.source] ?? ''} />
                <EdgeMark weight={edge.weight} unstable={!isStable(edge.stability)} />
                <Name of={network?.genes[edge.target] ?? ''} />
              </button>
            </th>
            <td className="number">{signed(edge.weight)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Both names of an edge have to fit into the column. */
function Name({ of: name }: { of: string }) {
  return <span title={name}>{shortName(name, 14)}</span>;
}
