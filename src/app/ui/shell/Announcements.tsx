/** Dialogs, and messages above the page that wait for the user: a file being read, errors, notices, a saved run, content of a link. */
import { Button, Progress } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { Suspense } from 'react';
import { count } from '../../../present/text/format';
import { shortFingerprint, type Snapshot } from '../../../share/snapshot';
import {
  acceptArrival,
  cancelControls,
  cancelImport,
  dismissArrival,
  dismissImportError,
  dismissRunError,
  dismissSaved,
  forgetSaved,
  restoreSaved,
  train,
  trainShared,
} from '../../session/actions';
import type { MessageState } from '../../session/state';
import { useArrival, useImport, useMessages, useRun, useScreen } from '../../session/stores';
import { Message } from '../kit/blocks';
import { runCommand } from '../kit/commands';
import { lazily, PartBoundary } from '../kit/lazily';
import { readingText, sharedName } from '../text/data';
import { arrivalLine, arrivalText, shareText, waitingText, wantedText } from '../text/share';
import classes from './Announcements.module.css';

const ErrorMessage = lazily(async () => (await import('./ErrorMessage')).ErrorMessage);
const NoticeMessage = lazily(async () => (await import('./ErrorMessage')).NoticeMessage);

const Palette = lazily(async () => (await import('./Palette')).Palette);
const ShortcutsDialog = lazily(async () => (await import('./ShortcutsDialog')).ShortcutsDialog);
const ShareDialog = lazily(async () => (await import('../panels/share/ShareDialog')).ShareDialog);

export function Announcements() {
  const importError = useImport((state) => state.error);
  const runError = useRun((run) => run.error);
  const notice = useMessages((state) => state.notice);
  const former = useMessages((state) => state.former !== null);
  const saved = useMessages((state) => state.saved);
  const { error: arrivalError, waiting, wanted } = useArrival();
  return (
    <div className={classes.stack}>
      <Dialogs />
      <ReadingCard />
      {waiting ? <Waiting kind={waiting.kind} /> : null}
      {wanted ? <Wanted snapshot={wanted} /> : null}
      <PartBoundary of="errors">
        <Suspense>
          {arrivalError ? <ErrorMessage error={arrivalError} onDismiss={dismissArrival} /> : null}
          {importError && importError.tag !== 'cancelled' ? (
            <ErrorMessage error={importError} onDismiss={dismissImportError} />
          ) : null}
          {runError ? <ErrorMessage error={runError} onDismiss={dismissRunError} /> : null}
          {notice ? <NoticeMessage notice={notice} /> : null}
        </Suspense>
      </PartBoundary>
      {former ? (
        <Message
          tone="plain"
          title="The former run is kept until this one finishes"
          actions={
            <Button variant="default" onClick={runCommand('former')}>
              Back to the former run
            </Button>
          }
        />
      ) : null}
      {saved ? (
        <Message
          tone="plain"
          title={
            saved.elsewhere
              ? `Training of ${saved.name} goes on in another tab`
              : `A run of ${saved.name} is saved in this browser`
          }
          text={`${savedLine(saved)} Saved ${new Date(saved.savedAt).toLocaleString()}.`}
          actions={
            saved.elsewhere ? (
              <Button variant="default" onClick={dismissSaved}>
                Dismiss
              </Button>
            ) : (
              <>
                <Button onClick={() => void restoreSaved()}>{saved.finished ? 'Show' : 'Resume'}</Button>
                <Button variant="default" onClick={() => void forgetSaved()}>
                  Discard
                </Button>
              </>
            )
          }
        />
      ) : null}
    </div>
  );
}

function savedLine({ finished, step, steps, elsewhere }: NonNullable<MessageState['saved']>): string {
  if (finished && step >= steps) return 'It is finished.';
  const place = `step ${count(step)} of ${count(steps)}`;
  if (elsewhere) return `It was at ${place}.`;
  return finished ? `It was stopped at ${place}; its network is kept.` : `It stopped at ${place}.`;
}

/** At most one dialog is open. Where one cannot be loaded, a message tells it. */
function Dialogs() {
  const dialog = useScreen((screen) => screen.dialog);
  return (
    <PartBoundary of={dialog}>
      <Suspense>
        {dialog === 'palette' ? <Palette /> : null}
        {dialog === 'share' ? <ShareDialog /> : null}
        {dialog === 'shortcuts' ? <ShortcutsDialog /> : null}
      </Suspense>
    </PartBoundary>
  );
}

/** Progress of reading (or simulating) a file, with a cancel button. */
function ReadingCard() {
  const state = useImport();
  const text = readingText(state);
  if (!text) return null;
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

/** A link or run file that needs a decision. */
function Waiting({ kind }: { kind: 'link' | 'file' }) {
  return (
    <Message
      tone="warning"
      title={waitingText[kind]}
      text={waitingText.why}
      actions={
        <>
          <Button onClick={() => void acceptArrival()}>{waitingText.show}</Button>
          <Button variant="default" onClick={dismissArrival}>
            {waitingText.keep}
          </Button>
        </>
      }
    />
  );
}

/** Settings of a link that need their data. */
function Wanted({ snapshot }: { snapshot: Snapshot }) {
  const opened = useImport((state) => state.opened?.fingerprint ?? null);
  const demoIsOpen = useImport((state) => state.demo !== null);
  const isOther = opened !== null && shortFingerprint(opened) !== snapshot.fingerprint;
  const match = isOther ? (demoIsOpen ? 'none' : 'other') : opened === null ? 'none' : 'same';
  const { title, why, next } = wantedText(snapshot, match);
  return (
    <Message
      tone={match === 'other' ? 'warning' : 'plain'}
      title={title}
      text={why}
      actions={
        <>
          {snapshot.demo ? <Button onClick={() => void trainShared()}>Train it here</Button> : null}
          {match === 'same' && !snapshot.demo ? <Button onClick={() => void train()}>Train</Button> : null}
          {match === 'none' && !snapshot.demo ? (
            <Button onClick={runCommand('open')}>Open your own data</Button>
          ) : null}
          <Button variant="default" onClick={dismissArrival}>
            Dismiss
          </Button>
        </>
      }
    >
      <p>{next}</p>
    </Message>
  );
}

/** Content of a link with the possible actions, in one strip above the network. */
export function SharedStrip() {
  const snapshot = useRun((run) => run.shared);
  if (!snapshot) return null;
  return (
    <section className={classes.shared} aria-label={shareText.sharedStrip}>
      <IconLink size={18} stroke={1.75} aria-hidden />
      <p>
        <b>{sharedName(snapshot)}</b>, {arrivalLine(snapshot)}. {arrivalText(snapshot)}
      </p>
      <Button variant="default" onClick={runCommand('open')}>
        Open your own data
      </Button>
      {snapshot.demo ? (
        <Button variant="default" onClick={() => void trainShared()}>
          Train it here
        </Button>
      ) : null}
    </section>
  );
}
