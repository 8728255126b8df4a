/**
 * The centre of Train, Explore and Perturb: one network that stays mounted, a sentence above it that says what it shows,
 * and below it the drawer of curves and tables or, on Perturb, what was measured.
 */
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import { train } from '../../../session/actions';
import { useImport, useRun, useScreen } from '../../../session/stores';
import { BottomDrawer } from '../drawer/BottomDrawer';
import { Heading } from './Heading';
import classes from './NetworkPage.module.css';

// The page answers before the drawing library has arrived.
const NetworkView = lazy(async () => ({
  default: (await import('../../network-view/NetworkView')).NetworkView,
}));
const EdgesTable = lazy(async () => ({ default: (await import('../drawer/EdgesTable')).EdgesTable }));
const MeasuredPanel = lazy(async () => ({
  default: (await import('../perturb/MeasuredPanel')).MeasuredPanel,
}));
const CellCloud = lazy(async () => ({ default: (await import('../perturb/CellCloud')).CellCloud }));

export function NetworkPage() {
  const step = useScreen((screen) => screen.step);
  const asTable = useScreen((screen) => screen.centre === 'table' && screen.step === 'explore');
  const dataset = useRun((run) => run.dataset);
  const hasRoom = useMediaQuery('(min-width: 1200px)', false, { getInitialValueInEffect: false });
  return (
    <div className={classes.page}>
      <Heading />
      {asTable ? (
        <Suspense>
          <EdgesTable />
        </Suspense>
      ) : null}
      <div className={classes.pictures} hidden={asTable}>
        <div className={classes.network}>
          {dataset ? (
            <Suspense fallback={<Skeleton />}>
              <NetworkView />
            </Suspense>
          ) : (
            <Skeleton />
          )}
        </div>
        {step === 'perturb' && hasRoom && dataset ? (
          <Suspense>
            <CellCloud dataset={dataset} />
          </Suspense>
        ) : null}
      </div>
      {step === 'perturb' ? (
        <Suspense>
          <MeasuredPanel />
        </Suspense>
      ) : (
        <BottomDrawer />
      )}
    </div>
  );
}

function Skeleton() {
  // The demo does not start by itself where motion is unwanted.
  const waiting = useImport((state) => state.phase === 'ready');
  return (
    <div className={classes.empty}>
      <p>The network appears here, first guesses within seconds.</p>
      {waiting ? <Button onClick={() => void train()}>Learn the network</Button> : null}
    </div>
  );
}
