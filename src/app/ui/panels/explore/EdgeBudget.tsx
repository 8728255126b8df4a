/** How many edges are drawn; takes effect while the slider moves. */
import { endGesture, setEdgeBudget } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { count } from '../../../../present/text/numbers';
import { RangeInput } from '../../kit/RangeInput';
import classes from './EdgeFilters.module.css';

const positions = 100;

export function EdgeBudget() {
  const candidates = useRun((run) => run.dataset?.candidates.length ?? 0);
  const genes = useRun((run) => run.dataset?.genes.length ?? 0);
  const budget = useView((view) => view.present.edgeBudget);
  const most = Math.max(2, candidates * (genes - 1));
  // Logarithmic: one step is the same share of edges anywhere.
  const position = (positions * Math.log(budget)) / Math.log(most);
  return (
    <div className={classes.filters}>
      <div className={classes.row}>
        <span>Edges shown</span>
        <b>
          top {count(budget)} of {count(most)}
        </b>
      </div>
      <RangeInput
        label="Edges shown"
        min={0}
        max={positions}
        step={1}
        value={position}
        valueText={`top ${budget} of ${most}`}
        onSettle={endGesture}
        onChange={(at) => {
          const next = Math.round(most ** (at / positions));
          setEdgeBudget(next === budget && at !== position ? budget + Math.sign(at - position) : next);
        }}
      />
    </div>
  );
}
