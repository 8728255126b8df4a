/** The seven steps, always visible, each with one line of state; below them what belongs to the current step. */
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { showScreen } from '../../session/actions';
import { showPerturb } from '../panels/perturb/showPerturb';
import type { StepName } from '../../session/state';
import { useImport, useRun, useScreen, useView } from '../../session/stores';
import classes from './StepsRail.module.css';
import { stepNames, steps, stepState } from './steps';

export function StepsRail(props: { children: ReactNode }) {
  return (
    <nav className={classes.rail} aria-label="Steps">
      <ol className={classes.steps}>
        {steps.map((step, place) => (
          <Step key={step} step={step} number={place + 1} />
        ))}
      </ol>
      <span className={classes.space} />
      {props.children}
    </nav>
  );
}

function Step(props: { step: StepName; number: number }) {
  const current = useScreen((screen) => screen.step === props.step);
  const opened = useImport();
  const run = useRun();
  const view = useView((history) => history.present);
  const { done, open, line } = stepState(props.step, opened, run, view);
  return (
    <li>
      <a
        href={`#${props.step}`}
        className={classes.step}
        data-state={current ? 'current' : done ? 'done' : 'later'}
        aria-current={current ? 'step' : undefined}
        aria-disabled={open ? undefined : true}
        onClick={(event) => {
          event.preventDefault();
          if (!open) return;
          if (props.step === 'perturb') showPerturb();
          else showScreen({ step: props.step });
        }}
      >
        <span className={classes.mark}>
          {done && !current ? <IconCheck size={13} stroke={2.4} aria-label="done" /> : props.number}
        </span>
        <span className={classes.name}>{stepNames[props.step]}</span>
        {line === '' ? null : (
          <span className={classes.line} title={line}>
            {line}
          </span>
        )}
      </a>
    </li>
  );
}
