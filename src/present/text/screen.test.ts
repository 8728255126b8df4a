import { describe, expect, it } from 'vitest';
import { additivityRemarks, additivityRows, additivityTable, screenRemarks, screenTable } from './screen';

const genes = ['GATA1', 'SPI1', 'KLF1'];
const rows = [
  { changes: [{ gene: 0, value: 0 }], value: 2, low: 1, high: 3, beyondData: [] },
  { changes: [{ gene: 1, value: 2.5 }], value: 0.5, low: -1, high: 2, beyondData: [1] },
  { changes: [0, 1].map((gene) => ({ gene, value: 0 })), value: -1, low: -2, high: 0, beyondData: [] },
];
const run = {
  dataset: {
    genes,
    conditions: [0, 1].map((gene) => ({
      label: genes[gene] ?? '',
      interventions: [{ gene, kind: 'knockout' as const }],
      time: null,
      cells: 5,
    })),
    heldOut: [],
  },
  model: { measured: null, regulators: Int32Array.of(0, 1) },
  isShared: false,
};

describe('a screen in words', () => {
  it('is a table with one line per perturbation, best first', () => {
    expect(screenTable(genes, rows)).toBe(
      [
        'perturbation\tvalue\tlow\thigh',
        'GATA1=0\t2.000\t1.000\t3.000',
        'SPI1=2.5\t0.5000\t-1.000\t2.000',
        'GATA1=0,SPI1=0\t-1.000\t-2.000\t0.000',
        '',
      ].join('\n'),
    );
  });

  it('says the strongest in the direction of the outcome, what is clear, and what the data do not support', () => {
    expect(screenRemarks(run, { name: 'KLF1', direction: 'down' }, rows)).toEqual([
      'Strongest for KLF1 down: GATA1 out (÷ 4.0).',
      '1 of 3 have an interval above no change; 2 of 3 lie outside what the data support.',
      '1 set a gene to a level that hardly any cell has: extrapolation.',
    ]);
    const bare = rows.map((row) => ({ ...row, low: row.value, high: row.value }));
    expect(screenRemarks(run, { name: 'KLF1', direction: 'down' }, bare)[1]).toBe(
      'No interval is known; 2 of 3 lie outside what the data support.',
    );
    expect(screenRemarks(run, { name: 'SPI1', direction: 'towards' }, rows.slice(0, 1))[0]).toBe(
      'Strongest for cells towards SPI1: GATA1 out (200\u00A0% of the way).',
    );
    expect(screenRemarks(run, { name: 'KLF1', direction: 'up' }, [])).toEqual([]);
  });
});

describe('additivity in words', () => {
  const additivity = {
    combined: Float32Array.of(0, 1, -0.5, 0.25),
    sum: Float32Array.of(0, 0.25, 0.5, 0.25),
    deviation: Float32Array.of(0, 0.75, -1, 0),
    range: { low: Float32Array.of(0, -0.25, -1.5, 0), high: Float32Array.of(0, 1, -0.5, 0) },
  };
  const names = [...genes, 'FOG1'];

  it('lists genes that are not set, the largest deviation first, and says which ranges include none', () => {
    const found = additivityRows(additivity, [0]);
    expect(found.map(({ gene, kind, isUncertain }) => [gene, kind, isUncertain])).toEqual([
      [2, 'opposite', false],
      [1, 'more than additive', true],
      [3, 'additive', false],
    ]);
    expect(additivityTable(names, found).split('\n')[1]).toBe(
      'KLF1\t-0.5000\t0.5000\t-1.000\t-1.500\t-0.5000\topposite',
    );
    expect(additivityRemarks(names, found)).toEqual([
      '2 of 3 genes deviate from the sum of the single changes, KLF1 most: opposite (−1.00 log2).',
      'Ranges come from fits that leave perturbations out; for 1 gene the range includes no deviation.',
    ]);
  });

  it('says where no interval is known, and where all is additive', () => {
    const found = additivityRows({ ...additivity, range: null }, [0, 1, 2]);
    expect(additivityTable(names, found).split('\n')[1]).toBe('FOG1\t0.2500\t0.2500\t0.000\t\t\tadditive');
    expect(additivityRemarks(names, found)).toEqual([
      'Predicted to be additive: no gene deviates from the sum of the single changes by 0.1 log2 or more.',
      'No interval is known: this run has no fits that leave perturbations out.',
    ]);
  });
});
