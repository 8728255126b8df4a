/** The run kept last, offered when the page opens. */
import { Button } from '@mantine/core';
import { dismissSaved, restoreSaved } from '../../../session/page/actions';
import type { MessageState } from '../../../session/state';
import { Message } from '../../kit/blocks';
import { runCommand } from '../../kit/commands';
import { keptText } from '../../text/runs';

export function KeptMessage({ saved }: { saved: NonNullable<MessageState['saved']> }) {
  const { title, text } = keptText(saved);
  return (
    <Message
      tone="plain"
      title={title}
      text={text}
      actions={
        <>
          {saved.elsewhere ? null : (
            <Button onClick={() => void restoreSaved()}>{saved.finished ? 'Show' : 'Resume'}</Button>
          )}
          <Button variant="default" onClick={runCommand('runs')}>
            All runs
          </Button>
          <Button variant="default" onClick={dismissSaved}>
            Dismiss
          </Button>
        </>
      }
    />
  );
}
