/** Dialogs, and messages above the page that wait for the user: a file being read, errors, notices, a saved run, content of a link. */
import { Button, Progress } from '@mantine/core';
import { Suspense, useEffect } from 'react';
import {
  cancelControls,
  cancelImport,
  dismissArrival,
  dismissImportError,
  dismissRunError,
} from '../../session/page/actions';
import {
  useArrival,
  useEffects,
  useImport,
  useMessages,
  useOffline,
  usePreview,
  useRun,
  useScreen,
} from '../../session/stores';
import { lazily, PartBoundary } from '../kit/lazily';
import { readingText } from '../text/data';
import classes from './Announcements.module.css';

const TourLine = lazily(async () => (await import('./Tour')).Tour);
const Waiting = lazily(async () => (await import('./Arrivals')).Waiting);
const Wanted = lazily(async () => (await import('./Arrivals')).Wanted);
const RunStrip = lazily(async () => (await import('./Arrivals')).RunStrip);
const EffectsStrip = lazily(async () => (await import('./Arrivals')).EffectsStrip);
const ErrorMessage = lazily(async () => (await import('./ErrorMessage')).ErrorMessage);
const NoticeMessage = lazily(async () => (await import('./ErrorMessage')).NoticeMessage);

const Palette = lazily(async () => (await import('./Palette')).Palette);
const ShortcutsDialog = lazily(async () => (await import('./ShortcutsDialog')).ShortcutsDialog);
const ShareDialog = lazily(async () => (await import('../panels/share/ShareDialog')).ShareDialog);
const ShareEffectsDialog = lazily(
  async () => (await import('../panels/effects/ShareEffectsDialog')).ShareEffectsDialog,
);
const ComposerDialog = lazily(async () => (await import('../panels/composer/ComposerDialog')).ComposerDialog);
const ScenariosDialog = lazily(
  async () => (await import('../panels/scenarios/ScenariosDialog')).ScenariosDialog,
);
const CompareDialog = lazily(async () => (await import('../panels/compare/CompareDialog')).CompareDialog);
const MethodsDialog = lazily(async () => (await import('../panels/share/MethodsDialog')).MethodsDialog);
const RunsDialog = lazily(async () => (await import('../panels/runs/RunsDialog')).RunsDialog);
const NewVersion = lazily(async () => (await import('../panels/offline/NewVersion')).NewVersion);
const StoredDialog = lazily(async () => (await import('../panels/stored/StoredDialog')).StoredDialog);
const KeptMessage = lazily(async () => (await import('../panels/runs/KeptMessage')).KeptMessage);

/** The story of the demo, above what it is about. */
export function Tour() {
  return (
    <PartBoundary>
      <Suspense>
        <TourLine />
      </Suspense>
    </PartBoundary>
  );
}

export function Announcements() {
  const importError = useImport((state) => state.error);
  const runError = useRun((run) => run.error);
  const notice = useMessages((state) => state.notice);
  const saved = useMessages((state) => state.saved);
  const newVersion = useOffline((state) => state.newVersion);
  const { error: arrivalError, waiting, wanted } = useArrival();
  return (
    <div className={classes.stack}>
      <Dialogs />
      <ReadingCard />
      <PartBoundary>
        <Suspense>
          {waiting ? <Waiting kind={waiting.kind} /> : null}
          {wanted ? <Wanted snapshot={wanted} /> : null}
          {arrivalError ? <ErrorMessage error={arrivalError} onDismiss={dismissArrival} /> : null}
          {importError && importError.tag !== 'cancelled' ? (
            <ErrorMessage error={importError} onDismiss={dismissImportError} />
          ) : null}
          {runError ? <ErrorMessage error={runError} onDismiss={dismissRunError} /> : null}
          {notice ? <NoticeMessage notice={notice} /> : null}
        </Suspense>
      </PartBoundary>
      {newVersion ? (
        <PartBoundary>
          <Suspense>
            <NewVersion />
          </Suspense>
        </PartBoundary>
      ) : null}
      {saved ? (
        <PartBoundary>
          <Suspense>
            <KeptMessage saved={saved} />
          </Suspense>
        </PartBoundary>
      ) : null}
    </div>
  );
}

/** At most one dialog is open. Where one cannot be loaded, a message tells it. */
function Dialogs() {
  const dialog = useScreen((screen) => screen.dialog);
  useFocusReturn(dialog !== 'none');
  return (
    <PartBoundary key={dialog}>
      <Suspense>
        {dialog === 'palette' ? <Palette /> : null}
        {dialog === 'share' ? <ShareDialog /> : null}
        {dialog === 'share-effects' ? <ShareEffectsDialog /> : null}
        {dialog === 'runs' ? <RunsDialog /> : null}
        {dialog === 'stored' ? <StoredDialog /> : null}
        {dialog === 'compare' ? <CompareDialog /> : null}
        {dialog === 'scenarios' ? <ScenariosDialog /> : null}
        {dialog === 'composer' ? <ComposerDialog /> : null}
        {dialog === 'methods' ? <MethodsDialog /> : null}
        {dialog === 'shortcuts' ? <ShortcutsDialog /> : null}
      </Suspense>
    </PartBoundary>
  );
}

/** Puts the keyboard focus back where it was before a dialog, unless something else has taken it: dialogs are gone once they close. */
function useFocusReturn(isOpen: boolean): void {
  useEffect(() => {
    const before = document.activeElement;
    if (!isOpen || !(before instanceof HTMLElement)) return undefined;
    return () => {
      if (document.activeElement === document.body && before.isConnected)
        before.focus({ preventScroll: true });
    };
  }, [isOpen]);
}

/** Progress of reading (or simulating) a file, with a cancel button. */
function ReadingCard() {
  const state = useImport();
  const isPreviewed = usePreview(({ shown }) => shown !== null);
  const text = readingText(state);
  // What is read is said beside the network then, and the network keeps its place.
  if (!text || isPreviewed) return null;
  return (
    <section className={classes.card} aria-label={text.label}>
      <div className={classes.head}>
        <b>{text.title}</b>
        <span className="quiet">{text.amount}</span>
      </div>
      <Progress value={100 * text.share} size={4} aria-label="Progress" />
      <div className={classes.head}>
        <span className="quiet" aria-live="polite">
          {text.where}
        </span>
        <Button
          variant="default"
          size="compact-sm"
          onClick={state.controlsFile === null ? cancelImport : cancelControls}
        >
          Cancel
        </Button>
      </div>
    </section>
  );
}

/** Content of a link with the possible actions, in one strip above the network. */
export function SharedStrip() {
  const snapshot = useRun((run) => run.shared);
  const effects = useEffects((state) => state.shared);
  const isOfEffects = useScreen(({ step }) => step === 'effects') && effects !== null;
  if (!isOfEffects && !snapshot) return null;
  return (
    <PartBoundary>
      <Suspense>
        {isOfEffects ? (
          <EffectsStrip effects={effects} />
        ) : snapshot ? (
          <RunStrip snapshot={snapshot} />
        ) : null}
      </Suspense>
    </PartBoundary>
  );
}
