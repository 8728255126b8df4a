/**
 * The network for tables and lists: the result's, or while learning the newest one, looked at no more often than once in
 * `everyMs`, so that panels do not render with every snapshot.
 */
import { useCallback, useSyncExternalStore } from 'react';
import type { Network } from '../../../../network/network';
import { liveNetwork, subscribeSnapshots } from '../../../session/snapshots';
import { useRun } from '../../../session/stores';

const everyMs = 1500;

let shown: Network | null = null;
let shownRun = -1;

/** The live network as last looked at; looks again at once when a new run has begun. */
function lastLook(run: number): Network | null {
  if (shownRun !== run || !shown) {
    shownRun = run;
    shown = liveNetwork();
  }
  return shown;
}

export function useNetwork(): Network | null {
  const finished = useRun((run) => run.result?.network ?? null);
  const run = useRun((state) => state.id);
  const subscribe = useCallback((changed: () => void) => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const end = subscribeSnapshots(() => {
      timer ??= setTimeout(() => {
        timer = null;
        shown = liveNetwork();
        changed();
      }, everyMs);
    });
    return () => {
      end();
      if (timer) clearTimeout(timer);
    };
  }, []);
  const live = useSyncExternalStore(subscribe, () => lastLook(run));
  return finished ?? live;
}
