/** What a person set for this browser, not for one run: kept in localStorage, or only until reload where that is forbidden. */
import { readText, writeText } from './browserStorage';
import type { ScreenState } from './state';
import { useScreen } from './stores';

interface Preference {
  readonly key: string;
  readonly stored: (screen: ScreenState) => string;
  /** null where the text is nothing this browser was told. */
  readonly restored: (text: string) => Partial<ScreenState> | null;
}

const wishes: readonly ScreenState['deviceWish'][] = ['auto', 'webgpu', 'processor'];

const preferences: readonly Preference[] = [
  {
    key: 'modulode-single-key-shortcuts',
    stored: ({ singleKeyShortcuts }) => (singleKeyShortcuts ? 'on' : 'off'),
    restored: (text) => (text === 'off' ? { singleKeyShortcuts: false } : null),
  },
  {
    key: 'modulode-device',
    stored: ({ deviceWish }) => deviceWish,
    restored: (text) => {
      const deviceWish = wishes.find((wish) => wish === text);
      return deviceWish ? { deviceWish } : null;
    },
  },
];

/** Returns what ends it. */
export function keepPreferences(): () => void {
  for (const { key, restored } of preferences) {
    const change = restored(readText(key) ?? '');
    if (change) useScreen.setState(change);
  }
  return useScreen.subscribe((screen, before) => {
    for (const { key, stored } of preferences)
      if (stored(screen) !== stored(before)) writeText(key, stored(screen));
  });
}
