/** The largest predicted effects as bars around "same", direct targets apart from downstream genes. */
import { EffectBar } from '../../kit/EffectBar';
import { fold } from '../../../../present/text/numbers';
import type { Responder, Responders } from './responders';
import classes from './TopResponders.module.css';

export function TopResponders(props: {
  responders: Responders;
  /** [G] measured log2 fold change of the same perturbation; null where the screen holds none. */
  measured: Float32Array | null;
  genes: readonly string[];
  /** A link carries no leave-out fits, and so no intervals. */
  hasIntervals: boolean;
  changedNames: string;
  onOpen: (gene: number) => void;
}) {
  return (
    <section aria-labelledby="responders-title">
      <div className={classes.head}>
        <h2 id="responders-title">Top responders</h2>
        <span className="caption">
          bar: predicted{props.hasIntervals ? ', whisker: leave-out fits' : ''}
          {props.measured ? ', ◇ measured' : ''}
        </span>
      </div>
      <div className={classes.scale} aria-hidden>
        <span>÷ 4</span>
        <span>same</span>
        <span>× 4</span>
      </div>
      <Group title={`Direct targets of ${props.changedNames}`} of={props.responders.direct} {...props} />
      <Group title="Downstream" of={props.responders.downstream} {...props} />
    </section>
  );
}

function Group(props: {
  title: string;
  of: readonly Responder[];
  genes: readonly string[];
  measured: Float32Array | null;
  onOpen: (gene: number) => void;
}) {
  if (props.of.length === 0) return null;
  return (
    <table className={classes.table}>
      <caption>{props.title}</caption>
      <tbody>
        {props.of.map((responder) => (
          <tr key={responder.gene}>
            <th scope="row">
              <button
                type="button"
                title={props.genes[responder.gene]}
                onClick={() => {
                  props.onOpen(responder.gene);
                }}
              >
                {props.genes[responder.gene]}
              </button>
            </th>
            <td>
              <EffectBar
                log2={responder.log2}
                interval={responder.interval}
                measured={props.measured?.[responder.gene] ?? null}
              />
            </td>
            <td className="number">{fold(responder.log2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
