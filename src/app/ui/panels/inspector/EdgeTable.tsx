/** The edges into or out of one gene: sign, weight, stability. A row opens its edge. */
import { isStable } from '../../../../network/stability';
import type { Edge } from '../../../../network/network';
import { EdgeMark } from '../../kit/EdgeMark';
import { percent, signed } from '../../../../present/text/numbers';
import classes from './EdgeTable.module.css';

export function EdgeTable(props: {
  title: string;
  edges: readonly Edge[];
  genes: readonly string[];
  /** Which end of the edge the rows name. */
  end: 'source' | 'target';
  onOpen: (edge: Edge) => void;
}) {
  if (props.edges.length === 0) return <h3 className={classes.title}>{props.title}</h3>;
  return (
    <table className={classes.table}>
      <caption className={classes.title}>{props.title}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Sign</span>
          </th>
          <th scope="col">gene</th>
          <th scope="col" className="number">
            weight
          </th>
          <th scope="col" className="number">
            stable
          </th>
        </tr>
      </thead>
      <tbody>
        {props.edges.map((edge) => (
          <tr key={`${edge.source} ${edge.target}`}>
            <td>
              <EdgeMark weight={edge.weight} unstable={!isStable(edge.stability)} />
            </td>
            <th scope="row">
              <button
                type="button"
                className={classes.open}
                onClick={() => {
                  props.onOpen(edge);
                }}
              >
                {props.genes[edge[props.end]]}
              </button>
            </th>
            <td className="number">{signed(edge.weight)}</td>
            <td className="number">
              {edge.stability === null ? (
                '–'
              ) : (
                <>
                  <span
                    className={classes.bar}
                    style={{ '--share': `${edge.stability * 100}%` }}
                    aria-hidden
                  />
                  {percent(edge.stability)}
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
