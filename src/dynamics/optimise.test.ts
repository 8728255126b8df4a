import { expect, it } from 'vitest';
import { adamStep, clipGlobalNorm } from './optimise';

it('clips a long gradient to the limit, keeps its direction, and leaves a short one alone', () => {
  const long = Float64Array.of(3, 4, 12);
  clipGlobalNorm(long, 6.5);
  expect([...long]).toEqual([1.5, 2, 6]);
  const short = Float64Array.of(3, 4);
  clipGlobalNorm(short, 5);
  expect([...short]).toEqual([3, 4]);
});

it('follows Adam as published over three steps (values worked out with decimal arithmetic)', () => {
  const state = {
    parameters: Float64Array.of(1),
    firstMoment: new Float64Array(1),
    secondMoment: new Float64Array(1),
    step: 0,
  };
  const reached = [0.5, -1, 2].map((gradient) => {
    adamStep(state, Float64Array.of(gradient), 0.1, [0.9, 0.98]);
    return state.parameters[0] ?? 0;
  });
  const expected = [0.9000000019999999, 0.9365053928368864, 0.8948250769760512];
  reached.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? 0, 13));
});
