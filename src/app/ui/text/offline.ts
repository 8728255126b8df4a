/** The version of the page, in words. */
import type { RunState } from '../../session/state';
import { count } from '../../../present/text/format';

export const newVersionText = {
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
