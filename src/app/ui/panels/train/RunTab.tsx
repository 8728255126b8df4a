/** The run as it goes: what the errors say in words, the curves, live numbers, the strongest edges so far, the download. */
import { Button } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { showScreen, toggleTruthOverlay } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { Message } from '../../kit/Message';
import { StatList } from '../../kit/StatRow';
import { LoadNotes } from '../check/LoadNotes';
import classes from '../inspector/Inspector.module.css';
import { DownloadEdges } from './DownloadEdges';
import { HeldOutRows } from './HeldOutRows';
import { LiveNumbers } from './LiveNumbers';
import { Members } from './Members';
import { StrongestEdges } from './StrongestEdges';
import { useFinding } from './useFinding';

const LossChart = lazy(async () => ({ default: (await import('../../charts/LossChart')).LossChart }));

export function RunTab() {
  const dataset = useRun((run) => run.dataset);
  const truth = useRun((run) => run.truth !== null);
  const hasNetwork = useRun((run) => run.summary.step > 0 || run.result !== null);
  const heldOutError = useRun((run) => run.result?.heldOut?.shrunkError ?? null);
  const overlay = useView((view) => view.present.truthOverlay);
  if (!dataset) {
    return (
      <p className={classes.empty}>No run yet. Open a data set and press Train; its curves appear here.</p>
    );
  }
  return (
    <>
      <div className={classes.section}>
        <Finding />
        <LoadNotes dataset={dataset} />
        <Suspense fallback={<div style={{ height: 200 }} />}>
          <LossChart height={170} />
        </Suspense>
      </div>
      <div className={classes.section}>
        <StatList>
          <LiveNumbers />
          <Members />
          <HeldOutRows heldOut={dataset.heldOut} label="Error, held out" error={heldOutError} />
        </StatList>
        {hasNetwork ? <StrongestEdges /> : null}
      </div>
      {hasNetwork ? (
        <div className={classes.foot}>
          <DownloadEdges />
          {truth ? (
            <Button
              variant="subtle"
              aria-pressed={overlay}
              onClick={() => {
                toggleTruthOverlay();
                showScreen({ step: 'explore' });
              }}
            >
              {overlay ? 'Hide truth' : 'Show truth'}
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

function Finding() {
  const { title, line, attention } = useFinding();
  const ended = useRun((run) => run.result !== null);
  if (attention) {
    return (
      <Message tone="warning" title={title}>
        <p>{line}</p>
      </Message>
    );
  }
  return (
    <div>
      {/* Of a run that ended the title stands above the network. */}
      <h2>{ended ? 'This run' : title}</h2>
      <p className="quiet">{line}</p>
    </div>
  );
}
