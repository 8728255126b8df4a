import { describe, expect, it } from 'vitest';
import {
  countScreen,
  genes as countGenes,
  pattern,
  select,
} from '../../../tests/support/dataset/countScreen';
import { openedFixture, type Fixture } from '../../../tests/support/dataset/screens';
import type { OpenedFile } from '../annotation';
import { DatasetFailure, type DatasetError } from '../errors';
import type { Mapping } from '../mapping';
import { recognise } from '../recognise/recognise';
import { distinctPerturbations } from './perturbations';
import { planCells, type CellPlan } from './plan';

const genes = ['GATA1', 'SPI1', 'KLF1'];

/** Cells by label, interleaved, with dummy values. */
function opened(cellsOf: Readonly<Record<string, number>>): OpenedFile {
  const perturbation = Object.entries(cellsOf).flatMap(([label, cells]) =>
    Array.from({ length: cells }, () => label),
  );
  return openedFixture({ rows: perturbation.map(() => [1, 2, 3]), genes, obs: { perturbation } });
}

function plan(file: OpenedFile): CellPlan {
  const { labels, mapping } = recognise(file);
  return planCells(file, distinctPerturbations(file, labels, mapping), mapping);
}

describe('planCells', () => {
  it('tells how many times there are, be it one per perturbation, and the largest perturbed condition', () => {
    const perturbation = ['control', 'control', 'control', 'GATA1', 'SPI1', 'SPI1'];
    const timed = openedFixture({
      rows: perturbation.map(() => [1, 2, 3]),
      genes,
      obs: { perturbation, day: [2, 2, 5, 2, 5, 5] },
    });
    const { labels, mapping } = recognise(timed, { timeColumn: 'day' });
    const { screenSize } = planCells(timed, distinctPerturbations(timed, labels, mapping), mapping);
    expect(screenSize).toMatchObject({ times: 1, timePoints: 2, largest: 2 });
  });

  const large = opened({ control: 9000, GATA1: 12_000, SPI1: 500, KLF1: 8000 });

  it('keeps the controls of a large screen, and of perturbed cells equal shares, with what small groups leave', () => {
    const { conditions, kept, used, notes } = plan(large);
    const keptIn = conditions.map((_, index) => kept.conditionOfRow.filter((own) => own === index).length);
    expect(keptIn).toEqual([9000, 7250, 7250, 500]);
    expect(kept.cells.length).toBe(24_000);
    expect(conditions.map((condition) => condition.cells)).toEqual([9000, 12_000, 8000, 500]);
    expect(used.cells.length).toBe(29_500);
    expect(notes).toContainEqual({ tag: 'cells-subsampled', kept: 24_000, cells: 29_500 });
  });

  it('sums perturbed conditions over batches where there are too many groups, and says where even these are', () => {
    const cells = 25_000;
    const labels = ['control', ...genes];
    const crowded = openedFixture({
      rows: Array.from({ length: cells }, () => [1, 2, 3]),
      genes,
      obs: {
        perturbation: Array.from({ length: cells }, (_, cell) => labels[cell % labels.length] ?? ''),
        batch: Array.from({ length: cells }, (_, cell) => `batch ${cell % 2099}`),
      },
    });
    const noteWith = (total: number) => {
      const { labels: found, mapping } = recognise(crowded, { batchColumn: 'batch' });
      const settled = { ...mapping, genes: { ...mapping.genes, total } };
      const { notes, kept, summed } = planCells(
        crowded,
        distinctPerturbations(crowded, found, settled),
        settled,
      );
      return {
        groups: summed?.condition.length,
        notes: notes
          .filter(({ tag }) => tag === 'cells-subsampled')
          .map((note) => ({ ...note, kept: kept.cells.length })),
      };
    };
    const note = { tag: 'cells-subsampled', kept: expect.any(Number) as number, cells };
    // 8,396 groups: more than 2^24 sums from 1,999 genes on.
    expect(noteWith(1900)).toEqual({ groups: 4 * 2099, notes: [note] });
    // Those of the controls, and three conditions.
    expect(noteWith(2000)).toEqual({ groups: 2099 + 3, notes: [note] });
    expect(noteWith(31_000)).toEqual({ groups: 2099 + 3, notes: [note] });
    expect(noteWith(32_000)).toEqual({ groups: 2099 + 3, notes: [{ ...note, meansOfKept: true }] });
  });

  it('keeps fewer controls where many genes are modelled, at least a quarter of the sample', () => {
    const { labels, mapping } = recognise(large);
    const controlsKept = (total: number) =>
      planCells(large, distinctPerturbations(large, labels, mapping), {
        ...mapping,
        genes: { total, pasted: [] },
      }).kept.conditionOfRow.filter((condition) => condition === 0).length;
    expect([100, 2000, 4000].map(controlsKept)).toEqual([9000, 8388, 5000]);
  });

  it('draws without repeats, spread over the condition, and the same cells every time', () => {
    const first = plan(large).kept;
    expect(new Set(first.cells).size).toBe(first.cells.length);
    expect(plan(large).kept.cells).toEqual(first.cells);
    const drawn = first.cells.filter((cell) => cell >= 9000 && cell < 21_000);
    const early = drawn.filter((cell) => cell < 15_000).length;
    expect(drawn.length).toBe(7250);
    expect(early / drawn.length).toBeGreaterThan(0.45);
    expect(early / drawn.length).toBeLessThan(0.55);
  });

  it('keeps every cell of a screen that is small enough', () => {
    const { kept, used, notes } = plan(opened({ control: 6000, GATA1: 7000 }));
    expect(kept).toBe(used);
    expect(kept.cells.length).toBe(13_000);
    expect(notes).toEqual([]);
  });

  it('tells once that there are few controls', () => {
    expect(plan(opened({ control: 3, GATA1: 3 })).notes).toEqual([
      { tag: 'few-controls', cells: 3 },
      { tag: 'small-condition', label: 'GATA1', cells: 3 },
    ]);
  });

  it('names the five smallest conditions and counts the other small ones', () => {
    const many = ['GATA1', 'SPI1', 'KLF1', 'GATA1+SPI1', 'GATA1+KLF1', 'SPI1+KLF1', 'GATA1+SPI1+KLF1'];
    const cellsOf = Object.fromEntries(many.map((label, index) => [label, 30 - index]));
    expect(plan(opened({ control: 100, ...cellsOf })).notes).toEqual([
      { tag: 'small-condition', label: 'GATA1+SPI1+KLF1', cells: 24 },
      { tag: 'small-condition', label: 'SPI1+KLF1', cells: 25 },
      { tag: 'small-condition', label: 'GATA1+KLF1', cells: 26 },
      { tag: 'small-condition', label: 'GATA1+SPI1', cells: 27 },
      { tag: 'small-condition', label: 'KLF1', cells: 28, more: 2 },
    ]);
  });
});

