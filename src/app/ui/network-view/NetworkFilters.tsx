/** Controls of what the network shows: number and minimum stability of edges, and modules. */
import { Checkbox } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { moduleColors, moduleLine } from '../../../present/figure/palette';
import { stabilityFilterText } from '../../../present/text/confidence';
import { count } from '../../../present/text/format';
import {
  endGesture,
  select,
  setEdgeBudget,
  setMinimumStability,
  toggleModule,
} from '../../session/page/actions';
import { useDoubt } from '../../session/run/doubt';
import { useRun, useView } from '../../session/stores';
import { RangeInput } from '../kit/RangeInput';
import { edgesAt, positionOf, POSITIONS } from '../derived/edgeBudget';
import classes from './NetworkView.module.css';

const EdgeSources = lazy(async () => ({ default: (await import('./EdgeSources')).EdgeSources }));

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
        label="Minimum stability of edges"
        min={0}
        max={1}
        step={1 / (result?.confidence?.fits ?? 20)}
        value={stability}
        valueText={filter.value}
        onChange={setMinimumStability}
        onSettle={endGesture}
      />
      <Suspense>
        <EdgeSources />
      </Suspense>
    </div>
  );
}

/** Number of edges drawn; applies while the slider moves. */
export function EdgeBudget() {
  const candidates = useRun((run) => run.dataset?.candidates.length ?? 0);
  const genes = useRun((run) => run.dataset?.genes.length ?? 0);
  const budget = useView((view) => view.present.edgeBudget);
  const possible = Math.max(2, candidates * (genes - 1));
  return (
    <div className={classes.filters}>
      <div className={classes.row}>
        <span>Edges shown</span>
        <b>
          top {count(budget)} of {count(possible)}
        </b>
      </div>
      <RangeInput
        label="Edges shown"
        min={0}
        max={POSITIONS}
        step={1}
        value={positionOf(budget, possible)}
        valueText={`top ${budget} of ${possible}`}
        onSettle={endGesture}
        onChange={(at) => setEdgeBudget(edgesAt(at, budget, possible))}
      />
    </div>
  );
}

/** Modules listed at once, the largest; the others on request. */
const MAX_LISTED = 8;

/** List of modules: the checkbox shows or hides one, the name selects it. */
export function ModuleList() {
  const modules = useRun((run) => run.result?.modules);
  const hidden = useView((view) => view.present.hiddenModules);
  const names = useView((view) => view.present.moduleNames);
  const isDoubtful = useDoubt() !== null;
  const [all, showAll] = useState(false);
  if (!modules || modules.length === 0) {
    return (
      <p className="quiet">
        {modules ? 'No two genes have the same regulators.' : 'Modules appear when training ends.'}
      </p>
    );
  }
  return (
    <ul className={classes.list}>
      {modules.slice(0, all ? undefined : MAX_LISTED).map((module, index) => {
        const given = names[index];
        const name = given ? `${module.name} · ${given}` : module.name;
        return (
          <li key={module.name}>
            <Checkbox
              aria-label={`Show ${given ?? module.name}`}
              checked={!hidden.includes(index)}
              onChange={() => toggleModule(index)}
            />
            <ModuleMark module={index} isDoubtful={isDoubtful} />
            <button
              type="button"
              className="text-button"
              onClick={() => select({ kind: 'module', module: index })}
            >
              {name}
            </button>
            <span className="number">{module.genes.length}</span>
          </li>
        );
      })}
      {all || modules.length <= MAX_LISTED ? null : (
        <li>
          <button type="button" className="text-button" onClick={() => showAll(true)}>
            and {count(modules.length - MAX_LISTED)} more
          </button>
        </li>
      )}
    </ul>
  );
}

/** Colour and outline of a module as in the network: fifteen colours alone are hard to tell apart. */
export function ModuleMark({ module, isDoubtful }: { module: number; isDoubtful: boolean }) {
  const color = moduleColor(module, isDoubtful);
  return (
    <svg width="24" height="14" className={classes.mark} aria-hidden>
      <rect
        x="1"
        y="1"
        width="22"
        height="12"
        rx="6"
        fill={color}
        fillOpacity="0.3"
        stroke={color}
        strokeWidth="1.6"
        strokeDasharray={moduleLine(module)}
      />
    </svg>
  );
}

/** Colour of a module, as on the canvas; the sixteenth repeats the first and differs by name. Grey in a doubtful run. */
export function moduleColor(module: number, isDoubtful: boolean): string {
  return isDoubtful ? 'var(--outline-strong)' : `var(--module-${(module % moduleColors) + 1})`;
}
