/** How many edges are drawn and how stable they must be; both take effect while the slider moves. */
import { endGesture, setMinimumStability } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { stabilityFilterText } from '../../../../present/text/stability';
import { RangeInput } from '../../kit/RangeInput';
import { EdgeBudget } from './EdgeBudget';
import classes from './EdgeFilters.module.css';

export function EdgeFilters() {
  const hasStability = useRun((run) => (run.result?.network.stability ?? null) !== null);
  const result = useRun((run) => run.result);
  const stability = useView((view) => view.present.minimumStability);
  const filter = stabilityFilterText(result, stability);
  return (
    <div className={classes.filters}>
      <EdgeBudget />
      <div className={classes.row}>
        <span>{filter.name}</span>
        <b>{hasStability ? filter.value : 'not measured yet'}</b>
      </div>
      <RangeInput
        label="Least stability of edges"
        min={0}
        max={1}
        step={1 / (result?.confidence?.fits ?? 20)}
        value={stability}
        valueText={filter.value}
        onChange={setMinimumStability}
        onSettle={endGesture}
      />
    </div>
  );
}
