import { describe, expect, it } from 'vitest';
import type { Condition } from '../dataset/dataset';
import { presets, settingsAskedFor, settingsFor } from './settings';

interface Screen {
  readonly cells?: number;
  readonly controls?: number;
  readonly times?: readonly (number | null)[];
}

function screen({ cells = 1, controls = 3, times = [null, null] }: Screen = {}) {
  const perturbed = times.map((time, gene): Condition => {
    return { label: `G${gene}`, interventions: [{ gene, kind: 'knockout' }], time, cells };
  });
  return {
    conditions: [{ label: 'control', interventions: [], time: null, cells: controls }, ...perturbed],
  };
}

describe('preset default', () => {
  it('ends at T = 1.5 with twice the penalty on paths for single samples', () => {
    const settings = { ...presets.default, seed: 3, steps: 60 };
    const found = settingsFor(screen(), settings);
    expect(found).toEqual({ ...settings, horizon: 1.5, solverSteps: 5, pathWeight: 0.02 });
    expect(settingsFor(screen({ controls: 0 }), settings)).toEqual(found);
    expect(settingsFor(screen({ times: [24, 24] }), settings)).toEqual(found);
    expect(settingsFor(screen(), found)).toBe(found);
  });

  it('is H for cells, for replicates and for courses', () => {
    for (const other of [{ cells: 2 }, { times: [6, 24] }])
      expect(settingsFor(screen(other), presets.default)).toBe(presets.default);
  });

  it('gives way to what was asked for', () => {
    for (const asked of [
      { ...presets.default, horizon: 3, solverSteps: 6 },
      { ...presets.default, pathWeight: 0.005 },
      presets.H,
      presets.compact,
    ])
      expect(settingsFor(screen(), asked)).toBe(asked);
    for (const name of ['horizon', 'solverSteps', 'pathWeight'])
      expect(settingsFor(screen(), presets.default, [name])).toBe(presets.default);
    expect(settingsFor(screen(), presets.default, ['seed'])).toMatchObject({ horizon: 1.5 });
  });

  it('is itself again for the next data set', () => {
    const settings = { ...presets.default, seed: 3 };
    const trained = settingsFor(screen(), settings);
    expect(settingsAskedFor(screen(), trained)).toEqual(settings);
    expect(settingsAskedFor(screen({ cells: 200 }), trained)).toBe(trained);
    expect(settingsAskedFor(screen(), presets.H)).toBe(presets.H);
  });
});
