/** Says quietly that a newer version of the page is ready. Nothing is reloaded before a person asks for it. */
import { Button } from '@mantine/core';
import { isKeeping } from '../../../session/page/actions';
import { useOffline, useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { runCommand, useEnabled } from '../../kit/commands';
import { useStores } from '../../kit/useStores';
import { afterReload, newVersionText } from '../../text/offline';

export function NewVersion() {
  const after = useStores(() => afterReload(useRun.getState(), isKeeping()));
  const canKeep = useEnabled('keep');
  return (
    <div role="status">
      <Message
        tone="plain"
        title={newVersionText.title}
        text={`${newVersionText.when} ${after}`.trim()}
        actions={
          <>
            <Button variant="default" onClick={runCommand('new-version')}>
              {newVersionText.reload}
            </Button>
            {canKeep ? (
              <Button variant="default" onClick={runCommand('keep')}>
                {newVersionText.keep}
              </Button>
            ) : null}
            <Button
              variant="subtle"
              color="gray"
              c="var(--text-2)"
              onClick={() => useOffline.setState({ newVersion: false })}
            >
              {newVersionText.later}
            </Button>
          </>
        }
      />
    </div>
  );
}
