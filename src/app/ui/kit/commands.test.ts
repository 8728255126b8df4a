import { afterEach, expect, it, vi } from 'vitest';
import { printShortcut } from './commands';

afterEach(() => vi.unstubAllGlobals());

it('prints shortcuts as the keyboard of the system names them', () => {
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' });
  expect(['Mod+k', 'Shift+Mod+z', ' '].map(printShortcut)).toEqual(['Ctrl+K', 'Ctrl+Shift+Z', 'Space']);
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)' });
  expect(['Mod+k', 'Shift+Mod+z', ' '].map(printShortcut)).toEqual(['⌘K', '⇧⌘Z', 'Space']);
});
