/** What a person set for this browser, not for one run: kept in localStorage, or only until reload where that is forbidden. */
import type { ScreenState } from './state';
import { useScreen } from './stores';

type Preferences = Pick<ScreenState, 'colorScheme' | 'singleKeyShortcuts'>;

const key = 'modulode-preferences';
const schemes: readonly ScreenState['colorScheme'][] = ['light', 'dark', 'auto'];

/** Returns what ends it. */
export function keepPreferences(): () => void {
  useScreen.setState(readPreferences(storedText()));
  return useScreen.subscribe(({ colorScheme, singleKeyShortcuts }, before) => {
    if (colorScheme === before.colorScheme && singleKeyShortcuts === before.singleKeyShortcuts) return;
    try {
      localStorage.setItem(key, JSON.stringify({ colorScheme, singleKeyShortcuts }));
    } catch {
      // Storage is forbidden or full: the preference holds until reload.
    }
  });
}

/** Of whatever lies there, what is a preference. */
export function readPreferences(text: string | null): Partial<Preferences> {
  const stored = parsed(text);
  const colorScheme = schemes.find((scheme) => scheme === Reflect.get(stored, 'colorScheme'));
  const singleKeyShortcuts: unknown = Reflect.get(stored, 'singleKeyShortcuts');
  return {
    ...(colorScheme ? { colorScheme } : {}),
    ...(typeof singleKeyShortcuts === 'boolean' ? { singleKeyShortcuts } : {}),
  };
}

function parsed(text: string | null): object {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function storedText(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
