import { afterEach, expect, it, vi } from 'vitest';
import { emptyImport, emptyRun } from '../state';
import { canWorkOffline, untilAtRest } from './offline';
import { useImport, useRun } from '../stores';

afterEach(() => {
  useRun.setState(emptyRun, true);
  useImport.setState(emptyImport, true);
  vi.unstubAllGlobals();
});

it.each([
  ['https://modulode.org/app/', true],
  ['http://localhost:4173/', true],
  ['http://127.0.0.1:4179/any/sub/path/', true],
  ['http://[::1]:4173/', true],
  ['http://modulode.org/', false],
  ['http://localhost.modulode.org/', false],
  ['file:///home/someone/index.html', false],
])('the service worker of %s: %s', (address, can) => {
  vi.stubGlobal('navigator', { serviceWorker: {}, locks: {} });
  expect(canWorkOffline(new URL(address))).toBe(can);
  // As in private windows of some browsers.
  vi.stubGlobal('navigator', { locks: {} });
  expect(canWorkOffline(new URL(address))).toBe(false);
});

it('waits while a file is read or a run trains, and not while it is paused', async () => {
  useRun.setState({ phase: 'running' });
  useImport.setState({ phase: 'reading' });
  let rests = false;
  const rest = (async () => {
    await untilAtRest();
    rests = true;
  })();
  useImport.setState({ phase: 'ready' });
  await Promise.resolve();
  expect(rests).toBe(false);
  useRun.setState({ phase: 'paused' });
  await rest;
  expect(rests).toBe(true);
});