async function rejection(fixture: Fixture, change: Partial<Mapping> = {}): Promise<DatasetError['tag']> {
  return (await problemOf(fixture, change)).tag;
}

async function problemOf(fixture: Fixture, change: Partial<Mapping> = {}): Promise<DatasetError> {
  const error: unknown = await select(fixture, change).catch((thrown: unknown) => thrown);
  if (error instanceof DatasetFailure) return error.problem;
  throw new Error('It was not rejected.', { cause: error });
}

describe('selectDataset rejects', () => {
  it('a screen without column, targets, controls or training perturbations', async () => {
    const good = countScreen();
    expect(await rejection({ ...good, obs: {} })).toBe('no-perturbation-column');
    const named = Array.from({ length: 6000 }, (_, cell) => (cell % 20 === 0 ? 'control' : `clone ${cell}`));
    const rows = named.map((_, cell) => [cell % 3, 1, cell % 5]);
    expect(await problemOf({ rows, genes, obs: { perturbation: named, batch: named } })).toMatchObject({
      tag: 'no-perturbation-column',
      crowded: { name: 'perturbation', count: 5701 },
    });
    expect(await rejection(countScreen(['control', 'imatinib', 'aspirin']))).toBe('no-targets-measured');
    expect(await rejection(good, { control: { mode: 'cells', labels: ['absent'] } })).toBe('no-controls');
    expect(await rejection(countScreen(['GATA1', '1-Mar']))).toBe('no-controls');
    expect(await rejection(good, { heldOut: ['GATA1', 'SPI1', 'KLF1+TAL1'] })).toBe(
      'no-training-perturbations',
    );
    expect(await rejection(good, { regulators: ['UNKNOWN'] })).toBe('no-regulators');
    expect(await rejection(good, { matrix: 'layers/absent' })).toBe('no-matrix');
  });

  it('too few cells and too few genes', async () => {
    const good = countScreen();
    const few = { ...good, rows: good.rows.slice(0, 1), obs: { perturbation: ['GATA1'] } };
    expect(await rejection(few)).toBe('too-few-cells');
    const unlabelled = Array.from({ length: 140 }, (_, cell) =>
      cell < 6 ? (pattern[cell % 3] ?? null) : null,
    );
    expect(await rejection({ ...good, obs: { perturbation: unlabelled } })).toBe('too-few-cells');
    const five = { ...good, rows: good.rows.slice(0, 5), obs: { perturbation: pattern.slice(0, 5) } };
    expect(await problemOf(five, { values: 'log-ratio' })).toMatchObject({ cells: 5, rows: 'sample' });
    const narrow = { ...good, genes: countGenes.slice(0, 2), rows: good.rows.map((row) => row.slice(0, 2)) };
    expect(await rejection(narrow)).toBe('too-few-genes');
  });

  it('negative and non-finite values of used cells', async () => {
    const good = countScreen();
    const withValue = (value: number, cell: number): Fixture => ({
      ...good,
      rows: good.rows.map((row, index) => (index === cell ? [value, ...row.slice(1)] : row)),
    });
    const gene = good.genes[0] ?? '';
    expect(await problemOf(withValue(-2, 0))).toMatchObject({
      tag: 'negative-values',
      minimum: -2,
      few: { values: 1, first: `cell cell0, gene ${gene}` },
    });
    const centred = { ...good, rows: good.rows.map((row) => row.map((value) => value - 2)) };
    expect(await problemOf(centred)).not.toHaveProperty('few');
    expect(await rejection(withValue(Number.NaN, 0))).toBe('not-finite');
    expect(await rejection(withValue(Number.POSITIVE_INFINITY, 1), { values: 'log-normalised' })).toBe(
      'not-finite',
    );
  });
});
