/** What a person set for this browser, not for one run: kept in localStorage, or only until reload where that is forbidden. */
import { useScreen } from './stores';

const key = 'modulode-single-key-shortcuts';

/** Returns what ends it. */
export function keepPreferences(): () => void {
  if (stored() === 'off') useScreen.setState({ singleKeyShortcuts: false });
  return useScreen.subscribe(({ singleKeyShortcuts }, before) => {
    if (singleKeyShortcuts === before.singleKeyShortcuts) return;
    try {
      localStorage.setItem(key, singleKeyShortcuts ? 'on' : 'off');
    } catch {
      // Storage is forbidden or full: the preference holds until reload.
    }
  });
}

function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
