import { expect, it } from 'vitest';
import type { Dataset } from '../../../dataset/dataset';
import type { Mapping } from '../../../dataset/mapping';
import { aQualityReport, aMapping, aRecognition } from '../../../../tests/support/dataset/recognition';
import {
  changed,
  downloadEnded,
  downloading,
  fileWaits,
  importFailed,
  loaded,
  loading,
  opened,
  progressed,
  qualityCancelled,
  qualityEnded,
  qualityProgressed,
  recognisedAgain,
} from './importState';
import { emptyImport } from '../state';
import { aDataset, anOpenedFile } from '../../../../tests/support/app/testData';

const checking = opened({ ...emptyImport, phase: 'reading' }, anOpenedFile, aRecognition(aMapping));

function afterLoading(mapping: Mapping, dataset: Dataset = aDataset) {
  return loaded(loading(checking), dataset, mapping);
}

it('starts from the recognised mapping', () => {
  expect(checking).toMatchObject({ phase: 'checking', mapping: aMapping });
});

it('waits until a run of its values begins, also of one with a known network', () => {
  const ready = afterLoading(aMapping);
  expect(fileWaits(checking, { dataset: aDataset })).toBe(true);
  expect(fileWaits(ready, { dataset: { ...aDataset, conditions: [...aDataset.conditions] } })).toBe(true);
  const edgePenalty = new Float32Array(1).fill(0.5);
  expect(fileWaits(ready, { dataset: { ...aDataset, edgePenalty } })).toBe(false);
});

it('keeps the changes of the person when the file is recognised again', () => {
  const before = changed(checking, { kind: 'knockdown' });
  const after = recognisedAgain(before, aRecognition({ ...aMapping, timeColumn: 'day' }));
  expect(after.mapping).toEqual({ ...aMapping, kind: 'knockdown', timeColumn: 'day' });
});

it('drops choices that depend on the perturbation column when another one is chosen', () => {
  const control = { mode: 'cells', labels: ['wt'] } as const;
  const before = changed(changed(checking, { control, heldOut: ['A'] }), { perturbationColumn: 'guide' });
  const guess = { ...aMapping, perturbationColumn: 'guide' };
  expect(recognisedAgain(before, aRecognition(guess)).mapping).toEqual(guess);
});

it('is ready once the values of its mapping are there, whatever the order of its fields', () => {
  const reordered = JSON.parse(
    JSON.stringify(aMapping, Object.keys(aMapping).toReversed().concat('mode', 'labels', 'total', 'pasted')),
  );
  expect(Object.keys(reordered)).not.toEqual(Object.keys(aMapping));
  expect(afterLoading(reordered)).toMatchObject({ phase: 'ready', dataset: aDataset });
});

it('needs the values again after a change, and not when the change is reverted', () => {
  const ready = afterLoading(aMapping);
  const different = changed(ready, { heldOut: ['A'] });
  expect(different.phase).toBe('checking');
  expect(changed(different, { heldOut: [] }).phase).toBe('ready');
});

it('is not ready when the mapping changed while its values were read', () => {
  const during = changed(loading(checking), { kind: 'knockdown' });
  expect(during.phase).toBe('loading');
  expect(loaded(during, aDataset, aMapping).phase).toBe('checking');
});

it('returns to the mapping when values cannot be read, and to no file when it cannot be opened', () => {
  const error = { tag: 'no-controls', file: 'a.h5ad', labels: [] } as const;
  expect(importFailed(loading(checking), error)).toMatchObject({ phase: 'checking', error });
  expect(importFailed({ ...emptyImport, phase: 'reading' }, error)).toMatchObject({ phase: 'idle', error });
});

const downloaded = (openFile: string | null) =>
  ({ phase: 'downloading', host: 'lab.example', openFile, bytesDone: 5, bytesTotal: 9 }) as const;

it('keeps the open file, with later changes, while another one is downloaded', () => {
  const ready = afterLoading(aMapping);
  const fetching = progressed(downloading(ready, 'b.h5ad'), downloaded('a.h5ad'));
  expect(fetching).toMatchObject({ phase: 'reading', fileName: 'b.h5ad', dataset: aDataset });
  expect(downloadEnded(fetching)).toEqual({ ...ready, fileName: 'a.h5ad' });
  const meanwhile = changed(fetching, { kind: 'knockdown' });
  expect(downloadEnded(meanwhile)).toMatchObject({
    phase: 'checking',
    mapping: { kind: 'knockdown' },
  });
  const alone = progressed(downloading(emptyImport, 'b.h5ad'), downloaded(null));
  expect(downloadEnded(alone)).toEqual(emptyImport);
  expect(downloadEnded(checking)).toBe(checking);
});

it('keeps the quality of the cells while rules and genes change, and drops it for other cells or values', () => {
  const known = qualityEnded(qualityProgressed(checking, 0.5), aQualityReport, aMapping);
  expect(known).toMatchObject({ quality: aQualityReport, qualityShare: null });
  const ruled = changed(known, { filter: { leastCounts: 500 }, regulators: ['A'] });
  expect(ruled.quality).toBe(aQualityReport);
  for (const change of [{ heldOut: ['A'] }, { matrix: 'raw/X' }, { timeColumn: 'day' }])
    expect(changed(known, change).quality).toBeNull();
  expect(qualityCancelled(known).quality).toBeNull();
});

it('ignores the quality of a former mapping, and measures none while values are read for a run', () => {
  const other = changed(checking, { matrix: 'raw/X' });
  expect(qualityEnded(other, aQualityReport, aMapping)).toMatchObject({ quality: null, qualityShare: null });
  expect(loading(qualityProgressed(checking, 0.5)).qualityShare).toBeNull();
  expect(qualityProgressed(loading(checking), 0.7).qualityShare).toBeNull();
});

it('needs the values again after a rule has changed', () => {
  const ready = afterLoading(aMapping);
  const ruled = changed(ready, { filter: { fewestCells: 20 } });
  expect(ruled.phase).toBe('checking');
  expect(recognisedAgain(ruled, aRecognition(aMapping)).mapping?.filter).toEqual({ fewestCells: 20 });
});
