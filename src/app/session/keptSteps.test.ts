import { expect, it } from 'vitest';
import { noCompanions } from '../../inference/progress';
import { joined, keptKey, split } from './keptSteps';
import { emptySummary } from '../../share/summary';
import { recordVersion, type SavedState } from './savedRun';

const none = { steps: new Float64Array(), values: new Float64Array() };
const kept = [14, 28].map((step) => ({ step, error: 0.5, fits: [Float32Array.from([step])] }));
const state: SavedState = {
  version: recordVersion,
  id: 'one',
  savedAt: 0,
  summary: emptySummary,
  progress: { step: 30, fits: [], curve: [], kept, rateFactor: 1, companions: noCompanions },
  result: null,
  curves: { loss: none, heldOut: none },
};

it('takes the kept steps out and puts them back as they were', async () => {
  const parts = split(state);
  const stored = new Map<string, unknown>(parts.kept.map((one) => [keptKey(one.step), one]));
  expect(parts.rest).toMatchObject({ progress: { kept: [14, 28] } });
  expect(await joined(parts.rest, async (step) => stored.get(keptKey(step)))).toEqual(state);
});

async function read(): Promise<undefined> {
  return undefined;
}

it('leaves a state without progress, and anything else it does not know, alone', async () => {
  const without = { ...state, progress: null };
  expect(await joined(split(without).rest, read)).toEqual(without);
  expect(await joined('nonsense', read)).toBe('nonsense');
  expect(await joined({ progress: { kept: ['x'] } }, read)).toEqual({ progress: { kept: ['x'] } });
});
