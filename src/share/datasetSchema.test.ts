import { expect, it } from 'vitest';
import { notesSchema } from './datasetSchema';

it('keeps the notes it knows as they are and leaves out those it does not know or that lack what their sentence needs', () => {
  const known = [
    { tag: 'decimal-comma' },
    { tag: 'small-condition', label: 'SOX2', cells: 7 },
    { tag: 'small-condition', label: 'KLF4', cells: 9, more: 12 },
    { tag: 'kind-unlike-change', kind: 'knockout', suggested: 'overexpression', change: 1.5 },
  ];
  const hostile = [
    { tag: 'from-a-later-version' },
    { tag: 'lzf' },
    { tag: 'few-controls', cells: 'many' },
    null,
    3,
    [],
  ];
  expect(notesSchema.parse([...hostile, ...known])).toEqual(known);
});
