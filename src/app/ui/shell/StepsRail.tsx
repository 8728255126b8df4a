/** The left rail: the steps with one line of state each, and below them the controls of the current step. */
import { Button } from '@mantine/core';
import { IconCheck, IconFileUpload, IconLock } from '@tabler/icons-react';
import { type ReactNode, Suspense } from 'react';
import { showPerturb, showScreen } from '../../session/page/actions';
import type { StepName } from '../../session/state';
import { stepNames, stepOf, steps } from '../../session/view/stepHistory';
import { useImport, useScreen } from '../../session/stores';
import { runCommand } from '../kit/commands';
import { lazily, PartBoundary } from '../kit/lazily';
import { useStores } from '../kit/useStores';
import { closedReason, partOf, shownStepState } from './steps';
import classes from './StepsRail.module.css';

const EdgeFilters = lazily(async () => (await import('../network-view/NetworkFilters')).EdgeFilters);
const ModuleList = lazily(async () => (await import('../network-view/NetworkFilters')).ModuleList);

export function StepsRail(props: { children: ReactNode }) {
  return (
    <nav className={classes.rail} aria-label="Steps">
      <ol className={classes.steps}>
        {steps.map((step, place) => (
          <Step key={step} step={step} number={place + 1} />
        ))}
      </ol>
      <div className={classes.foot}>
        <span className="space" />
        <PartBoundary>{props.children}</PartBoundary>
      </div>
    </nav>
  );
}

function Step(props: { step: StepName; number: number }) {
  const current = useScreen(({ step }) => stepOf(step) === props.step);
  const { done, open, line } = useStores(() => shownStepState(props.step));
  return (
    <li>
      <a
        href={`#step=${props.step}`}
        className={classes.step}
        data-state={current ? 'current' : done ? 'done' : 'later'}
        aria-current={current ? 'step' : undefined}
        aria-disabled={open ? undefined : true}
        title={open ? undefined : closedReason(props.step)}
        onClick={(event) => {
          event.preventDefault();
          if (!open) return;
          if (props.step === 'perturb') showPerturb();
          else showScreen({ step: partOf(props.step) });
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

/** The lower rail, by step: the invitation to drop a file, the privacy note, or modules and filters. */
export function RailFoot() {
  const step = useScreen((screen) => screen.step);
  const isOpened = useImport(({ opened }) => opened !== null);
  switch (step) {
    case 'train':
      return <DropCard />;
    case 'check':
    case 'effects':
    case 'model':
      return step !== 'effects' || isOpened ? (
        <p className={classes.kept}>
          <IconLock size={16} stroke={1.75} aria-hidden />
          The file was read in this tab and not uploaded.
        </p>
      ) : null;
    case 'explore':
    case 'perturb':
      return (
        <section className={classes.filters} aria-label="Modules and filters">
          <Suspense>
            <h3 className="caption">Modules</h3>
            <ModuleList />
            <h3 className="caption">Filter edges</h3>
            <EdgeFilters />
          </Suspense>
        </section>
      );
    case 'data':
    case 'evaluate':
    case 'methods':
      return null;
    default:
      return step satisfies never;
  }
}

function DropCard() {
  return (
    <section className={classes.card} aria-labelledby="drop-title">
      <h3 id="drop-title" className={classes.title}>
        <IconFileUpload size={17} stroke={1.75} aria-hidden /> Drop your own screen
      </h3>
      <p>
        Anywhere on this page: <b>.h5ad</b>, 10x, h5Seurat, loom, Zarr, CSV or TSV. Read here and never
        uploaded.
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={runCommand('open')}>
          Choose file…
        </Button>
        <Button variant="subtle" color="gray" onClick={runCommand('runs')}>
          Runs
        </Button>
      </div>
    </section>
  );
}
