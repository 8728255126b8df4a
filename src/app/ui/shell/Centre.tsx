/** What the middle shows for each step, under whatever waits for an answer: a file being read, an error, a saved run. */
import { lazy, Suspense } from 'react';
import { useScreen } from '../../session/stores';
import { DataPage } from '../panels/data/DataPage';
import { NetworkPage } from '../panels/explore/NetworkPage';
import { SharedStrip } from '../panels/share/SharedStrip';
import { Announcements } from './Announcements';
import classes from './Shell.module.css';

const CheckPage = lazy(async () => ({ default: (await import('../panels/check/CheckPage')).CheckPage }));
const EvaluatePage = lazy(async () => ({
  default: (await import('../panels/evaluate/EvaluatePage')).EvaluatePage,
}));

export function Centre() {
  const step = useScreen((screen) => screen.step);
  return (
    <>
      <Announcements />
      <SharedStrip />
      <div className={classes.page}>
        <Suspense>
          {step === 'data' ? <DataPage /> : null}
          {step === 'check' || step === 'model' ? <CheckPage /> : null}
          {step === 'train' || step === 'explore' || step === 'perturb' ? <NetworkPage /> : null}
          {step === 'evaluate' ? <EvaluatePage /> : null}
        </Suspense>
      </div>
    </>
  );
}
