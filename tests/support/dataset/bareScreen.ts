/** A made-up screen without controls, and a file of control cells. */
import { DatasetFailure, type DatasetError } from '../../../src/dataset/errors';
import { sourceFixture, type Fixture } from './screens';
import type { ExpressionSource } from '../../../src/dataset/source';
import { withControls, type ControlsPlace } from '../../../src/dataset/readers/combine/controls';

export const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'FLI1', 'CEBPA', 'GFI1'];
export const at: ControlsPlace = {
  matrix: 'X',
  geneColumn: null,
  perturbationColumns: ['ko'],
  label: 'control',
};

/** Counts with zeros, different enough to notice a value in a wrong place. */
export function counts(cells: number, width: number, salt: number): number[][] {
  return Array.from({ length: cells }, (_, cell) =>
    Array.from({ length: width }, (__, gene) =>
      (cell + gene + salt) % 3 === 0 ? 0 : salt + cell * 20 + gene,
    ),
  );
}

export const labels = ['GATA1', 'SPI1', 'KLF1'];
export const screen: Fixture = {
  name: 'bare.h5ad',
  rows: counts(11, genes.length, 1),
  genes,
  obs: {
    ko: Array.from({ length: 11 }, (_, cell) => labels[cell % 3] ?? null),
    lane: Array.from({ length: 11 }, (_, cell) => `L${cell % 2}`),
    depth: Array.from({ length: 11 }, (_, cell) => cell),
    site: Array.from({ length: 11 }, () => 'here'),
  },
};
/** In another order, without TAL1 and with two further genes. */
const controlGenes = ['ACTB', 'KLF1', 'CEBPA', 'GFI1', 'SPI1', 'GATA1', 'FLI1', 'MYC'];
export const controls: Fixture = {
  name: 'ctrl.h5ad',
  rows: counts(8, controlGenes.length, 500),
  genes: controlGenes,
  obs: {
    lane: Array.from({ length: 8 }, (_, cell) => (cell < 7 ? 'L2' : null)),
    depth: Array.from({ length: 8 }, (_, cell) => 100 + cell),
    site: Array.from({ length: 8 }, (_, cell) => cell),
  },
};

export function merged(
  main: Fixture = screen,
  added: Fixture = controls,
  place: Partial<ControlsPlace> = {},
): ExpressionSource {
  return withControls(sourceFixture(main, 'dense'), sourceFixture(added, 'dense'), { ...at, ...place });
}

export function refusal(main: Fixture, added: Fixture, place: Partial<ControlsPlace> = {}): DatasetError {
  try {
    merged(main, added, place);
  } catch (error) {
    if (error instanceof DatasetFailure) return error.problem;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** The fixture with logarithms of its values. */
export function logged(fixture: Fixture): Fixture {
  return { ...fixture, rows: fixture.rows.map((row) => row.map((value) => Math.log1p(value / 7))) };
}
