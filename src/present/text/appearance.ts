/** Names of what the colours and sizes of genes can show. */
import type { ColorBy, SizeBy } from '../../share/view';

export const colorTexts: Readonly<Record<ColorBy, string>> = {
  module: 'Module',
  degree: 'Number of edges',
  measured: 'Measured change',
  predicted: 'Predicted change',
  expression: 'Expression in controls',
  perturbed: 'Perturbed or not',
};

export const sizeTexts: Readonly<Record<SizeBy, string>> = {
  targets: 'Number of targets',
  equal: 'Equal',
  expression: 'Expression in controls',
};
