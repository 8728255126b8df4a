/** What waits for the person, above the page: a file being read, an error, a notice, a saved run. Results stay below it. */
import { Button } from '@mantine/core';
import {
  dismissArrival,
  dismissImportError,
  dismissNotice,
  dismissRunError,
  forgetSaved,
  restoreSaved,
} from '../../session/actions';
import { useArrival, useImport, useRun } from '../../session/stores';
import { count } from '../../../present/text/numbers';
import { Message } from '../kit/Message';
import { ReadingCard } from '../panels/data/ReadingCard';
import { ArrivalMessages } from '../panels/share/ArrivalMessages';
import { describeNotice } from '../text/notices';
import classes from './Announcements.module.css';
import { ErrorMessage } from './ErrorMessage';

export function Announcements() {
  const importError = useImport((state) => state.error);
  const runError = useRun((run) => run.error);
  const notice = useRun((run) => run.notice);
  const saved = useRun((run) => run.saved);
  const linkError = useArrival((state) => state.error);
  return (
    <div className={classes.stack}>
      <ReadingCard />
      <ArrivalMessages />
      {linkError ? <ErrorMessage error={linkError} onDismiss={dismissArrival} /> : null}
      {importError && importError.tag !== 'cancelled' ? (
        <ErrorMessage error={importError} onDismiss={dismissImportError} />
      ) : null}
      {runError ? <ErrorMessage error={runError} onDismiss={dismissRunError} /> : null}
      {notice ? (
        <Message
          tone={notice.tag === 'recovered' ? 'plain' : 'warning'}
          title={describeNotice(notice).title}
          actions={
            <Button variant="default" onClick={dismissNotice}>
              Dismiss
            </Button>
          }
        >
          <p>{describeNotice(notice).why}</p>
          <p>{describeNotice(notice).next}</p>
        </Message>
      ) : null}
      {saved ? (
        <Message
          tone="plain"
          title={`A run of ${saved.name} is saved in this browser`}
          actions={
            <>
              <Button onClick={() => void restoreSaved()}>{saved.finished ? 'Show it' : 'Go on'}</Button>
              <Button variant="default" onClick={() => void forgetSaved()}>
                Forget it
              </Button>
            </>
          }
        >
          <p>
            {savedLine(saved)} Saved {new Date(saved.savedAt).toLocaleString()}.
          </p>
        </Message>
      ) : null}
    </div>
  );
}

function savedLine({ finished, step, steps }: { finished: boolean; step: number; steps: number }): string {
  if (finished && step >= steps) return 'It is finished.';
  const place = `step ${count(step)} of ${count(steps)}`;
  return finished ? `It was stopped at ${place}; what it had learned is kept.` : `It stopped at ${place}.`;
}
