/** A screen whose sums over all cells take several passes over the file. */
import { expect, it } from 'vitest';
import { largeMapping, largeScreen, largeSizes } from '../../../tests/support/dataset/largeScreen';
import { sourceFixture } from '../../../tests/support/dataset/screens';
import { recognise } from '../recognise/recognise';
import { selectDataset } from './select';

const screen = largeScreen();

/** The data set, and the share of all bytes after each block. */
async function read(genesAtOnce: number, layout: 'by-cell' | 'by-gene') {
  const made = sourceFixture(screen, layout);
  const encoding = layout === 'by-gene' ? 'csc' : 'csr';
  const matrices = made.opened.matrices.map((matrix) => ({ ...matrix, encoding }) as const);
  const source = { ...made, opened: { ...made.opened, matrices } };
  const { mapping, ...recognition } = recognise(source.opened, { ...largeMapping, batchColumn: null });
  const shares: number[] = [];
  const dataset = await selectDataset(
    source,
    { mapping, ...recognition },
    mapping,
    (done, total) => shares.push(done / total),
    {},
    genesAtOnce * Object.keys(largeSizes).length,
  );
  return { dataset, shares };
}

it.each([
  ['by-cell', 3],
  ['by-gene', 4],
] as const)('is the same to the last bit %s, %i genes at once', async (layout, genesAtOnce) => {
  const whole = await read(Infinity, layout);
  const inPasses = await read(genesAtOnce, layout);
  expect(whole.dataset.moments?.composed).not.toBeNull();
  expect(inPasses.dataset).toEqual(whole.dataset);
  expect(inPasses.shares).toEqual(inPasses.shares.toSorted((a, b) => a - b));
  expect(inPasses.shares.at(-1)).toBe(1);
  expect(inPasses.shares.length).toBeGreaterThan(whole.shares.length);
});
