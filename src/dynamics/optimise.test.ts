import { expect, it } from 'vitest';
import { adamStep, clipGlobalNorm, projectRows } from './optimise';
import { parameterLayout } from './problem';

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

it('rows of B that are longer than the limit are shortened to it, others and all else stay', () => {
  const shape = { genes: 1, regulators: 2, modules: 3, deltas: 0 };
  const { bt, total } = parameterLayout(shape);
  const parameters = new Float64Array(total).fill(9);
  // [R × M]: rows of lengths 5, .5 and .3.
  parameters.set([3, 0.3, 0.3, 4, 0.4, 0], bt);
  const others = (values: Float64Array) => values.filter((_, i) => i < bt || i >= bt + 6);
  const before = others(parameters);
  projectRows(shape, parameters, 0.4);
  const found = [...parameters.subarray(bt, bt + 6)];
  [0.24, 0.24, 0.3, 0.32, 0.32, 0].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 12));
  expect(others(parameters)).toEqual(before);
});
