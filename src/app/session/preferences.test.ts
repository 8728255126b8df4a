import { afterEach, expect, it, vi } from 'vitest';
import { keepPreferences } from './preferences';
import { useScreen } from './stores';

afterEach(() => {
  vi.unstubAllGlobals();
  useScreen.setState({ singleKeyShortcuts: true, deviceWish: 'auto' });
});

function emptyStorage(): Map<string, string> {
  const storage = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
  });
  return storage;
}

it('remembers that single keys are off', () => {
  emptyStorage();
  const end = keepPreferences();
  useScreen.setState({ singleKeyShortcuts: false });
  end();
  useScreen.setState({ singleKeyShortcuts: true });
  keepPreferences()();
  expect(useScreen.getState().singleKeyShortcuts).toBe(false);
});

it('remembers the device asked for, and asks for none that it does not know', () => {
  const storage = emptyStorage();
  const end = keepPreferences();
  useScreen.setState({ deviceWish: 'webgpu' });
  end();
  useScreen.setState({ deviceWish: 'auto' });
  keepPreferences()();
  expect(useScreen.getState().deviceWish).toBe('webgpu');

  for (const key of storage.keys()) storage.set(key, 'abacus');
  useScreen.setState({ deviceWish: 'processor' });
  keepPreferences()();
  expect(useScreen.getState().deviceWish).toBe('processor');
});

function forbidden(): never {
  throw new DOMException('no', 'SecurityError');
}

it('does without storage where it is forbidden', () => {
  vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden });
  const end = keepPreferences();
  useScreen.setState({ singleKeyShortcuts: false });
  end();
  expect(useScreen.getState().singleKeyShortcuts).toBe(false);
});
