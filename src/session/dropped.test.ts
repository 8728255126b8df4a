import { expect, it } from 'vitest';
import { sortDrop } from './dropped';

const h5ad = new File(['\u0089HDF'], 'screen.h5ad');
const table = new File(['cell,A,B\nc1,1,2\nc2,3,4\nc3,5,6\n'], 'counts.csv');
const labels = new File(['cell,ko\nc1,A\nc2,wt\n'], 'labels.csv');
const truth = new File(['Gene1,Gene2,Type\nA,B,+\n'], 'truth.csv');

it('takes one file as data, even a table, where no run could have a truth', async () => {
  expect(await sortDrop([truth], null)).toMatchObject({
    kind: 'data',
    main: truth,
    labels: null,
    truth: null,
  });
});

it('takes a lone list of edges between genes of the run as its truth, in any case of letters', async () => {
  expect(await sortDrop([truth], ['a', 'b'])).toMatchObject({
    kind: 'truth',
    truth: { edges: [{ source: 'A', target: 'B', sign: 1 }] },
  });
});

it('takes a table of values or of foreign genes as data although a run is on screen', async () => {
  expect(await sortDrop([table], ['A', 'B'])).toMatchObject({ kind: 'data', main: table });
  expect(await sortDrop([truth], ['X', 'Y'])).toMatchObject({ kind: 'data', main: truth });
});

it('finds the values, the labels and the truth in any order', async () => {
  expect(await sortDrop([labels, truth, table], null)).toMatchObject({
    kind: 'data',
    main: table,
    labels,
    truth: { name: 'truth.csv' },
  });
  expect(await sortDrop([truth, h5ad], null)).toMatchObject({ kind: 'data', main: h5ad, labels: null });
});

it('refuses what does not belong together, by name', async () => {
  expect(await sortDrop([h5ad, labels], null)).toMatchObject({ kind: 'too-many' });
  expect(await sortDrop([h5ad, new File([''], 'other.h5ad')], null)).toEqual({
    kind: 'too-many',
    files: ['screen.h5ad', 'other.h5ad'],
  });
});
