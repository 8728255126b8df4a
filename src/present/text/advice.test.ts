import { expect, it } from 'vitest';
import { adviceFromEffects, adviceText } from './advice';

it('advises more cells where no effect was found, and more genes where nothing acts alike', () => {
  expect(adviceFromEffects(['A', 'B'], ['C'], null)).toEqual([
    'More cells or guides of 2 perturbations without a found effect: A and B.',
    'More genes beside C: it acts like no other perturbation, so that nothing here tells how to predict it.',
  ]);
  expect(adviceFromEffects([], ['C', 'D'], null)).toEqual([
    adviceText.allAct,
    'More genes beside C and D: these act like no other perturbation, so that nothing here tells how to predict them.',
  ]);
});

it('says that effects were not tested', () => {
  expect(adviceFromEffects(null, [], null)).toEqual([adviceText.untested]);
});
