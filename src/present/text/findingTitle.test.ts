import { expect, it } from 'vitest';
import { findingTitle } from './diagnosis';

it('claims in the title no more than every error measured on unseen perturbations allows', () => {
  const folds = { folds: 3, steps: [], errors: [], kappa: 1, perPerturbation: [], error: 1 };
  const leftOut = (shrunkError: number) => ({ ...folds, shrunkError });
  const title = (crossValidation: number | null, held: number | null, signal = 2) =>
    findingTitle({
      diagnosis: { signal },
      crossValidation: crossValidation === null ? null : leftOut(crossValidation),
      heldOut: held === null ? null : { error: 1, shrunkError: held, pearson: 0 },
    });
  expect(title(0.7, null)).toMatch(/^It predicts unseen perturbations 30\u00a0% better/);
  expect(title(0.7, 0.9)).toMatch(/^It predicts the perturbations held out 10\u00a0% better/);
  expect(title(1.1, 0.9)).toMatch(/but not on those left out/);
  expect(title(0.7, 1)).toMatch(/does not beat/);
  expect(title(null, null)).toMatch(/could not be tested/);
  expect(title(1.1, null, 1.1)).toMatch(/does not beat/);
  expect(title(0.2, null, 1.1)).toBe('These perturbations change nothing that can be measured');
});
