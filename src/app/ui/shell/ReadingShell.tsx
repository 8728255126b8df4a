/**
 * The page for those who read rather than train: a sentence, the network, one gene with its slider, who answers. Shown on
 * narrow windows, and on wide ones where a link asks for it (slides, teaching). The steps are one button away.
 */
import { lazy, Suspense } from 'react';
import { useRun } from '../../session/stores';
import { ReaderHeader } from '../panels/reader/ReaderHeader';
import { ReaderSentence } from '../panels/reader/ReaderSentence';
import { ReaderSheet } from '../panels/reader/ReaderSheet';
import { Announcements } from './Announcements';
import { FileInput } from './FileInput';
import classes from './ReadingShell.module.css';
import { TrainingStatus } from './TrainingStatus';

// The page answers before the drawing library has arrived.
const NetworkView = lazy(async () => ({
  default: (await import('../network-view/NetworkView')).NetworkView,
}));

export function ReadingShell() {
  const hasData = useRun((run) => run.dataset !== null);
  return (
    <div className={classes.reader}>
      <ReaderHeader />
      <main className={classes.main}>
        <FileInput />
        <Announcements />
        <ReaderSentence />
        <div className={classes.network}>
          <Suspense>{hasData ? <NetworkView /> : null}</Suspense>
        </div>
      </main>
      <ReaderSheet>
        <TrainingStatus />
      </ReaderSheet>
    </div>
  );
}
