import { expect, it } from 'vitest';
import type { DatasetNote } from '../../dataset/notes';
import { describeNote, describeNotes } from './notes';

const small = (label: string, cells: number, more?: number) => ({
  tag: 'small-condition' as const,
  label,
  cells,
  ...(more === undefined ? {} : { more }),
});

it('lists notes to check first, and merges several small conditions into one note with their number', () => {
  const texts = describeNotes([{ tag: 'decimal-comma' }, small('A', 9), small('B', 4, 7)]);
  expect(texts.map(({ title }) => title)).toEqual([
    '9 conditions have few cells',
    'Numbers use a decimal comma',
  ]);
  expect(texts[0]?.detail).toBe('B with 4 and A with 9, and 7 more. Their effects will be uncertain.');
});

it.each<DatasetNote>([
  small('A', 1),
  { tag: 'labels-file', file: 'sheet.tsv', matched: 3, cells: 12, rows: 12 },
  { tag: 'controls-from-column', column: 'is_control', cells: 3 },
  { tag: 'controls-contradicted', column: 'is_control', perturbed: 1, unstated: 1, labels: ['WT'] },
  { tag: 'controls-without-time', cells: 3 },
  { tag: 'labels-unknown', labels: [{ name: 'unknown', count: 2 }] },
  { tag: 'cells-without-label', cells: 2 },
  { tag: 'cells-filtered', cells: 12, leftOut: 1, rules: [{ rule: 'counts', limit: 9, cells: 1 }] },
  { tag: 'contexts', column: 'stimulus', contexts: [{ name: 'IFNg', count: 6, controls: 3 }] },
  { tag: 'one-context', column: 'stimulus', context: 'IFNg', cells: 6, of: 12 },
])('says samples where rows are samples: $tag', (note) => {
  const told = (row: 'cell' | 'sample') => {
    const [text] = describeNotes([note], row);
    return `${text?.title} ${text?.detail}`;
  };
  expect(told('sample')).toMatch(/\bsamples?\b/);
  expect(told('sample')).not.toMatch(/\bcells?\b/i);
  expect(told('cell')).toMatch(/\bcells?\b/);
});

it('leaves a single small condition as it is', () => {
  expect(describeNotes([small('A', 9)])[0]?.title).toBe('A has only 9 cells');
});

it('names the batch, its controls and the column of perturbations that lie in a batch without controls', () => {
  const note = {
    tag: 'confounded-with-batch',
    labels: ['GATA1', 'SPI1'],
    batches: ['lane 2'],
    controls: 3,
    unused: 'lane',
  } as const;
  expect(describeNotes([note])).toEqual([
    {
      title: '2 perturbations lie in 1 batch with 3 control cells',
      detail:
        'All cells of GATA1 and SPI1 are in lane 2 (column lane, which is not used as batch), and their controls in other batches: effects of batch and perturbation cannot be separated. Treat their effects as unknown, or add controls from this batch.',
      attention: true,
    },
  ]);
});

it('says whether means are over all cells of a screen that keeps a sample of them', () => {
  const note = { tag: 'cells-subsampled', kept: 24_000, cells: 100_000 } as const;
  const [summed, sampled] = describeNotes([note, { ...note, meansOfKept: true }]);
  expect(summed?.title).toBe('24,000 of 100,000 cells are kept as single cells');
  expect(summed?.detail).toContain('Means and variances use all cells.');
  expect(sampled?.title).toBe('24,000 of 100,000 cells are used');
  expect(sampled?.detail).not.toContain('use all cells.');
  expect(sampled?.detail).toContain('Means and variances come from a random sample');
});

function contextsWith(controls: number) {
  return describeNote({
    tag: 'contexts',
    column: 'cell_line',
    contexts: [
      { name: 'K562', count: 100, controls: 20 },
      { name: 'RPE1', count: 100, controls },
    ],
  });
}

it('says that contexts need attention where their shares of controls differ', () => {
  expect(contextsWith(20).attention).toBe(false);
  expect(contextsWith(20).detail).not.toContain('Controls make up');
  expect(contextsWith(40).attention).toBe(true);
  expect(contextsWith(40).detail).toContain('Controls make up 20\u00a0% to 40\u00a0% of their cells');
  // Without any control there is no share to compare.
  expect(describeNote({ tag: 'contexts', column: 'x', contexts: [] }).attention).toBe(false);
});
