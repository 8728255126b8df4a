/**
 * The reading layout: finding, network, one gene slider and its responders. Used on narrow windows, and where a link
 * asks for it (slides, teaching).
 */
import { Suspense } from 'react';
import { usePreview, useRun, useScreen } from '../../session/stores';
import { LazyNetworkView } from '../network-view/LazyNetworkView';
import { Announcements, Tour } from './Announcements';
import classes from './App.module.css';
import { FileInput } from './FileInputs';
import { TrainingStatus } from './StatusBar';
import { DoubtBanner, PreviewNote } from '../panels/verdict/banners';
import { ReaderHeader, ReaderSentence, ReaderSheet } from '../panels/reader/Reader';

export function ReadingShell() {
  const step = useScreen((screen) => screen.step);
  const hasData = useRun((run) => run.dataset !== null);
  const isPreviewed = usePreview(({ shown }) => shown !== null);
  return (
    <div className={classes.reader}>
      <ReaderHeader />
      <main className={classes.main} data-step={step}>
        <FileInput />
        <Tour />
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
