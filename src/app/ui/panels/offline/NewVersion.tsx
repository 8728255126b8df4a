/** Says quietly that a newer version of the page is ready. Nothing is reloaded before a person asks for it. */
import { Button } from '@mantine/core';
import { isKeeping } from '../../../session/page/actions';
import { useOffline, useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { runCommand, useEnabled } from '../../kit/commands';
import { useStores } from '../../kit/useStores';
import type { RunState } from '../../../session/state';
import { count } from '../../../../present/text/format';

const newVersionText = {
  title: 'A new version of Modulode is ready',
  when: 'Reload when you like; this tab works as before until then.',
  reload: 'Reload',
  keep: 'Keep this run',
  later: 'Later',
} as const;

/** What becomes of the run on screen when the page is reloaded; '' where there is none. `isKept`: in the list of runs. */
export function afterReload(
  { phase, summary, demo, shared }: Pick<RunState, 'phase' | 'summary' | 'demo' | 'shared'>,
  isKept: boolean,
): string {
  if (phase === 'idle' || phase === 'failed') return '';
  if (isKept) {
    if (phase === 'finished' || phase === 'stopped') return 'The run on screen is kept under Runs.';
    const step = phase === 'preparing' ? '' : ` at step ${count(summary.step)}`;
    return `The run in training is kept${step}: Resume continues it after the reload.`;
  }
  if (shared) return 'The link opens again after the reload.';
  if (demo) return 'The demo is not kept: it opens and trains again after the reload.';
  return 'The run on screen is not kept in this browser: keep it first, or save it as a file.';
}

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
