/** Saving a run file, with a mock of the share worker. */
import { beforeEach, expect, it, vi } from 'vitest';
import { fake, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import type { Outcome } from '../../../dataset/errors';
import type { WorkerEnd } from '../clients';
import { createSession } from '../page/session';
import { emptyRun } from '../state';
import { noMessages, useMessages, useRun } from '../stores';

const mock = { answers: [] as unknown[], downloads: [] as string[] };

const { share } = createSession(
  fakeWorkers({ share: () => fake({ ask: async () => mock.answers.shift() }) }),
);

beforeEach(() => {
  mock.answers = [];
  mock.downloads = [];
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
