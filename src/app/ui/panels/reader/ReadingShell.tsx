/**
 * The reading layout: finding, network, one gene slider and its responders. Used on narrow windows, and where a link
 * asks for it (slides, teaching).
 */
import { Suspense } from 'react';
import { usePreview } from '../../../session/demoPreview';
import { useRun } from '../../../session/stores';
import { lazily } from '../../kit/lazily';
import { Announcements } from '../../shell/Announcements';
import classes from '../../shell/App.module.css';
import { FileInput } from '../../shell/FileInputs';
import { TrainingStatus } from '../../shell/StatusBar';
import { PreviewNote } from '../train/PreviewNote';
import { DoubtBanner } from '../verdict/DoubtBanner';
import { ReaderHeader, ReaderSentence, ReaderSheet } from './Reader';

// The page is usable before the drawing library has loaded.
const NetworkView = lazily(async () => (await import('../../network-view/NetworkView')).NetworkView);

export function ReadingShell() {
  const hasData = useRun((run) => run.dataset !== null);
  const isPreviewed = usePreview(({ shown }) => shown !== null);
  return (
    <div className={classes.reader}>
      <ReaderHeader />
      <main className={classes.main}>
        <FileInput />
        <Announcements />
        <DoubtBanner />
        <ReaderSentence />
        <div className={classes.network}>
          <Suspense>{hasData || isPreviewed ? <NetworkView /> : null}</Suspense>
          <PreviewNote />
        </div>
      </main>
      <ReaderSheet>
        <TrainingStatus />
      </ReaderSheet>
    </div>
  );
}
