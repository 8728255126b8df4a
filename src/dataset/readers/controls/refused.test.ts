import { describe, expect, it } from 'vitest';
import type { Fixture } from '../../../../tests/support/dataset/screens';
import { controls, logged, merged, refusal, screen } from '../../../../tests/support/dataset/bareScreen';

/** The controls with some genes under names that the screen does not know. */
const without = (names: readonly string[]): Fixture => ({
  ...controls,
  genes: controls.genes.map((gene) => (names.includes(gene) ? `other-${gene}` : gene)),
});

/** Logarithms of values that sum up to `total` in every cell. */
const toTotal = (fixture: Fixture, total: number): Fixture => ({
  ...fixture,
  rows: fixture.rows.map((row) => {
    const sum = row.reduce((all, value) => all + value, 0);
    return row.map((value) => Math.log1p((value / sum) * total));
  }),
});

describe('withControls refuses', () => {
  it('a perturbed gene that was not measured, and fewer than half of the genes', () => {
    expect(refusal(screen, without(['KLF1']))).toMatchObject({
      tag: 'controls-lack-genes',
      file: 'ctrl.h5ad',
      screen: 'bare.h5ad',
      genes: 7,
      shared: 5,
      perturbed: ['KLF1'],
    });
    const others = { ...screen, obs: { ko: Array.from({ length: 11 }, () => 'GATA1') } };
    expect(refusal(others, without(['KLF1', 'FLI1', 'CEBPA', 'SPI1']))).toMatchObject({
      tag: 'controls-lack-genes',
      shared: 2,
      perturbed: [],
      lacking: ['SPI1', 'KLF1', 'TAL1'],
    });
  });

  it('counts beside logarithms, and the other way round', () => {
    expect(refusal(screen, logged(controls))).toMatchObject({
      tag: 'controls-other-values',
      where: 'X',
      found: 'log-normalised',
      expected: 'counts',
    });
    expect(refusal(logged(screen), controls)).toMatchObject({ found: 'counts', expected: 'log-normalised' });
  });

  it('values normalised to another total, scaled values, and a matrix it does not have', () => {
    expect(merged(toTotal(screen, 1e4), toTotal(controls, 1e4)).opened.cells).toBe(19);
    const problem = refusal(toTotal(screen, 1e4), toTotal(controls, 1e6));
    if (problem.tag !== 'controls-other-total') throw new Error(problem.tag);
    expect([problem.found, problem.expected].map(Math.round)).toEqual([1_000_000, 10_000]);
    const scaled = { ...controls, rows: controls.rows.map((row) => row.map((value) => value / 100 - 3)) };
    expect(refusal(screen, scaled)).toMatchObject({ tag: 'negative-values', file: 'ctrl.h5ad', where: 'X' });
    expect(refusal(screen, controls, { matrix: 'raw/X' })).toMatchObject({ tag: 'no-matrix' });
  });
});
