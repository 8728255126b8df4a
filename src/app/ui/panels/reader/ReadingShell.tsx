/**
 * The reading layout: finding, network, one gene slider and its responders. Used on narrow windows, and where a link
 * asks for it (slides, teaching).
 */
import { Suspense } from 'react';
import { usePreview, useRun } from '../../../session/stores';
import { LazyNetworkView } from '../../network-view/LazyNetworkView';
import { Announcements } from '../../shell/Announcements';
import classes from '../../shell/App.module.css';
import { FileInput } from '../../shell/FileInputs';
import { TrainingStatus } from '../../shell/StatusBar';
import { PreviewNote } from '../train/PreviewNote';
import { DoubtBanner } from '../verdict/DoubtBanner';
import { ReaderHeader, ReaderSentence, ReaderSheet } from './Reader';

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
          <Suspense>{hasData || isPreviewed ? <LazyNetworkView /> : null}</Suspense>
          <PreviewNote />
        </div>
      </main>
      <ReaderSheet>
        <TrainingStatus />
      </ReaderSheet>
    </div>
  );
}
