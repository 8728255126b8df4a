import { expect, it, vi } from 'vitest';
import { remembered } from './remembered';

it('what follows from an object is found once for each, nothing included', () => {
  const answer = vi.fn<(of: { value: number | undefined }) => number | undefined>(
    ({ value }: { value: number | undefined }) => value,
  );
  const ask = remembered(answer);
  const [one, other] = [{ value: 1 }, { value: undefined }];
  expect([ask(one), ask(other), ask(one), ask(other)]).toEqual([1, undefined, 1, undefined]);
  expect(answer).toHaveBeenCalledTimes(2);
});
