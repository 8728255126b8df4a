import { expect, test } from 'vitest';
import { geneText } from './gene';

const of = (role: 'training' | 'cross-validated' | 'held-out') => ({ comparison: { role } });

test('predictions beside measured changes say whether the fit had seen them', () => {
  expect(geneText.predictedBy([of('cross-validated'), of('held-out')])).toBe(
    'predicted by fits without this perturbation',
  );
  expect(geneText.predictedBy([of('training')])).toBe('predicted by the fit that includes this perturbation');
  expect(geneText.predictedBy([of('training'), of('held-out')])).toContain('where possible');
  expect(geneText.levelsNote(of('cross-validated'))).toContain(
    'Diamond: mean predicted by fits without this perturbation.',
  );
});
