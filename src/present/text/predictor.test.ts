import { expect, it } from 'vitest';
import { predictorText } from './predictor';

const answering = { kappa: 0.8, shared: 0, measured: null, error: 0.62, mean: 0.98 };
const said = (known: Partial<typeof answering>) =>
  predictorText({ ...answering, ...known }).replaceAll('\u00a0', ' ');

it('names what answers, with its error and that of the mean of the others', () => {
  expect(said({})).toBe(
    'Predictions of what was not measured are those of the trained network × 0.8, the factor that fits perturbations left out best (error 0.62; the mean of the other perturbations 0.98; no change = 1).',
  );
  expect(predictorText({ ...answering, measured: 0.9, mean: null })).toBe(
    'Predictions of what was not measured are those of the trained network × 0.8, the factor that fits perturbations left out best (error 0.62; no change = 1). For genes that were perturbed alone in training the factor is 0.9.',
  );
});

it('says where the shared response answers, with the network or alone, and where nothing does', () => {
  expect(said({ kappa: 1, shared: 0.4 })).toContain(
    'are those of the trained network plus 40 % of the mean of the training perturbations, the weights that fit',
  );
  expect(said({ kappa: 0, shared: 0.4 })).toContain(
    'are 40 % of the mean of the training perturbations, which',
  );
  expect(said({ kappa: 0 })).toContain('are “no change”, which');
});
