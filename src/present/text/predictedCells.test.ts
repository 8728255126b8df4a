import { expect, it } from 'vitest';
import { predictedCellsText } from './predictedCells';

it('no distance between cells is told as less than none', () => {
  const distances = { perturbations: 3, none: 1, predicted: 0.412, moved: -0.07, others: 1.2 };
  const written = predictedCellsText.written({ perturbations: 3, each: 100, controls: 100, distances });
  expect(written.at(-1)).toContain(
    'predicted cells 0.41, controls moved without noise 0.00, cells of the other perturbations 1.20.',
  );
});
