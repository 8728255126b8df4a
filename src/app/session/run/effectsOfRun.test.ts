import { beforeEach, expect, it } from 'vitest';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import type { EffectsOfFile } from '../../../inference/run/toldEffects';
import { emptyImport, emptyRun, type EffectsState, noEffects } from '../state';
import { useEffects, useImport, useRun } from '../stores';
import { followMeasured } from './effectsOfRun';

const ofFile: EffectsOfFile = {
  signal: { signal: 7, effects: { measurable: 1, of: 2, labels: ['A'], unit: 'guides' } },
  suspects: [{ label: 'B', reason: 'inert', swappedWith: null }],
  told: { labels: ['control', 'A'], log2: new Float32Array(4), q: new Float64Array(4) },
};
const measured = (): Partial<EffectsState> => JSON.parse('{"found":{"labels":["control","A"]}}');
const run = () =>
  useRun.setState({ dataset: { ...aDataset, edgePenalty: Float32Array.of(1) }, result: aResult });
const settled = () => new Promise((resolve) => setTimeout(resolve));
const asked: ((answer: EffectsOfFile | null) => void)[] = [];
let saved = 0;

followMeasured({
  effectsOfFile: () => new Promise((resolve) => asked.push(resolve)),
  save: () => (saved += 1),
});

beforeEach(() => {
  useEffects.setState(noEffects, true);
  useRun.setState(emptyRun, true);
  useImport.setState({ ...emptyImport, phase: 'ready', dataset: aDataset }, true);
  asked.length = 0;
  saved = 0;
});

it.each(['before', 'after'])(
  'a run says what effects measured %s it say, and is kept with that',
  async (order) => {
    if (order === 'before') useEffects.setState(measured());
    run();
    if (order === 'after') useEffects.setState(measured());
    expect(asked).toHaveLength(1);
    asked[0]?.(ofFile);
    await settled();
    const { result } = useRun.getState();
    expect(result?.diagnosis).toEqual({
      ...aResult.diagnosis,
      ...ofFile.signal,
      suspectLabels: ofFile.suspects,
    });
    expect(result?.told).toBe(ofFile.told);
    expect(saved).toBe(1);
    // Confidence replaces other parts of a result.
    useRun.setState({ result: result && { ...result, seconds: 9 } });
    expect(asked).toHaveLength(1);
  },
);

it('asks nothing of another file, and drops an answer on a run that was replaced', async () => {
  useRun.setState({ dataset: { ...aDataset, conditions: [...aDataset.conditions] }, result: aResult });
  useEffects.setState(measured());
  expect(asked).toHaveLength(0);
  useRun.setState({ dataset: aDataset });
  const next = { ...aResult, diagnosis: { ...aResult.diagnosis, signal: 1 } };
  useRun.setState({ result: next });
  asked[0]?.(ofFile);
  await settled();
  expect(useRun.getState().result).toBe(next);
  asked[1]?.(ofFile);
  await settled();
  expect(useRun.getState().result?.told).toBe(ofFile.told);
  expect(saved).toBe(1);
});
