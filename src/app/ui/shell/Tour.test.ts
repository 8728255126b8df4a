import { expect, it } from 'vitest';
import { captions } from '../text/tour';
import { captionOf } from './Tour';

it('the tour leads from effects to the network, a knockout, the truth, and a screen of one’s own', () => {
  const story = ['train', 'effects', 'train', 'perturb', 'evaluate', 'data'] as const;
  story.forEach((step, at) => expect(captionOf(step, at)).toBe(at));
  expect(captions).toHaveLength(story.length);
});

it('the tour follows who goes on alone, and never goes back', () => {
  expect(captionOf('explore', 0)).toBe(2);
  expect(captionOf('evaluate', 1)).toBe(4);
  expect(captionOf('train', 4)).toBe(4);
  expect(captionOf('data', 0)).toBe(0);
});

it('a caption is one line', () => {
  for (const { text } of captions) expect(text.length).toBeLessThanOrEqual(70);
});
