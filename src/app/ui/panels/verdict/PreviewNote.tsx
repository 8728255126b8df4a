/** Says that the network on screen is an earlier one of the demo, until its training shows its own. */
import { Button } from '@mantine/core';
import { train } from '../../../session/page/actions';
import { useImport, usePreview, useRun } from '../../../session/stores';
import { previewText } from '../../text/run';
import classes from './PreviewNote.module.css';

export function PreviewNote() {
  const isShown = usePreview(({ shown }) => shown !== null);
  // With reduced motion the demo does not start by itself.
  const isRead = useImport((state) => state.phase === 'ready');
  const waits = useRun((run) => run.dataset === null) && isRead;
  if (!isShown) return null;
  return (
    <div className={classes.note}>
      <p>{waits ? previewText.waits : previewText.learning}</p>
      {waits ? <Button onClick={() => void train()}>Train the network</Button> : null}
    </div>
  );
}
