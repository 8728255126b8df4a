/** Sums of residuals from the counts that are not zero, beside residuals of every cell and gene computed one by one. */
import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { countsOf } from '../../tests/support/effects/smallScreen';
import { CLIP, MomentSums, ResidualSumming, type CellLayout } from './residuals';
import { dominatingGenes, sizeFactors } from './sizeFactors';

const [cells, genes, guides, batches] = [400, 12, 7, 3];

/** Depths over three orders of magnitude; the last gene has so many counts that zeros of it are clipped. */
function screen() {
  const random = new Random(5);
  const whole = (below: number) =>
    Int32Array.from({ length: cells }, () => Math.floor(random.uniform() * below));
  const depths = Float64Array.from({ length: cells }, () => Math.exp(1.5 * random.normal()));
  const dense = new Float32Array(cells * genes);
  for (let cell = 0; cell < cells; cell++)
    for (let gene = 0; gene < genes; gene++) {
      const level = (gene === genes - 1 ? 400 : 0.05 * 2 ** gene) * (depths[cell] as number);
      dense[cell * genes + gene] = Math.max(0, Math.round(level * (1 + 0.5 * random.normal())));
    }
  const layout: CellLayout = {
    genes,
    guides,
    batches,
    guideOfCell: whole(guides),
    batchOfCell: whole(batches),
    sizeFactors: sizeFactors(depths),
  };
  return { layout, dense };
}

describe('sums of residuals', () => {
  const { layout, dense } = screen();
  const counts = countsOf(dense, genes);
  const collected = new MomentSums(layout);
  collected.add(counts);
  const moments = collected.moments();
  const summing = new ResidualSumming(layout, moments);
  summing.add(counts);
  const sums = summing.sums();

  it('have the mean and the dispersion of every batch', () => {
    for (let batch = 0; batch < batches; batch++) {
      const of = [...layout.batchOfCell.keys()].filter((cell) => layout.batchOfCell[cell] === batch);
      const size = (cell: number) => layout.sizeFactors[cell] as number;
      const count = (cell: number) => dense[cell * genes + 3] as number;
      const total = (value: (cell: number) => number) => of.reduce((sum, cell) => sum + value(cell), 0);
      const mu = total(count) / total(size);
      const excess = total((cell) => (count(cell) - mu * size(cell)) ** 2) - total((cell) => mu * size(cell));
      expect(moments.mean[batch * genes + 3]).toBeCloseTo(mu, 12);
      expect(moments.dispersion[batch * genes + 3]).toBeCloseTo(
        Math.max(0, excess / (mu * mu * total((cell) => size(cell) ** 2))),
        10,
      );
    }
  });

  it('are those of all cells, zeros and clipped ones included', () => {
    const byGuide = new Float64Array(guides * genes);
    const [second, third] = [new Float64Array(genes), new Float64Array(genes)];
    for (let cell = 0; cell < cells; cell++)
      for (let gene = 0; gene < genes; gene++) {
        const at = (layout.batchOfCell[cell] as number) * genes + gene;
        const expected = (moments.mean[at] as number) * (layout.sizeFactors[cell] as number);
        const spread = Math.sqrt(expected * (1 + (moments.dispersion[at] as number) * expected));
        const count = dense[cell * genes + gene] as number;
        const residual = (count - expected) / spread;
        const bounded = Math.max(-CLIP, Math.min(CLIP, residual));
        (byGuide[(layout.guideOfCell[cell] as number) * genes + gene] as number) += bounded;
        (second[gene] as number) += bounded ** 2;
        (third[gene] as number) += bounded ** 3;
      }
    sums.byGuide.forEach((value, at) => expect(value).toBeCloseTo(byGuide[at] as number, 6));
    sums.second.forEach((value, gene) => expect(value).toBeCloseTo(second[gene] as number, 6));
    sums.third.forEach((value, gene) => expect(value).toBeCloseTo(third[gene] as number, 5));
  });

  it('have the slope of every cell in its own batch', () => {
    const slope = new Float64Array(genes);
    for (let cell = 0; cell < cells; cell++)
      for (let gene = 0; gene < genes; gene++) {
        const at = (layout.batchOfCell[cell] as number) * genes + gene;
        const expected = (moments.mean[at] as number) * (layout.sizeFactors[cell] as number);
        const variance = expected * (1 + (moments.dispersion[at] as number) * expected);
        // A fold change F adds (F − 1) expected counts.
        (slope[gene] as number) += expected / Math.sqrt(variance) / cells;
      }
    sums.slope.forEach((value, gene) => expect(value).toBeCloseTo(slope[gene] as number, 9));
  });

  it('do not depend on the order in which the counts come', () => {
    const again = new ResidualSumming(layout, moments);
    for (let at = counts.count - 1; at >= 0; at--)
      again.add({
        count: 1,
        rows: counts.rows.subarray(at, at + 1),
        genes: counts.genes.subarray(at, at + 1),
        values: [counts.values[at] as number],
      });
    const { byGuide } = again.sums();
    byGuide.forEach((value, at) => expect(value).toBeCloseTo(sums.byGuide[at] as number, 8));
  });
});

describe('genes that dominate', () => {
  it('are left out, the largest first, while half of the counts remain', () => {
    expect(dominatingGenes([11, 11, 11, 11, 11, 5, 40])).toEqual([6]);
    expect(dominatingGenes([1, 1, 1, 1, 1, 95])).toEqual([5]);
    expect(dominatingGenes(Array.from({ length: 100 }, () => 1))).toEqual([]);
  });
});
