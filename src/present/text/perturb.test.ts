import { expect, it, test } from 'vitest';
import type { Loadings } from '../../dynamics/loadings';
import { outsideText } from './outsideGenes';
import { shrunkText, perturbSentence, predictedAgainst, predictedTime } from './perturb';

const shared = { weight: 0.8, fullAt: 0, times: Float64Array.of(6), response: new Float64Array() };

function knockoutAt(time: number) {
  return { label: `A ${time}`, interventions: [{ gene: 0, kind: 'knockout' as const }], time, cells: 5 };
}

function set(value: number) {
  return [{ gene: 0, value }];
}

it('states the scaling of a prediction and a shared response, where the direction of the change includes it', () => {
  expect(shrunkText({ kappa: 0.9, measured: null, shared: null }, set(0))).toBeNull();
  expect(shrunkText({ kappa: 0.2, measured: null, shared: null }, set(0))).toBe(
    'Low confidence: effects scaled to 20\u00a0%.',
  );
  expect(shrunkText({ kappa: 0.9, measured: null, shared }, set(0.5))).toBe(
    'Includes a shared response that is not from the network (40\u00a0% of the mean effect of all perturbations).',
  );
  expect(shrunkText({ kappa: 0.9, measured: null, shared }, set(2))).toBeNull();
  expect(shrunkText({ kappa: 0.2, measured: null, shared }, set(0))).toBe(
    'Low confidence: effects scaled to 20\u00a0%, plus a shared response that is not from the network.',
  );
});

it('states no low confidence where the genes were measured', () => {
  const measured = { kappa: 0.9, lowered: Int32Array.of(0), raised: new Int32Array() };
  expect(shrunkText({ kappa: 0.2, measured, shared }, [{ gene: 0, value: 0 }])).toBeNull();
  expect(shrunkText({ kappa: 0.2, measured, shared: null }, [{ gene: 1, value: 0 }])).toBe(
    'Low confidence: effects scaled to 20\u00a0%.',
  );
});

function loadingsOf(error: readonly number[], together?: Loadings['together']): Loadings {
  return {
    genes: error.map((_, gene) => `X${gene}`),
    mean: new Float64Array(error.length),
    components: new Float32Array(),
    weights: new Float32Array(),
    error: Float32Array.from(error),
    margin: new Float32Array(error.length),
    ...(together ? { together } : {}),
  };
}

/** Upper ends of the intervals of the error, and of its difference to that of the mean. */
function sentence(high: number, beyond: number): string {
  return outsideText(
    loadingsOf([0.9, 1.2, 0.96, 0.5], {
      error: { value: 0.85, low: 0.7, high },
      ofMean: { value: 0.92, low: 0.8, high: 1 },
      beyondMean: { value: -0.07, low: -0.2, high: beyond },
    }),
  );
}

test('genes outside the network have one error together, beside that of a mean, and are said to lack evidence where intervals do', () => {
  const start =
    'Modules predict 3 of 4 measured genes outside the network. Held-out error of all genes together';
  expect(sentence(0.95, -0.01)).toBe(
    `${start} 0.85 [0.70, 0.95] (no change = 1), of the mean of the other perturbations 0.92.`,
  );
  expect(sentence(0.95, 0.01)).toMatch(/0\.92: no evidence that modules do better than this mean\.$/);
  expect(sentence(1.01, -0.01)).toMatch(/0\.92: no evidence that modules help\.$/);
});

test('of runs that did not measure errors together the median is given, and said to be without a comparison', () => {
  expect(outsideText(loadingsOf([0.9, 1.2, 0.96, 0.5]))).toBe(
    'Modules predict 3 of 4 measured genes outside the network better than no change: median held-out error 0.90 (no change = 1). The mean of the other perturbations may predict them as well: this was not tested.',
  );
  expect(outsideText(loadingsOf([0.996, 1.2]))).toBe(
    'Modules predict none of 2 measured genes outside the network better than no change.',
  );
});

const genes = ['GATA1', 'SPI1', 'FOG1', 'JUN'];

test('the sentence names the perturbed genes and the largest decrease and increase among the others', () => {
  const sliders = [
    { gene: 0, value: 0 },
    { gene: 1, value: 2 },
  ];
  const { title } = perturbSentence(genes, sliders, Float32Array.from([-9, 9, -1, 0.5]));
  expect(title).toBe(
    'Without GATA1 and with SPI1 × 2, FOG1 decreases most (÷\u00a02.0) and JUN increases most (×\u00a01.4)',
  );
});

test('the time of a prediction is the last one unless chosen, and none without time points', () => {
  const course = { timeUnit: 'days', conditions: [knockoutAt(2), knockoutAt(5)] };
  expect(predictedTime({ timeUnit: '', conditions: [] }, null)).toBeNull();
  expect(predictedTime(course, null)).toBe('5 days');
  expect(predictedTime(course, 2)).toBe('2 days');
});

const controls = (cells: number) => ({ label: 'none', interventions: [], time: null, cells });

test('without enough controls a prediction is relative to the mean of all cells or samples, and log ratios have their control', () => {
  const named = { mode: 'cells' as const, labels: ['none'] };
  const others = {
    notes: [],
    control: { mode: 'others' as const },
    conditions: [{ ...knockoutAt(2), cells: 200 }],
  };
  const withControl = { notes: [], control: named, conditions: [controls(20)] };
  const withFew = { notes: [], control: named, conditions: [controls(19), { ...knockoutAt(2), cells: 3 }] };
  const [compared, controlled, few, ratios] = [
    predictedAgainst(others),
    predictedAgainst(withControl),
    predictedAgainst(withFew),
    predictedAgainst({ ...others, scale: 'log-ratio' }),
  ];
  expect([compared, controlled, few, ratios]).toEqual([
    'the mean of all cells',
    'control',
    'the mean of all samples',
    'control',
  ]);
  expect(perturbSentence(genes, set(0), Float32Array.of(0, 1, 0, 0), '2 days', compared).line).toBe(
    'Predicted change versus the mean of all cells, 2 days.',
  );
});

test('a slider at × 1 makes no prediction', () => {
  expect(perturbSentence(genes, set(0.001), null).title).toBe('With GATA1 × 0.001 …');
  expect(perturbSentence(genes, [{ gene: 0, value: 1 }], null).title).toContain('Perturb a gene');
});

test('states that no other gene changes', () => {
  const { title } = perturbSentence(genes, [{ gene: 0, value: 0 }], Float32Array.from([-9, 0, 0, 0]));
  expect(title).toBe('Without GATA1, no other gene is predicted to change');
});
