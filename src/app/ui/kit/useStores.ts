/** What components read of several stores, or later than a store has it. */
import { useDeferredValue, useSyncExternalStore } from 'react';
import {
  useArrival,
  useEffects,
  useEvaluation,
  useImport,
  useMessages,
  useNextTraining,
  useOffline,
  useRun,
  useScreen,
  useView,
} from '../../session/stores';

const all = [
  useArrival,
  useEffects,
  useEvaluation,
  useImport,
  useMessages,
  useNextTraining,
  useOffline,
  useRun,
  useScreen,
  useView,
];

/** Renders again only when the value changes. `read` takes the state by `getState()`; equal states must give the identical value. */
export function useStores<T>(read: () => T): T {
  return useSyncExternalStore(subscribe, read);
}

function subscribe(changed: () => void): () => void {
  const endings = all.map((store) => store.subscribe(changed));
  return () => {
    for (const end of endings) end();
  };
}

/** The step whose parts are in view: those of the next are made in slices, and meanwhile those of the one before stay. */
export function useShownStep() {
  return useDeferredValue(useScreen((screen) => screen.step));
}
