/** The chosen figure; plotly loads when the panel first opens. */
import { NativeSelect } from '@mantine/core';
import { Suspense, lazy, useState } from 'react';
import type { Comparison } from '../../../../inference/run/result';
import { timePoint } from '../../../../present/text/format';
import { useRun } from '../../../session/stores';
import { figureText } from '../../text/figures';
import { type FigureChoice, FigureControls, figuresOf } from '../figures/FigureControls';
import classes from './BottomDrawer.module.css';

const FigureBody = lazy(async () => ({ default: (await import('../figures/FigureBody')).FigureBody }));

const roles: readonly Comparison['role'][] = ['held-out', 'cross-validated', 'training'];
const noComparisons: readonly Comparison[] = [];

export function FigurePanel() {
  const comparisons = useRun((run) => run.result?.comparisons ?? noComparisons);
  const unit = useRun((run) => run.dataset?.timeUnit ?? '');
  const shared = useRun((run) => run.shared !== null);
  const [choice, setChoice] = useState<FigureChoice>({
    name: figuresOf(shared)[0] ?? 'trajectories',
    genes: null,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const groups = roles.flatMap((role) => {
    const own = comparisons.filter((one) => one.role === role);
    return own.length === 0 ? [] : [{ role, own }];
  });
  const ordered = groups.flatMap(({ own }) => own);
  const comparison = ordered.find((one) => keyOf(one) === chosen) ?? ordered[0] ?? null;
  return (
    <div className={classes.figurePanel}>
      <div className={classes.controls}>
        <FigureControls choice={choice} onChange={setChoice} />
        {choice.name === 'predicted' && comparison ? (
          <NativeSelect
            label="Perturbation"
            value={keyOf(comparison)}
            data={groups.map(({ role, own }) => ({
              group: figureText.roleName[role],
              items: own.map((one) => ({
                value: keyOf(one),
                label: one.time === null ? one.label : `${one.label}, ${timePoint(one.time, unit)}`,
              })),
            }))}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        ) : null}
      </div>
      <Suspense fallback={<p className="quiet">{figureText.loading}</p>}>
        <FigureBody name={choice.name} genes={choice.genes} comparison={comparison} height={234} />
      </Suspense>
    </div>
  );
}

function keyOf({ label, time, role }: Comparison): string {
  return JSON.stringify([label, time, role]);
}
