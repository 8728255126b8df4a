import { expect, it, vi } from 'vitest';
import { memoize, once } from './lazy';

it('memoize computes once per object, also where the result is undefined', () => {
  const compute = vi.fn<(of: { value: number | undefined }) => number | undefined>(
    ({ value }: { value: number | undefined }) => value,
  );
  const value = memoize(compute);
  const [one, other] = [{ value: 1 }, { value: undefined }];
  expect([value(one), value(other), value(one), value(other)]).toEqual([1, undefined, 1, undefined]);
  expect(compute).toHaveBeenCalledTimes(2);
});

it('once computes when it is first asked, and never again, also where the result is undefined', () => {
  const compute = vi.fn<() => undefined>(() => undefined);
  const value = once(compute);
  expect(compute).not.toHaveBeenCalled();
  expect([value(), value()]).toEqual([undefined, undefined]);
  expect(compute).toHaveBeenCalledOnce();
});
