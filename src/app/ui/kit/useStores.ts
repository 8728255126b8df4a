/** A value derived from several stores at once. The component renders again only when the value changes. */
import { useSyncExternalStore } from 'react';
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

/** `read` takes the state by `getState()`; equal states must give the identical value. */
export function useStores<T>(read: () => T): T {
  return useSyncExternalStore(subscribe, read);
}

function subscribe(changed: () => void): () => void {
  const endings = all.map((store) => store.subscribe(changed));
  return () => {
    for (const end of endings) end();
  };
}
