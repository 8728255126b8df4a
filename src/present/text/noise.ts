/** What limits the error on unseen perturbations, in sentences. */
import type { NoiseLimit } from '../../inference/benchmark/noise';
import { decimal } from './format';

/** What a perfect prediction would still err. */
export function noiseText({ perfect, replicate }: NoiseLimit): string {
  if (replicate < 0.005) return 'Measurement noise adds less than 0.01 to the error.';
  return `With this measurement noise a perfect prediction has error ${noiseError(perfect)}, a repeated measurement ${noiseError(replicate)}.`;
}

/** '0.11', 'less than 0.01' */
export function noiseError(error: number): string {
  return error < 0.005 ? 'less than 0.01' : decimal(error);
}

const references = {
  'split-controls': 'Predictions use one half of the controls, measured effects the other half.',
  'shared-controls':
    'This run of an earlier version uses the same controls for predictions and measurements: its errors are too low.',
  'control-level': 'The values are log ratios: measured effects are relative to 0, the control level.',
  others: 'Without controls, perturbations are compared with each other.',
} as const;

/** What unseen perturbations were measured against. */
export function referenceText(noise: NoiseLimit): string {
  return references[noise.reference];
}
