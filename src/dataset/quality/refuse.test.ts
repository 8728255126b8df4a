import { describe, expect, it } from 'vitest';
import { DatasetFailure, type DatasetError } from '../errors';
import type { Fixture } from '../../../tests/support/dataset/screens';
import type { Mapping } from '../mapping';
import { countScreen, genes, pattern, select } from '../../../tests/support/dataset/countScreen';

async function refusal(fixture: Fixture, change: Partial<Mapping> = {}): Promise<DatasetError['tag']> {
  const error: unknown = await select(fixture, change).catch((thrown: unknown) => thrown);
  if (error instanceof DatasetFailure) return error.problem.tag;
  throw new Error('It was not refused.', { cause: error });
}

describe('selectDataset refuses', () => {
  it('a screen without column, targets, controls or training perturbations', async () => {
    const good = countScreen();
    expect(await refusal({ ...good, obs: {} })).toBe('no-perturbation-column');
    expect(await refusal(countScreen(['control', 'imatinib', 'aspirin']))).toBe('no-targets-measured');
    expect(await refusal(good, { control: { mode: 'cells', labels: ['absent'] } })).toBe('no-controls');
    expect(await refusal(countScreen(['GATA1', 'SOX17']))).toBe('no-controls');
    expect(await refusal(good, { heldOut: ['GATA1', 'SPI1', 'KLF1+TAL1'] })).toBe(
      'no-training-perturbations',
    );
    expect(await refusal(good, { regulators: ['UNKNOWN'] })).toBe('no-regulators');
    expect(await refusal(good, { matrix: 'layers/absent' })).toBe('no-matrix');
  });

  it('too few cells and too few genes', async () => {
    const good = countScreen();
    const few = { ...good, rows: good.rows.slice(0, 1), obs: { perturbation: ['GATA1'] } };
    expect(await refusal(few)).toBe('too-few-cells');
    const unlabelled = Array.from({ length: 140 }, (_, cell) =>
      cell < 6 ? (pattern[cell % 3] ?? null) : null,
    );
    expect(await refusal({ ...good, obs: { perturbation: unlabelled } })).toBe('too-few-cells');
    const narrow = { ...good, genes: genes.slice(0, 2), rows: good.rows.map((row) => row.slice(0, 2)) };
    expect(await refusal(narrow)).toBe('too-few-genes');
  });

  it('negative and non-finite values of used cells', async () => {
    const good = countScreen();
    const withValue = (value: number, cell: number): Fixture => ({
      ...good,
      rows: good.rows.map((row, index) => (index === cell ? [value, ...row.slice(1)] : row)),
    });
    expect(await refusal(withValue(-2, 0))).toBe('negative-values');
    expect(await refusal(withValue(Number.NaN, 0))).toBe('not-finite');
    expect(await refusal(withValue(Number.POSITIVE_INFINITY, 1), { values: 'log-normalised' })).toBe(
      'not-finite',
    );
  });
});
