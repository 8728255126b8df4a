import { describe, expect, it } from 'vitest';
import { sampleConfidence, sampleRun } from '../../../tests/support/present/sampleRun';
import { sampleEffects } from '../../../tests/support/share/sampleEffects';
import { runVerdict } from '../../inference/verdict/runVerdict';
import { supportsPredictions } from '../../inference/verdict/statements';
import type { FinishedRun } from '../../share/finishedRun';
import { nextSection } from '../report/sections/finding';
import { adviceFromEffects, adviceOnRun, adviceText } from './advice';
import { confidenceText } from './confidence';

it('advises more cells where no effect was found, and more genes where nothing acts alike', () => {
  expect(adviceFromEffects(['A', 'B'], ['C'], '')).toEqual([
    'More cells or guides of 2 perturbations without a found effect: A and B.',
    'More genes beside C: it acts like no other perturbation, so that nothing here tells how to predict it.',
  ]);
  expect(adviceFromEffects([], ['C', 'D'], 'Needs 90 cells.')).toEqual([
    adviceText.allAct,
    'More genes beside C and D: these act like no other perturbation, so that nothing here tells how to predict them.',
  ]);
});

it('says that effects were not tested', () => {
  expect(adviceFromEffects(null, [], '')).toEqual([adviceText.untested]);
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
  });
});
