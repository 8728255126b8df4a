import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { number } from './tsv';

const byText = (value: number) => String(Number(value.toPrecision(6)));

describe('number', () => {
  it('has the six digits of toPrecision at every size', () => {
    const random = new Random(5);
    for (let at = 0; at < 20_000; at++) {
      const value = random.normal() * 10 ** (40 * random.uniform() - 20);
      expect(number(value)).toBe(byText(value));
    }
  });

  it.each([
    0,
    -0,
    1,
    -1,
    0.5,
    10,
    99999.95,
    99999.5,
    123456.5,
    0.1234565,
    1.2345675,
    0.00099999999,
    1e-6,
    9.9999995e-7,
    1e21,
    5e-324,
    1 / 3,
    100_000,
    1000.005,
  ])('%d', (value) => {
    expect(number(value)).toBe(byText(value));
  });

  it('is empty for what is not a number', () => {
    expect([undefined, NaN, Infinity].map(number)).toEqual(['', '', '']);
  });
});
