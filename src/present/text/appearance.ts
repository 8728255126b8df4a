/** Names of what the colours, sizes and places of genes can show. */
import type { Arrangement, ColorBy, SizeBy } from '../../share/view';

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

export const arrangementTexts: Readonly<Record<Arrangement, string>> = {
  modules: 'By modules',
  layered: 'Layered',
};
