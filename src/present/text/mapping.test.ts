import { expect, test } from 'vitest';
import { type OpenedFile, perUndoing } from '../../dataset/annotation';
import { shapeCollector } from '../../dataset/readers/sampling';
import { recognise } from '../../dataset/recognise/recognise';
import { foldedRowsText, guessRows, needsNoLook, readiness } from './mapping';

const cells = ['control', 'A', 'A', 'B', 'B'];
const kinds = ['none', 'knockout', 'knockout', 'overexpression', 'overexpression'];

function category(name: string, values: readonly string[]) {
  const categories = [...new Set(values)];
  const codes = Int32Array.from(values, (value) => categories.indexOf(value));
  return { kind: 'category' as const, name, categories, codes };
}

function screen(withKinds: boolean): OpenedFile {
  return {
    name: 'screen.h5ad',
    bytes: 1,
    format: 'h5ad',
    fingerprint: '',
    cells: cells.length,
    cellNames: cells.map((_, cell) => `cell${cell}`),
    obs: [category('perturbation', cells), ...(withKinds ? [category('perturbation_type', kinds)] : [])],
    matrices: [
      {
        path: 'X',
        encoding: 'dense',
        genes: 2,
        sample: Float32Array.of(1.5, 2.5),
        rowSums: Float64Array.of(4),
        rowSumsUndone: perUndoing(() => Float64Array.of(15)),
        valuesOfCells: [],
        negative: null,
        shape: shapeCollector(2).of(0),
        minimum: 0,
        maximum: 2.5,
      },
    ],
    genes: { X: { index: ['A', 'B'], columns: [] } },
    notes: [],
  };
}

function kindRow(opened: OpenedFile, kindColumn?: string | null) {
  const recognition = recognise(opened, {});
  const mapping = { ...recognition.mapping, ...(kindColumn === undefined ? {} : { kindColumn }) };
  return guessRows(opened, recognition, mapping).find(({ field }) => field === 'kind');
}

test('a column with the kind per cell is used, and one kind for all can be chosen instead', () => {
  const row = kindRow(screen(true));
  expect(row?.options.find(({ value }) => value === row.value)?.label).toBe('From a column');
  expect(row?.change('knockdown')).toEqual({ kind: 'knockdown', kindColumn: null });
});

test('after one kind was chosen for all, the column can be chosen again', () => {
  const row = kindRow(screen(true), null);
  const perCell = row?.options.find(({ label }) => label === 'From a column');
  expect(row?.value).not.toBe(perCell?.value);
  expect(row?.change(perCell?.value ?? '')).toEqual({ kindColumn: 'perturbation_type' });
});

test('without such a column the choice is not offered', () => {
  expect(kindRow(screen(false))?.options.map(({ value }) => value)).toEqual([
    'knockout',
    'knockdown',
    'overexpression',
    'inhibitor',
  ]);
});

test('negative values are refused with the choice that reads log ratios', () => {
  const [matrix] = screen(false).matrices;
  const opened = { ...screen(false), matrices: matrix === undefined ? [] : [{ ...matrix, minimum: -2 }] };
  const before = recognise(opened, {});
  expect(readiness(before, before.mapping).ready).toBe(false);
  expect(readiness(before, before.mapping).text).toContain('log ratios to control');
  const values = guessRows(opened, before, before.mapping).find(({ field }) => field === 'values');
  expect(values?.options.find(({ value }) => value === values.value)?.label).toBe(
    'None of the scales that can be used',
  );
  const after = recognise(opened, values?.change('log-ratio') ?? {}, before.mapping);
  expect(readiness(after, after.mapping).ready).toBe(true);
});

test('doses of one perturbation are not called further perturbations', () => {
  const dosed = ['control', 'control', 'A', 'A', 'B', 'B', 'B'];
  const opened = {
    ...screen(false),
    cells: dosed.length,
    cellNames: dosed.map((_, cell) => `cell${cell}`),
    obs: [
      category('perturbation', dosed),
      category('dose', ['0 µM', '0 µM', '1 µM', '2 µM', '1 µM', '2 µM', '4 µM']),
    ],
  };
  const told = recognise(opened, {});
  expect(readiness(told, told.mapping).text).toMatch(
    /^Ready: 2 perturbations \(5 with each dose counted\), /,
  );
  const pooled = recognise(opened, { doseColumn: null });
  expect(readiness(pooled, pooled.mapping).text).toMatch(/^Ready: 2 perturbations, /);
});

test('of many control guides the number is named, and too few controls are no reference', () => {
  const labels = Array.from({ length: 30 }, (_, guide) => `NT_${guide}`);
  const { mapping, ...before } = recognise(screen(false), {});
  const controlled = { ...mapping, control: { mode: 'cells' as const, labels } };
  const { text } = readiness({ ...before, mapping, blocked: null, notes: [] }, controlled);
  expect(text).toMatch(/compared with 30 control labels$/);
  const few = { ...before, mapping, blocked: null, notes: [{ tag: 'few-controls' as const, cells: 6 }] };
  expect(readiness(few, controlled).text).toMatch(
    /, each compared with the others, as there are few controls$/,
  );
});

/** The text of the chosen control labels. */
const chosen = (labels: readonly string[]) => {
  const opened = screen(false);
  const { mapping, ...rest } = recognise(opened, {});
  const controlled = { ...mapping, control: { mode: 'cells' as const, labels } };
  const row = guessRows(opened, { ...rest, mapping }, controlled).find(({ field }) => field === 'control');
  return row?.options.find(({ value }) => value === row.value)?.label;
};

test('many control labels are one choice that begins with their number, and a few are named alone', () => {
  expect(chosen(['a', 'b', 'c'])).toBe('a, b and c');
  expect(chosen(['a', 'b', 'c', 'd'])).toBe('4 labels: a, b, c and d');
});

test('what is sure or absent is one line; what is perturbed, doubtful or chosen by hand is not', () => {
  const opened = screen(true);
  const recognition = recognise(opened);
  const quiet = recognition.guesses.filter(needsNoLook).map(({ field }) => field);
  expect(quiet).toContain('timeColumn');
  expect(quiet).toContain('kind');
  expect(quiet).not.toContain('perturbationColumn');
  expect(quiet).not.toContain('control');
  const assumed = { field: 'values', samples: [], reason: { tag: 'around-zero' } } as const;
  expect(needsNoLook({ ...assumed, certainty: 'assumed' })).toBe(false);
  expect(needsNoLook({ ...assumed, reason: { tag: 'chosen-by-user' }, certainty: 'sure' })).toBe(false);
  const rows = guessRows(opened, recognition, recognition.mapping);
  const folded = rows.filter(({ field }) => field === 'kind' || field === 'timeColumn');
  expect(foldedRowsText(folded)).toBe('Perturbation kind: From a column · Time: None');
});
