import { afterEach, expect, it, vi } from 'vitest';
import { keepPreferences } from './browserStorage';
import { useScreen } from './stores';

afterEach(() => {
  vi.unstubAllGlobals();
  useScreen.setState({ singleKeyShortcuts: true, deviceWish: 'auto' });
});

function emptyStorage(): Map<string, string> {
  const stored = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  return stored;
}

it('restores that single keys are off', () => {
  emptyStorage();
  const end = keepPreferences();
  useScreen.setState({ singleKeyShortcuts: false });
  end();
  useScreen.setState({ singleKeyShortcuts: true });
  keepPreferences()();
  expect(useScreen.getState().singleKeyShortcuts).toBe(false);
});

it('restores the chosen device, and ignores an unknown one', () => {
  const stored = emptyStorage();
  const end = keepPreferences();
  useScreen.setState({ deviceWish: 'webgpu' });
  end();
  useScreen.setState({ deviceWish: 'auto' });
  keepPreferences()();
  expect(useScreen.getState().deviceWish).toBe('webgpu');

  for (const key of stored.keys()) stored.set(key, 'abacus');
  useScreen.setState({ deviceWish: 'processor' });
  keepPreferences()();
  expect(useScreen.getState().deviceWish).toBe('processor');
});

function forbidden(): never {
  throw new DOMException('no', 'SecurityError');
}

it('works without storage where it is forbidden', () => {
  vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden });
  const end = keepPreferences();
  useScreen.setState({ singleKeyShortcuts: false });
  end();
  expect(useScreen.getState().singleKeyShortcuts).toBe(false);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The module in a new page. */
async function opened() {
  vi.resetModules();
  return import('./browserStorage');
}

const times = (gpuMs: number) => ({ gpuMs, processorMs: 5, isPart: false });

it('keeps the latest step times of each key after a reload', async () => {
  emptyStorage();
  const { keepStepTimes } = await opened();
  keepStepTimes('small', times(1));
  keepStepTimes('large', times(2));
  keepStepTimes('small', times(3));
  const { knownStepTimes } = await opened();
  expect(knownStepTimes()).toEqual([
    ['large', times(2)],
    ['small', times(3)],
  ]);
});

it('forgets step times for good', async () => {
  emptyStorage();
  const first = await opened();
  first.keepStepTimes('small', times(1));
  first.forgetStepTimes();
  expect(first.knownStepTimes()).toEqual([]);
  expect((await opened()).knownStepTimes()).toEqual([]);
});

it('keeps the latest forty step times', async () => {
  emptyStorage();
  const { keepStepTimes, knownStepTimes } = await opened();
  for (let i = 1; i <= 45; i++) keepStepTimes(`size ${i}`, times(i));
  expect(knownStepTimes()).toHaveLength(40);
  expect(knownStepTimes().at(0)).toEqual(['size 6', times(6)]);
});

it('ignores a stored text that is no list of step times', async () => {
  const stored = emptyStorage();
  (await opened()).keepStepTimes('small', times(1));
  const [key = ''] = stored.keys();
  for (const text of [
    '[',
    'null',
    '[["a"]]',
    '[["a",{"gpuMs":-1,"processorMs":1,"isPart":false}]]',
    '[[1,{}]]',
  ]) {
    stored.set(key, text);
    expect((await opened()).knownStepTimes()).toEqual([]);
  }
});

it('keeps step times until reload without storage', async () => {
  const { keepStepTimes, knownStepTimes } = await opened();
  keepStepTimes('small', times(1));
  expect(knownStepTimes()).toEqual([['small', times(1)]]);
  expect((await opened()).knownStepTimes()).toEqual([]);
});
