/** What is said and listed of the effects of two runs, against numbers counted by hand. */
import { describe, expect, it } from 'vitest';
import type { MeasuredContexts } from '../../effects/contexts';
import type { ContextVerdict } from '../../effects/contextVerdicts';
import type { EffectsOfRuns } from '../../inference/run/effectsOfRuns';
import type { EffectsSnapshot, SharedPerturbation } from '../../share/effectsSnapshot';
import {
  besideGenes,
  besideLines,
  listedEffects,
  listedText,
  runEffectsDetail,
  runEffectsFinding,
  runEffectsTables,
  runNames,
} from './runEffects';

const told = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });

const line = (perturbation: number, verdict: ContextVerdict, found: readonly [number, number, number]) => ({
  perturbation,
  verdict,
  p: 0.01,
  q: 0.02,
  byCells: 0.01,
  agreement: NaN,
  differing: perturbation,
  found: { either: found[0], both: found[1], opposite: found[2] },
  similarity: told(perturbation === 3 ? NaN : 0.2 * perturbation),
  ofFirst: told(1),
  ofSecond: told(1),
});

const found: MeasuredContexts = {
  column: 'run',
  contexts: runNames.map((name) => ({ name, cells: 500, controls: 100, hindrance: null })),
  alone: [],
  pairs: [
    {
      first: 0,
      second: 1,
      shared: 0,
      lines: [line(1, 'differs', [10, 4, 2]), line(2, 'alike', [6, 6, 0]), line(3, 'few cells', [0, 0, 0])],
      genes: {
        perturbation: Int32Array.of(1, 1, 2),
        gene: Int32Array.of(1, 0, 1),
        own: Uint8Array.of(0, 0, 0),
        first: Float32Array.of(1, 0.5, 1),
        second: Float32Array.of(1, -0.5, 1),
        difference: Float32Array.of(0, 1, 0),
        error: Float32Array.of(0.25, 0.25, 0.5),
        p: Float64Array.of(0.9, 1e-9, 0.8),
        q: Float64Array.of(1, 1e-8, 1),
      },
    },
  ],
  genes: ['X', 'Y'],
};

const runs: EffectsOfRuns = {
  sameCells: 0,
  genes: { both: 100, first: 120, second: 100 },
  perturbations: { both: 3, first: 3, second: 3 },
  labels: ['control', 'A', 'B', 'C'],
  found,
};

describe('the effects of two runs', () => {
  it('are said in one sentence, and how much is found in both on request', () => {
    expect(runEffectsFinding(runs)).toBe(
      'Effects are different in both runs (median similarity 0.30). 1 of 3 perturbations differs between the runs: A.',
    );
    expect(runEffectsDetail(runs)).toBe(
      'Of 16 changes found in either run, 10 (63\u00a0%) were found in both with the same sign, 2 with opposite signs. 6 changes differ significantly. Similarity was determined for 2 perturbations. Compared: all 3 perturbations and 100 of 120 and 100 genes, using the cells kept with the runs. 1 perturbation has too few cells.',
    );
  });

  it('that are not compared are not called the same unless the cells are', () => {
    const none = { ...runs, found: null };
    expect(runEffectsFinding({ ...none, sameCells: 1 })).toContain('same cells');
    expect(runEffectsFinding({ ...none, sameCells: 0.8 })).toContain('share 80\u00a0% of their cells');
    expect(runEffectsFinding({ ...none, perturbations: { both: 0, first: 2, second: 2 } })).toContain(
      'No perturbation has the same label',
    );
    const few = found.contexts.map((one, at) =>
      at === 0 ? { ...one, hindrance: 'few cells' as const } : one,
    );
    expect(runEffectsFinding({ ...runs, found: { ...found, contexts: few, pairs: [] } })).toBe(
      'Effects are not compared: the first has no perturbation with ten cells.',
    );
  });

  it('have lines, genes of a perturbation with the surest difference first, and tables of both', () => {
    expect(besideLines(runs).map((one) => [one.perturbation, one.found.both, one.similarity])).toEqual([
      [1, 4, told(0.2)],
      [2, 6, told(0.4)],
      [3, 0, null],
    ]);
    expect(besideGenes(runs, 1).map(({ gene, difference }) => [gene, difference?.value])).toEqual([
      ['X', 1],
      ['Y', 0],
    ]);
    const tables = runEffectsTables(runs).map(([name, content]) => [
      name,
      (typeof content === 'string' ? content : [...content].join('')).trim().split('\n').length,
    ]);
    expect(tables).toEqual([
      ['effects.tsv', 4],
      ['effects-genes.tsv', 4],
    ]);
  });
});

type Changes = readonly (readonly [gene: number, log2: number, isOwn?: boolean])[];

/** What a link has, with these genes and changes. */
function snapshot(genes: readonly string[], changes: Readonly<Record<string, Changes>>): EffectsSnapshot {
  const perturbations = Object.entries(changes).map(
    ([label, changed]) =>
      ({
        label,
        changed: changed.map(([gene, log2, isOwn = false]) => ({
          gene,
          log2,
          isOwn,
          test: null,
          spreads: 0,
        })),
        changedLeftOut: 0,
      }) as unknown as SharedPerturbation,
  );
  return { isTested: true, genes, perturbations } as unknown as EffectsSnapshot;
}

describe('the effects of two links', () => {
  const first = snapshot(['X', 'Y', 'Z'], {
    A: [
      [0, 1],
      [1, -1],
      [2, 3, true],
    ],
    B: [[0, 2]],
  });
  const second = snapshot(['z', 'y', 'W'], {
    a: [
      [1, 1],
      [2, -2],
      [0, 4, true],
    ],
    D: [[0, 1]],
  });

  it('are matched by names in any case, and counted by signs without own targets', () => {
    const both = listedEffects(first, second);
    expect(both?.labels).toEqual(['A']);
    expect(both?.lines).toEqual([
      { perturbation: 0, first: 2, second: 2, found: { either: 3, both: 0, opposite: 1 } },
    ]);
    expect(both?.genes[0]?.map(({ gene, first: a, second: b }) => [gene, a, b])).toEqual([
      ['X', 1, null],
      ['Y', -1, 1],
      ['W', null, -2],
    ]);
    expect(both && listedText(both)).toBe(
      'Of 3 changes found in either run (1 perturbation in both), 0 (0\u00a0%) were found in both with the same sign, 1 with opposite signs.',
    );
    expect(listedEffects(first, first)?.lines.map((one) => one.found)).toEqual([
      { either: 2, both: 2, opposite: 0 },
      { either: 1, both: 1, opposite: 0 },
    ]);
  });

  it('without tests, or without a common label, are not compared', () => {
    expect(listedEffects(first, { ...second, isTested: false })).toBeNull();
    const apart = listedEffects(first, snapshot(['X'], { Q: [[0, 1]] }));
    expect(apart && listedText(apart)).toContain('No perturbation has the same label');
  });
});
