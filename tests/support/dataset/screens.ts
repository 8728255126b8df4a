/** A small opened file in memory: annotations as plain lists and one matrix in any of the three layouts. */
import {
  type AnnotationColumn,
  type MatrixInfo,
  type OpenedFile,
  perUndoing,
  undoings,
} from '../../../src/dataset/annotation';
import { shapeCollector } from '../../../src/dataset/readers/sampling';
import type { Block, ExpressionSource } from '../../../src/dataset/source';

export interface Fixture {
  /** [cells][genes] */
  readonly rows: readonly (readonly number[])[];
  readonly genes: readonly string[];
  /** null means missing; a list of numbers makes a number column. */
  readonly obs: Readonly<Record<string, readonly (string | null)[] | readonly number[]>>;
  readonly geneColumns?: Readonly<Record<string, readonly string[]>>;
  readonly name?: string;
}

export function openedFixture(fixture: Fixture): OpenedFile {
  return {
    name: fixture.name ?? 'screen.h5ad',
    bytes: 1000,
    format: 'h5ad',
    fingerprint: 'abc',
    cells: fixture.rows.length,
    cellNames: fixture.rows.map((_, cell) => `cell${cell}`),
    obs: Object.entries(fixture.obs).map(([name, values]) => column(name, values)),
    matrices: [matrixInfo('X', fixture.rows)],
    genes: {
      X: {
        index: fixture.genes,
        columns: Object.entries(fixture.geneColumns ?? {}).map(([name, values]) => column(name, values)),
      },
    },
    notes: [],
  };
}

export function column(
  name: string,
  values: readonly (string | null)[] | readonly number[],
): AnnotationColumn {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === values.length && numbers.length > 0) {
    return { kind: 'number', name, values: Float64Array.from(numbers) };
  }
  const texts = values.map((value) => (value === null ? null : String(value)));
  const categories = [...new Set(texts.filter((text) => text !== null))].toSorted();
  const codes = Int32Array.from(texts, (text) => (text === null ? -1 : categories.indexOf(text)));
  return { kind: 'category', name, categories, codes };
}

function negativesOf(rows: readonly (readonly number[])[]): MatrixInfo['negative'] {
  const found = rows.flatMap((row, cell) =>
    row.map((value, gene) => ({ where: `X, cell ${cell}, gene ${gene}`, value })),
  );
  const negative = found.filter(({ value }) => value < 0);
  const { length: count } = negative;
  return negative[0]
    ? { count, share: count / found.filter(({ value }) => value !== 0).length, ...negative[0] }
    : null;
}

function shapeOf(rows: readonly (readonly number[])[]): MatrixInfo['shape'] {
  const collector = shapeCollector(rows[0]?.length ?? 0);
  for (const row of rows)
    row.forEach((value, gene) => {
      if (value !== 0) collector.add(gene, value);
    });
  return collector.of(rows.length);
}

export function matrixInfo(path: string, rows: readonly (readonly number[])[]): MatrixInfo {
  const values = rows.flat();
  return {
    path,
    encoding: 'dense',
    genes: rows[0]?.length ?? 0,
    sample: Float32Array.from(values.filter((value) => value !== 0).slice(0, 4000)),
    valuesOfCells: rows.slice(0, 20).map((row) => Float32Array.from(row.filter((value) => value !== 0))),
    negative: negativesOf(rows),
    shape: shapeOf(rows),
    rowSums: Float64Array.from(rows.slice(0, 200), (row) => row.reduce((sum, value) => sum + value, 0)),
    rowSumsUndone: perUndoing((name) =>
      Float64Array.from(rows.slice(0, 200), (row) =>
        row.reduce((sum, value) => sum + undoings[name](value), 0),
      ),
    ),
    minimum: values.reduce((least, value) => Math.min(least, value), Infinity),
    maximum: values.reduce((most, value) => Math.max(most, value), -Infinity),
  };
}

/** The values in the given layout, in blocks of three lines. */
export function sourceFixture(fixture: Fixture, layout: Block['layout']): ExpressionSource {
  const { rows, genes } = fixture;
  const byGene = layout === 'by-gene';
  const lines = byGene ? genes.map((_, gene) => rows.map((row) => row[gene] ?? 0)) : rows;
  return {
    opened: openedFixture(fixture),
    async *blocks(_path, onBytes) {
      for (let first = 0; first < lines.length; first += 3) {
        const some = lines.slice(first, first + 3);
        await Promise.resolve();
        onBytes(first + some.length, lines.length);
        yield layout === 'dense'
          ? { layout, first, count: some.length, values: Float32Array.from(some.flat()) }
          : { layout, first, count: some.length, ...compressed(some) };
      }
    },
    close() {},
  };
}

function compressed(lines: readonly (readonly number[])[]) {
  const entries = lines.map((line) => [...line.entries()].filter(([, value]) => value !== 0));
  const pointers = new Float64Array(lines.length + 1);
  entries.forEach((line, index) => {
    pointers[index + 1] = (pointers[index] ?? 0) + line.length;
  });
  return {
    pointers,
    indices: Int32Array.from(entries.flat(), ([index]) => index),
    values: Float32Array.from(entries.flat(), ([, value]) => value),
  };
}

/** The values after these logarithms, one after the other. */
export function logged(
  values: readonly (readonly number[])[],
  ...logs: readonly ((value: number) => number)[]
): readonly (readonly number[])[] {
  return values.map((row) => row.map((value) => logs.reduce((x, log) => log(x), value)));
}

export const log2 = (value: number) => Math.log2(1 + value);
export const log10 = (value: number) => Math.log10(1 + value);
