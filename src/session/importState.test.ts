import { expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset';
import type { Mapping } from '../dataset/mapping';
import { changed, emptyImport, importFailed, loaded, loading, opened, recognisedAgain } from './importState';
import { aMapping, aRecognition } from '../dataset/testMapping';
import { aDataset, anOpenedFile } from './testData';

const checking = opened({ ...emptyImport, phase: 'reading' }, anOpenedFile, aRecognition(aMapping));

function afterLoading(mapping: Mapping, dataset: Dataset = aDataset) {
  return loaded(loading(checking), dataset, mapping);
}

it('starts from the guess', () => {
  expect(checking).toMatchObject({ phase: 'checking', mapping: aMapping });
});

it('keeps what the person changed when the file is recognised again', () => {
  const before = changed(checking, { kind: 'knockdown' });
  const after = recognisedAgain(before, aRecognition({ ...aMapping, timeColumn: 'day' }));
  expect(after.mapping).toEqual({ ...aMapping, kind: 'knockdown', timeColumn: 'day' });
});

it('takes back choices that rest on the perturbation column when another one is chosen', () => {
  const control = { mode: 'cells', labels: ['wt'] } as const;
  const before = changed(changed(checking, { control, heldOut: ['A'] }), { perturbationColumn: 'guide' });
  const guess = { ...aMapping, perturbationColumn: 'guide' };
  expect(recognisedAgain(before, aRecognition(guess)).mapping).toEqual(guess);
});

it('is ready once the values of the wanted mapping are there, whatever the order of its fields', () => {
  const reordered = JSON.parse(
    JSON.stringify(aMapping, Object.keys(aMapping).toReversed().concat('mode', 'labels', 'total', 'pasted')),
  );
  expect(Object.keys(reordered)).not.toEqual(Object.keys(aMapping));
  expect(afterLoading(reordered)).toMatchObject({ phase: 'ready', dataset: aDataset });
});

it('needs the values anew after a change, and not when the change is taken back', () => {
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

it('goes back to the questions when reading values fails, and to nothing when the file could not be opened', () => {
  const error = { tag: 'no-controls', file: 'a.h5ad', labels: [] } as const;
  expect(importFailed(loading(checking), error)).toMatchObject({ phase: 'checking', error });
  expect(importFailed({ ...emptyImport, phase: 'reading' }, error)).toMatchObject({ phase: 'idle', error });
});
