import { expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { edgesTsv } from './tsv';

it('lists every candidate regulator → gene pair once, strongest first, with weights that come back exactly', () => {
  const random = new Random(3);
  const genes = Array.from({ length: 20 }, (_, i) => `g${i}`);
  const regulators = Int32Array.from([1, 4, 7, 19]);
  const weights = Float32Array.from({ length: 80 }, () => random.normal() * 10 ** (random.integer(9) - 6));
  for (const [r, j] of regulators.entries()) weights[r * 20 + j] = 0;
  const stability = Float32Array.from({ length: 80 }, () => random.uniform());
  const [header, ...lines] = edgesTsv({ genes, regulators, weights, stability }).trimEnd().split('\n');
  expect(header).toBe('source\ttarget\tweight\tsign\tstability');
  const rows = lines.map((line) => line.split('\t'));
  expect(new Set(rows.map(([s, t]) => `${s}>${t}`)).size).toBe(4 * 19);
  let last = Infinity;
  for (const [source = '', target = '', weight, sign, stable] of rows) {
    const pair = regulators.indexOf(genes.indexOf(source)) * 20 + genes.indexOf(target);
    expect(Math.fround(Number(weight))).toBe(weights[pair]);
    expect(sign).toBe(Number(weight) < 0 ? '-' : '+');
    expect(Math.abs(Number(stable) - (stability[pair] ?? NaN))).toBeLessThanOrEqual(5.1e-5);
    expect(Math.abs(Number(weight))).toBeLessThanOrEqual(last);
    last = Math.abs(Number(weight));
  }
});

it('leaves stability empty where there is none and keeps odd names inside their cell', () => {
  const text = edgesTsv({
    genes: ['a\tb', 'c\r\nd'],
    regulators: Int32Array.from([0]),
    weights: Float32Array.from([0, -0.25]),
    stability: null,
  });
  expect(text).toBe('source\ttarget\tweight\tsign\tstability\na b\tc d\t-0.25\t-\t\n');
});
