/** What lies in this browser, what was sent, and the deletion of all of it. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { showScreen } from '../../../session/page/actions';
import { deleteEverything, type Stored, storedNow } from '../../../session/page/stored';
import { useFetched } from '../../../session/stores';
import { Message, StatList, StatRow } from '../../kit/blocks';
import { Dialog } from '../../kit/Dialog';
import { storageSize } from '../../text/runs';
import { amountOf, filesLine, settingsLine, storedText as text } from '../../text/stored';
import classes from './StoredDialog.module.css';

const close = () => showScreen({ dialog: 'none' });

export function StoredDialog() {
  const [stored, setStored] = useState<Stored | null>(null);
  useEffect(() => {
    const look = async () => setStored(await storedNow());
    void look();
  }, []);
  const lookAgain = async () => setStored(await storedNow());
  return (
    <Dialog title={text.title} size={560} onClose={close}>
      <div className={classes.body}>
        <p className={classes.what}>{text.what}</p>
        {stored ? <Amounts stored={stored} /> : <p className={classes.what}>{text.loading}</p>}
        <h3 className={classes.heading}>{text.sent}</h3>
        <Sent />
        <Deletion onDeleted={() => void lookAgain()} />
      </div>
    </Dialog>
  );
}

function Amounts({ stored }: { stored: Stored }) {
  const { hasFigure, settings, files, total } = stored;
  return (
    <StatList>
      <StatRow label={text.runs} hint={text.runsHint}>
        {amountOf(stored)}
      </StatRow>
      <StatRow label={text.figure}>{hasFigure ? text.hasFigure : text.none}</StatRow>
      <StatRow label={text.settings} hint={text.settingsHint}>
        {settingsLine(settings)}
      </StatRow>
      <StatRow label={text.files} hint={files === null ? text.filesNeed : text.filesHint}>
        {filesLine(files)}
      </StatRow>
      {total ? (
        <StatRow label={text.total}>
          {storageSize(total.used)} ({storageSize(total.available)} available)
        </StatRow>
      ) : null}
    </StatList>
  );
}

function Sent() {
  const fetched = useFetched();
  if (fetched.length === 0) return <p className={classes.what}>{text.nothing}</p>;
  return (
    <>
      <p className={classes.what}>{text.fetched}</p>
      <ul className={classes.addresses}>
        {[...new Set(fetched)].map((url) => (
          <li key={url}>{url}</li>
        ))}
      </ul>
      <p className={classes.what}>{text.fetchedHint}</p>
    </>
  );
}

/** Asks once, in place. */
function Deletion({ onDeleted }: { onDeleted: () => void }) {
  const [state, setState] = useState<'offered' | 'asked' | 'deleting' | 'held' | 'deleted' | 'failed'>(
    'offered',
  );
  const remove = async () => {
    setState('deleting');
    setState((await deleteEverything(() => setState('held'))) ? 'failed' : 'deleted');
    onDeleted();
  };
  if (state === 'deleted')
    return (
      <div role="status">
        <Message tone="plain" title={text.deleted} text={text.deletedHint} />
      </div>
    );
  if (state === 'held')
    return (
      <div role="status">
        <Message tone="warning" title={text.held} text={text.heldHint} />
      </div>
    );
  if (state === 'failed') return <Message tone="error" title={text.failed} />;
  if (state === 'offered')
    return (
      <div>
        <Button variant="default" onClick={() => setState('asked')}>
          {text.remove}
        </Button>
      </div>
    );
  return (
    <Message
      tone="warning"
      title={text.ask}
      text={text.askHint}
      actions={
        <>
          <Button color="red.9" loading={state === 'deleting'} onClick={() => void remove()}>
            {text.confirm}
          </Button>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the button that asked is gone */}
          <Button variant="default" autoFocus onClick={() => setState('offered')}>
            {text.keep}
          </Button>
        </>
      }
    />
  );
}
