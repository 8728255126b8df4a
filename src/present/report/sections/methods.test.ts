import { expect, it } from 'vitest';
import type { Confidence } from '../../../inference/confidence/confidence';
import { sampleRun } from '../../../../tests/support/present/sampleRun';
import { methodsSection } from './methods';

it('says what stability counts: fits with data left out, or those to resampled data where confidence was measured', () => {
  const run = sampleRun();
  const none = new Float32Array();
  const confidence: Confidence = {
    fits: 20,
    stability: none,
    signAgreement: none,
    low: none,
    high: none,
    modules: [],
    nextPerturbations: [],
    shuffled: { error: 1, stableShare: 0.2 },
  };
  const told = (measured: Confidence | null) =>
    methodsSection({ ...run, result: { ...run.result, confidence: measured } }, '1').body;
  expect(told(null)).toContain('Stability is the share of fits with data left out that give');
  expect(told(confidence)).toContain(
    'Stability is the share of 20 fits to resampled cells and perturbations that give an edge the same sign, at least half its size, and three standard deviations more than shuffled labels do.',
  );
  expect(told({ ...confidence, shuffled: null })).not.toContain('shuffled labels');
});

it('says what all perturbations have in common is added, where it is', () => {
  const run = sampleRun();
  const shared = { weight: 0.8, fullAt: 0, times: Float64Array.of(6), response: new Float64Array() };
  const told = (own: typeof shared | null) =>
    methodsSection({ ...run, result: { ...run.result, model: { ...run.result.model, shared: own } } }, '1')
      .body;
  expect(told(shared)).toContain('Added is 80\u00a0% of the mean change of all perturbations trained on');
  expect(told(null)).not.toContain('Added is');
});
