import { expect, it } from 'vitest';
import { captions } from '../text/tour';
import { captionOf } from './Tour';

it('the tour follows the steps that are opened without it', () => {
  const titles = (['train', 'explore', 'perturb', 'evaluate'] as const).map(
    (step) => captions[captionOf(step, false)]?.title,
  );
  expect(titles).toEqual(['Learn', 'Knock out', 'Knock out', 'Compare with the truth']);
  expect(captions[captionOf('perturb', true)]?.title).toBe('See what falls');
});
