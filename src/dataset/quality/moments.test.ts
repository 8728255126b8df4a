import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { CompensatedMomentSums, momentSums, PlainMomentSums } from './moments';

const [genes, conditions, count] = [7, 3, 4000];
const random = new Random(3);
const conditionOfRow = Int32Array.from({ length: 500 }, () => random.integer(conditions));
const entries = Array.from({ length: count }, () => ({
  row: random.integer(conditionOfRow.length),
  gene: random.integer(genes),
  value: Math.exp(4 * random.normal()),
}));

function added(sums: CompensatedMomentSums | PlainMomentSums, order: Iterable<number>, unit = 1) {
  const drawn = Array.from(order, (at) => entries[at]);
  const column = (of: 'row' | 'gene' | 'value') => drawn.map((one) => one?.[of] ?? 0);
  sums.add(conditionOfRow, {
    count,
    rows: Int32Array.from(column('row')),
    genes: Int32Array.from(column('gene')),
    values: Float64Array.from(column('value')),
  });
  return sums.moments(Float64Array.of(2), unit);
}

function plain() {
  return new PlainMomentSums(genes, conditions);
}

describe('plain sums of a screen with very many perturbations', () => {
  it('are those of the compensated ones to single precision', () => {
    const exact = added(new CompensatedMomentSums(genes, conditions), entries.keys(), 3);
    const own = added(plain(), entries.keys(), 3);
    expect(own.totals).toEqual(exact.totals);
    expect([...own.sums]).toEqual([...exact.sums].map(Math.fround));
  });

  it('have the same bits in any order of values', () => {
    const { sums } = added(plain(), entries.keys());
    for (let draw = 0; draw < 20; draw++)
      expect(added(plain(), random.permutation(count)).sums).toEqual(sums);
  });

  it('are taken only where compensated ones need more than 1 GB, and refused above 1.6 GB', () => {
    expect(momentSums(20, 30)).toBeInstanceOf(CompensatedMomentSums);
    expect(momentSums(6000, 5600)).toBeInstanceOf(PlainMomentSums);
    expect(momentSums(8000, 12_501)).toBeNull();
  });
});
