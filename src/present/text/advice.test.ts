import { describe, expect, it } from 'vitest';
import { sampleConfidence, sampleRun } from '../../../tests/support/present/sampleRun';
import { sampleEffects } from '../../../tests/support/share/sampleEffects';
import { runVerdict } from '../../inference/verdict/runVerdict';
import { supportsPredictions } from '../../inference/verdict/statements';
import type { FinishedRun } from '../../share/finishedRun';
import { nextSection } from '../report/sections/finding';
import { actingAlone, adviceFromEffects, adviceOnRun, adviceText, withoutEffect } from './advice';
import { confidenceText } from './confidence';

it('advises more cells where no effect was found, and more genes where nothing acts alike', () => {
  expect(adviceFromEffects(['A', 'B'], ['C'], '')).toEqual([
    'Measure more cells or guides of 2 perturbations in which no effect was found: A and B.',
    'Perturb genes related to C: it acts like no other perturbation, so nothing here helps to predict it.',
  ]);
  expect(adviceFromEffects([], ['C', 'D'], 'Needs 90 cells.')).toEqual([
    adviceText.allAct,
    'Perturb genes related to C and D: these act like no other perturbation, so nothing here helps to predict them.',
  ]);
});

it('says that effects were not tested', () => {
  expect(adviceFromEffects(null, [], '')).toEqual([adviceText.untested]);
});

const line = (name: string, group: number | null, acts = true) => ({ name, acts, group });

it('lists a perturbation once, whatever the number of its times and doses', () => {
  expect(actingAlone([line('A', null), line('A', null), line('B', null, false)])).toEqual(['A']);
  // Its own times are alike, which is no likeness to another.
  expect(actingAlone([line('A', 0), line('A', 0)])).toEqual(['A']);
  // Alike at one time.
  expect(actingAlone([line('A', null), line('A', 0), line('B', 0), line('C', 0, false)])).toEqual([]);
});

describe('perturbations without an effect', () => {
  const run = sampleRun();
  const [first, ...rest] = run.dataset.conditions.filter(({ interventions }) => interventions.length > 0);
  if (!first) throw new Error('There is a perturbation.');
  const others = [...new Set(rest.map(({ label }) => label))].filter((label) => label !== first.label);
  const foundIn = (conditions: typeof run.dataset.conditions, labels: readonly string[]) =>
    withoutEffect({
      ...run,
      dataset: { ...run.dataset, conditions },
      result: {
        ...run.result,
        diagnosis: { ...run.result.diagnosis, effects: { measurable: 1, of: 9, labels } },
      },
    });

  it('are named without times', () => {
    const later = { ...first, time: 6 };
    expect(foundIn([...run.dataset.conditions, later], [])).toEqual([first.label, ...others]);
    expect(foundIn([...run.dataset.conditions, later], [first.label])).toEqual(others);
  });

  it('are named without doses, and have an effect if any dose has', () => {
    const doses = ['1', '10'].map((dose) => ({ ...first, label: `MEKi ${dose} µM`, of: 'MEKi' }));
    const conditions = [...run.dataset.conditions, ...doses];
    expect(foundIn(conditions, [])).toEqual([first.label, ...others, 'MEKi']);
    // As a file or a data set names what has an effect.
    expect(foundIn(conditions, ['MEKi'])).toEqual([first.label, ...others]);
    expect(foundIn(conditions, ['MEKi 10 µM'])).toEqual([first.label, ...others]);
  });
});

describe('advice on a run', () => {
  const measured = sampleConfidence({
    nextPerturbations: [{ gene: 1, kind: 'knockout', measured: false, disagreement: 0.2, genes: [2] }],
  });
  /** Its predictions are right to 10 %, or of the wrong sign. */
  const runOf = (factor: number, confidence: FinishedRun['result']['confidence'] = measured): FinishedRun => {
    const run = sampleRun({ error: factor > 0 ? 0.2 : 1.5 });
    const { result, dataset } = run;
    const labels = dataset.conditions.slice(1).map(({ label }) => label);
    const comparisons = result.comparisons.map((one) => ({
      ...one,
      predicted: one.measured.map((value) => factor * value),
    }));
    const effects = { measurable: 1, of: labels.length, labels: labels.slice(0, 1) };
    return {
      ...run,
      result: { ...result, comparisons, confidence, diagnosis: { ...result.diagnosis, effects } },
    };
  };
  const effects = sampleEffects(1, { perturbations: 6, genes: 8, changed: 2 });

  it('comes from the model where something supports its predictions, and needs its confidence', () => {
    const run = runOf(0.9);
    expect(supportsPredictions(runVerdict(run))).toBe(true);
    expect(adviceOnRun(run, effects)).toEqual({
      from: 'model',
      rests: confidenceText.nextWhy,
      sentences: [expect.stringMatching(/^Most informative: knockout of /)],
    });
    expect(nextSection(run, effects)?.body).toContain('Uncertain genes');
    expect(adviceOnRun(runOf(0.9, null), effects)).toBeNull();
    expect(nextSection(runOf(0.9, null), effects)).toBeNull();
  });

  it('comes from the effects where nothing does, whatever the fits say, and never from their order', () => {
    const run = runOf(-0.5);
    const [, ...unclear] = run.dataset.conditions.slice(1).map(({ label }) => label);
    const grouped = new Set(effects.groups.flatMap(({ members }) => members));
    const alone = effects.perturbations
      .filter(({ acts }, place) => acts && !grouped.has(place))
      .map(({ label }) => label);
    const told = {
      from: 'effects',
      rests: adviceText.rests,
      sentences: adviceFromEffects(unclear, alone, effects.sentences.missed),
    };
    expect(adviceOnRun(run, effects)).toEqual(told);
    expect(adviceOnRun(runOf(-0.5, null), effects)).toEqual(told);
    const page = nextSection(run, effects)?.body;
    expect(page).toContain(adviceText.rests);
    expect(page).not.toContain('Most informative');
    expect(page).not.toContain('Uncertain');
    expect(adviceOnRun(run, null)?.sentences).toEqual(adviceFromEffects(unclear, [], ''));
    // Effects tell times apart, advice does not.
    const [label = ''] = unclear;
    const atTimes = effects.perturbations.map((one, place) => ({
      ...one,
      acts: place < 2,
      label: place < 2 ? `${label} at ${place + 1} h` : one.label,
    }));
    expect(adviceOnRun(run, { ...effects, perturbations: atTimes, groups: [] })?.sentences).toEqual(
      adviceFromEffects(unclear, [label], effects.sentences.missed),
    );
  });
});
