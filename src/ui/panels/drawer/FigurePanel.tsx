/** Predicted against measured for one perturbation of choice; the figure loads when this is first opened. */
import { NativeSelect } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Comparison } from '../../../inference/result';
import { useRun } from '../../../session/stores';
import classes from './FigurePanel.module.css';
import empty from './EmptyPanel.module.css';

const PredictedMeasured = lazy(async () => ({
  default: (await import('../../charts/PredictedMeasured')).PredictedMeasured,
}));

const roles = { training: 'fitted', 'cross-validated': 'left out once', 'held-out': 'never seen' } as const;

export function FigurePanel() {
  const comparisons = useRun((run) => run.result?.comparisons);
  const genes = useRun((run) => run.dataset?.genes);
  const [chosen, setChosen] = useState(0);
  if (!comparisons || comparisons.length === 0 || !genes) {
    return <p className={empty.empty}>Predicted and measured changes appear here when training ends.</p>;
  }
  const comparison = comparisons[chosen] ?? comparisons[0];
  return (
    <div className={classes.panel}>
      <NativeSelect
        label="Perturbation"
        value={String(chosen)}
        data={comparisons.map((one, place) => ({ value: String(place), label: nameOf(one) }))}
        onChange={(event) => {
          setChosen(Number(event.currentTarget.value));
        }}
      />
      <div className={classes.figure}>
        <Suspense fallback={<p className="quiet">Loading the figure</p>}>
          {comparison ? <PredictedMeasured comparison={comparison} genes={genes} height={238} /> : null}
        </Suspense>
      </div>
    </div>
  );
}

function nameOf({ label, time, role }: Comparison): string {
  return `${label}${time === null ? '' : `, time ${time}`} (${roles[role]})`;
}
