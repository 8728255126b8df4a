/** Saving a run file, and effects with a kept run, with mocks of the workers. */
import { beforeEach, expect, it, vi } from 'vitest';
import { fake, fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import type { Outcome } from '../../../dataset/errors';
import { shortFingerprint } from '../../../share/snapshot';
import { sampleEffects } from '../../../../tests/support/share/sampleEffects';
import { type WorkerEnd, workWith } from '../clients';
import { leaveSharedEffects, showSharedEffects } from '../data/effects';
import { createSession } from '../page/session';
import { emptyRun } from '../state';
import { noMessages, useEffects, useMessages, useRun } from '../stores';

const mock = { answers: [] as unknown[], downloads: [] as string[], written: [] as unknown[] };

const workers = fakeWorkers({
  share: () => fake({ ask: async () => mock.answers.shift() }),
  runs: () =>
    fakeHandle({
      writeEffects: async (...written: readonly unknown[]) => {
        mock.written.push(written);
        return { ok: true, value: null };
      },
    }),
});
workWith(workers);
const { share } = createSession(workers);

beforeEach(() => {
  mock.answers = [];
  mock.downloads = [];
  mock.written = [];
  useMessages.setState(noMessages, true);
  vi.stubGlobal('document', {
    createElement: () => ({
      download: '',
      click() {
        mock.downloads.push(this.download);
      },
    }),
  });
  useRun.setState({ ...emptyRun, dataset: aDataset, result: aResult, phase: 'finished' }, true);
});

it('shows a notice when the worker was lost, and saves at the next attempt', async () => {
  const lost: Outcome<never, WorkerEnd> = {
    ok: false,
    error: { tag: 'worker-lost', detail: 'out of memory' },
  };
  mock.answers = [lost, { ok: true, value: new Blob(['{}']) }];
  await share.saveRunFile();
  expect(mock.downloads).toEqual([]);
  expect(useMessages.getState().notice).toEqual({ tag: 'export-failed', detail: 'out of memory' });
  await share.saveRunFile();
  expect(mock.downloads).toEqual(['screen.modulode.json']);
});

it('keeps effects with the kept run whose data they are of, whichever is there first', async () => {
  const encoded = { ok: true, value: { ok: true, value: { text: '#g2.x' } } };
  mock.answers = [encoded, encoded];
  const leave = share.followEffects();
  const effects = sampleEffects(2, { perturbations: 4, genes: 6, changed: 3 });
  const ofRun = { ...effects, fingerprint: shortFingerprint(aDataset.fingerprint) };
  // The run is not kept yet.
  showSharedEffects(ofRun);
  expect(mock.answers).toHaveLength(2);
  useMessages.setState({ keptAs: 'one' });
  await vi.waitFor(() => expect(mock.written).toEqual([['one', '#g2.x']]));
  // What is looked at changes nothing.
  useEffects.setState({ selected: 2 });
  leaveSharedEffects();
  // Of other data.
  showSharedEffects(effects);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(mock.answers).toHaveLength(1);
  useMessages.setState({ keptAs: 'two' });
  showSharedEffects({ ...ofRun });
  await vi.waitFor(() => expect(mock.written).toHaveLength(2));
  leave();
  showSharedEffects({ ...ofRun });
  leaveSharedEffects();
  expect(mock.written).toEqual([
    ['one', '#g2.x'],
    ['two', '#g2.x'],
  ]);
});
