/** Networks of contexts with a worker that is played: what ends them, and what stays. */
import { beforeEach, expect, it, vi } from 'vitest';
import { aDataset } from '../../../../tests/support/app/testData';
import type { Outcome } from '../../../dataset/errors';
import type { WorkerEnd } from '../clients';
import { pool } from '../pool';
import { emptyImport } from '../state';
import { useImport } from '../stores';
import { cancelContexts, learnContexts, useContextNetworks } from './contextNetworks';

vi.stubGlobal('navigator', { hardwareConcurrency: 4 });

type Answer = Outcome<unknown, WorkerEnd>;

let answer: (answer: Answer) => void = () => undefined;
let ends = 0;
const worker = {
  ask: () =>
    new Promise<Answer>((resolve) => {
      answer = resolve;
    }),
  crashed: new Promise<string>(() => undefined),
  end: () => {
    ends += 1;
  },
};
const parts = { start: () => Object(worker), valuesOf: async () => aDataset };
const plan = {
  file: 'screen.csv',
  column: 'type',
  sizes: [],
  missing: [],
  chosen: [],
  leftOut: [],
  batchColumn: 'type',
};
const open = Object({ name: 'screen.csv' });

function begun() {
  useImport.setState({ ...emptyImport, phase: 'ready', opened: open, mapping: Object({}) }, true);
  return learnContexts(plan, parts);
}

beforeEach(() => {
  cancelContexts();
  ends = 0;
});

const phase = () => useContextNetworks.getState().phase;

it('take the cores until they are cancelled, and begin once', () => {
  void begun();
  void learnContexts(plan, parts);
  expect([phase(), pool.left()]).toEqual(['running', 0]);
  cancelContexts();
  expect([phase(), ends, pool.left()]).toEqual(['cancelled', 1, 3]);
});

it('end when their file is closed, which is told', () => {
  void begun();
  useImport.setState({ mapping: Object({ genes: {} }) });
  expect(phase()).toBe('running');
  useImport.setState({ ...emptyImport }, true);
  expect([phase(), ends]).toEqual(['closed', 1]);
});

it('tell why a run failed, or that their worker was lost', async () => {
  const failing = begun();
  const error = { tag: 'training-not-finite', step: 3 };
  answer({ ok: true, value: { ok: false, error } });
  await failing;
  expect(useContextNetworks.getState()).toMatchObject({ phase: 'failed', error, run: null });
  const losing = begun();
  answer({ ok: false, error: { tag: 'worker-lost', detail: 'memory' } });
  await losing;
  expect(useContextNetworks.getState()).toMatchObject({ phase: 'failed', error: { tag: 'worker-lost' } });
  expect(ends).toBe(2);
});
