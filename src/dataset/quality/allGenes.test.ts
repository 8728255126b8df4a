import { describe, expect, it } from 'vitest';
import { toldTotals, totalsOfAllGenes } from './allGenes';

const numbers = (name: string) => ({ kind: 'number', name, values: Float64Array.of(5, 6, 7) }) as const;
const column = (...totals: number[]) => ({ column: 'n_counts', ofCell: Float64Array.from(totals) });
const relative = (...depths: number[]) => ({ column: null, ofCell: Float64Array.from(depths) });

it('columns are known by the names that programs give them', () => {
  const told =
    'nCount_RNA n_counts ncounts total_counts nUMI UMI_count n.umi tscp_count total_counts_all_genes Sum library_size';
  const others =
    'n_genes guide_umis nCount_ADT log1p_total_counts pct_counts_mt time total_counts_mt summary';
  const found = toldTotals([...told.split(' '), ...others.split(' ')].map(numbers), Int32Array.of(2, 0));
  expect(found.map(({ column: name }) => name).join(' ')).toBe(told);
  expect(found[0]?.ofCell).toEqual(Float64Array.of(7, 5));
});

describe('counts over all genes', () => {
  const counts = Float64Array.of(10, 20, 30, 40);
  it('are those of a column with which the counts of the file go up', () => {
    expect(totalsOfAllGenes([column(100, 200, 300, 400)], counts)).toEqual({
      ...column(100, 200, 300, 400),
      share: 0.1,
    });
    // The first is of other cells, or of single ones unknown, below the counts, or the file has nearly all.
    const others = [column(400, 300, 200, 100), column(100, NaN, 300, 400), column(100, 200, 29, 400)];
    const nearly = column(11, 22, 33, 44);
    expect(totalsOfAllGenes([...others, nearly], counts)).toBeNull();
    expect(totalsOfAllGenes([...others, nearly, column(100, 220, 300, 400)], counts)?.share).toBeCloseTo(
      100 / 1020,
    );
    expect(totalsOfAllGenes([], counts)).toBeNull();
  });

  it('are told up to a factor by a scale of values, unless the file has all', () => {
    expect(totalsOfAllGenes([relative(1, 2, 3, 4)], counts)).toBeNull();
    expect(totalsOfAllGenes([relative(1, 2.1, 3, 4)], counts)).toBeNull();
    const usual = totalsOfAllGenes([relative(0.004, 0.005, 0.012, 0.016)], counts);
    expect(usual?.ofCell).toEqual(Float64Array.of(40, 50, 120, 160));
    expect(usual?.share).toBeCloseTo(100 / 370);
    // Of no usual sum.
    expect(totalsOfAllGenes([relative(2e-7, 2.5e-7, 6e-7, 8e-7)], counts)?.share).toBeCloseTo(100 / 148);
  });
});
