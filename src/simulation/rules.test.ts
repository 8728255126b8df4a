import { expect, it } from 'vitest';
import { parseRule, regulatorsOf } from './rules';
import { isOn } from '../../tests/support/simulation/ruleTruth';

const genes = ['A', 'B', 'C'];

it('binds ! before & before |, as the language of this file does', () => {
  const cases: readonly [string, (a: boolean, b: boolean, c: boolean) => boolean][] = [
    ['A', (a) => a],
    ['!A & B | C', (a, b, c) => (!a && b) || c],
    ['A | B & !C', (a, b, c) => a || (b && !c)],
    ['!(A | B) & C', (a, b, c) => !(a || b) && c],
    ['!(A & !(B | C))', (a, b, c) => !(a && !(b || c))],
  ];
  for (const [text, meant] of cases)
    for (let state = 0; state < 8; state++) {
      const [a, b, c] = [(state & 1) > 0, (state & 2) > 0, (state & 4) > 0];
      expect(isOn(parseRule(text, genes), (gene) => [a, b, c][gene] ?? false)).toBe(meant(a, b, c));
    }
});

it('gives a regulator under an odd number of negations the sign −1', () => {
  expect(regulatorsOf(parseRule('!(A & !(B | C))', genes))).toEqual([
    { gene: 0, sign: -1 },
    { gene: 1, sign: 1 },
    { gene: 2, sign: 1 },
  ]);
});

it('refuses what is no rule', () => {
  for (const text of ['', 'A &', '(A', 'A B', 'D', 'A & | B'])
    expect(() => parseRule(text, genes)).toThrow(/rule/u);
});
