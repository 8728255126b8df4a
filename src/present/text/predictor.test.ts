import { expect, it } from 'vitest';
import { predictorText } from './predictor';

const answering = { kappa: 0.8, shared: 0, measured: null, error: 0.62, mean: 0.98 };
const said = (known: Partial<typeof answering>) =>
  predictorText({ ...answering, ...known }).replaceAll('\u00a0', ' ');

it('names what answers, with its error and that of the mean of the others', () => {
  expect(said({})).toBe(
    'Unmeasured perturbations are predicted by the trained network × 0.8. This factor predicts unseen perturbations best (error 0.62; the mean of the other perturbations 0.98; no change = 1).',
  );
  expect(predictorText({ ...answering, measured: 0.9, mean: null })).toBe(
    'Unmeasured perturbations are predicted by the trained network × 0.8. This factor predicts unseen perturbations best (error 0.62; no change = 1). For genes perturbed alone in training the factor is 0.9.',
  );
});

it('says where the shared response answers, with the network or alone, and where nothing does', () => {
  expect(said({ kappa: 1, shared: 0.4 })).toContain(
    'are predicted by the trained network plus 40 % of the mean of the training perturbations. These weights',
  );
  expect(said({ kappa: 0, shared: 0.4 })).toContain(
    'are predicted by 40 % of the mean of the training perturbations. This predicts',
  );
  expect(said({ kappa: 0 })).toContain('are predicted by “no change”. This predicts');
});
