import { describe, expect, it } from 'vitest';
import type { OpenedFile } from '../annotation';
import { openedFixture } from '../../../tests/support/dataset/screens';
import { recognise } from '../recognise/recognise';
import { planCells, type CellPlan } from './cells';
import { distinctPerturbations } from './perturbations';

const genes = ['GATA1', 'SPI1', 'KLF1'];

/** Cells by label, in turns, without values worth reading. */
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
  const large = opened({ control: 9000, GATA1: 12_000, SPI1: 500, KLF1: 8000 });

  it('samples a large screen down to 5,000 controls and equal shares of perturbed cells', () => {
    const { conditions, cells, notes } = plan(large);
    expect(conditions.map((condition) => condition.cells)).toEqual([5000, 5000, 5000, 500]);
    expect(cells.length).toBe(15_500);
    expect(notes).toContainEqual({ tag: 'cells-subsampled', kept: 15_500, cells: 29_500 });
  });

  it('draws without repeats, spread over the condition, and the same cells every time', () => {
    const first = plan(large);
    expect(new Set(first.cells).size).toBe(first.cells.length);
    expect(plan(large).cells).toEqual(first.cells);
    const controls = first.cells.filter((cell) => cell < 9000);
    const early = controls.filter((cell) => cell < 4500).length;
    expect(early / controls.length).toBeGreaterThan(0.45);
    expect(early / controls.length).toBeLessThan(0.55);
  });

  it('keeps every cell of a screen that is small enough', () => {
    const { cells, notes } = plan(opened({ control: 6000, GATA1: 7000 }));
    expect(cells.length).toBe(13_000);
    expect(notes).toEqual([]);
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
