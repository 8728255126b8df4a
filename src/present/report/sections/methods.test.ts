import { expect, it } from 'vitest';
import type { Confidence } from '../../../inference/confidence/confidence';
import { sampleRun } from '../../../../tests/support/present/sampleRun';
import { methodsSection } from './methods';

it('defines stability by refits, or by resampled fits where confidence was measured', () => {
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
    methodsSection({ ...run, result: { ...run.result, confidence: measured } }).body;
  expect(told(null)).toContain('Stability is the share of refits with data left out in which an edge has');
  expect(told(confidence)).toContain(
    'Stability is the share of 20 fits to resampled cells and perturbations in which an edge has the same sign, at least half its weight, and three standard deviations more than with shuffled labels.',
  );
  expect(told({ ...confidence, shuffled: null })).not.toContain('shuffled labels');
});

it('mentions a shared response only where predictions include one', () => {
  const run = sampleRun();
  const shared = { weight: 0.8, fullAt: 0, times: Float64Array.of(6), response: new Float64Array() };
  const told = (own: typeof shared | null) =>
    methodsSection({ ...run, result: { ...run.result, model: { ...run.result.model, shared: own } } }).body;
  expect(told(shared)).toContain(
    'Predictions include 80\u00a0% of the mean effect of all training perturbations',
  );
  expect(told(null)).not.toContain('this shared response');
});
