import { expect, it } from 'vitest';
import { aDataset } from '../../../../tests/support/app/testData';
import { cellsOfPick, needsComponents } from './picked';

const square = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
] as const;
const points = Float32Array.from({ length: 2 * aDataset.cells }, (_, at) => (at < 2 ? 1 : 5));

it('finds the cells of a group by its name, and none of a group that this data set does not have', () => {
  const colour = { kind: 'perturbation' } as const;
  const label = aDataset.conditions[aDataset.conditionOfCell[0] ?? 0]?.label ?? '';
  const expected = Array.from(aDataset.conditionOfCell, (at) =>
    Number(aDataset.conditions[at]?.label === label),
  );
  const picked = cellsOfPick(aDataset, { kind: 'group', colour, name: label }, null);
  expect(picked && [picked.name, [...picked.isPicked]]).toEqual([label, expected]);
  expect(cellsOfPick(aDataset, { kind: 'group', colour, name: 'absent' }, null)).toBeNull();
  expect(
    cellsOfPick(aDataset, { kind: 'group', colour: { kind: 'column', name: 'batch' }, name: 'A' }, null),
  ).toBeNull();
});

it('finds the cells within a lasso where its coordinates are known: those of the file, or components once computed', () => {
  const onComponents = { kind: 'lasso', places: null, corners: square } as const;
  expect(needsComponents(onComponents)).toBe(true);
  expect(cellsOfPick(aDataset, onComponents, null)).toBeNull();
  const picked = cellsOfPick(aDataset, onComponents, points);
  expect(picked && [...picked.isPicked]).toEqual([1, ...Array.from({ length: aDataset.cells - 1 }, () => 0)]);
  const ofFile = { ...onComponents, places: 'X_umap' };
  const withPlaces = { ...aDataset, details: { places: [{ name: 'X_umap', points }], columns: [] } };
  expect(needsComponents(ofFile)).toBe(false);
  expect(cellsOfPick(withPlaces, ofFile, null)?.isPicked[0]).toBe(1);
  expect(cellsOfPick(aDataset, ofFile, null)).toBeNull();
});
