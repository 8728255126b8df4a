import { expect, it } from 'vitest';
import type { AnnotationColumn } from '../annotation';
import { statedControls } from './controls';

function column(name: string, ...values: readonly string[]): AnnotationColumn {
  const categories = [...new Set(values)];
  return {
    name,
    kind: 'category',
    categories,
    codes: Int32Array.from(values, (one) => categories.indexOf(one)),
  };
}

it('a column states the controls where it says yes or no of every cell', () => {
  const told = { column: 'is_control', isControl: [true, false, true] };
  expect(statedControls([column('is_control', 'True', 'False', 'True')])).toEqual(told);
  expect(statedControls([column('is_control', '1', '0', '1')])).toEqual(told);
});

it('a column of that name with other words, or without a yes, states nothing', () => {
  expect(statedControls([column('control', 'yes', 'plate 3', 'no')])).toBeNull();
  expect(statedControls([column('control', 'no', 'no')])).toBeNull();
  expect(statedControls([column('cells', 'yes', 'no')])).toBeNull();
});
