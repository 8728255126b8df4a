import { expect, it } from 'vitest';
import { openedFixture } from '../../../tests/support/dataset/screens';
import { distinctValues } from './columns';
import { withoutDoublets } from './doublets';

const opened = (called: string, values: readonly string[]) =>
  openedFixture({
    rows: [[1], [2], [3], [4]],
    genes: ['STAT1'],
    obs: { HTO_classification: ['WT-1', 'STAT1-KO-1', 'WT-1_STAT1-KO-1', 'Negative'], [called]: values },
  });
const calls = ['Singlet', 'Singlet', 'Doublet', 'Negative'];

it.each(['HTO_classification.global', 'HTO_classification_global'])(
  'doublets and cells without a tag have no label, as %s says',
  (name) => {
    const [labels] = withoutDoublets(opened(name, calls)).obs;
    expect(labels && distinctValues(labels)).toMatchObject({
      labels: ['STAT1-KO-1', 'WT-1'],
      codes: Int32Array.from([1, 0, -1, -1]),
    });
  },
);

const donors = (obs: Readonly<Record<string, readonly string[]>>) =>
  withoutDoublets(openedFixture({ rows: [[1], [2], [3], [4]], genes: ['STAT1'], obs })).obs.map((column) =>
    Array.from(distinctValues(column).codes),
  );

it('cells of two donors, or of none, have no donor', () => {
  const status = ['singlet', 'doublet', 'singlet', 'unassigned'];
  const [clusters] = donors({ assignment: ['0', '0/1', '1', '1/0'], status });
  expect(clusters).toEqual([0, -1, 1, -1]);
  expect(donors({ donor_id: ['donor0', 'doublet', 'donor1', 'unassigned'] })).toEqual([[0, -1, 1, -1]]);
});

it.each([
  ['HTO.global', calls],
  ['HTO_classification.global', ['Singlet', 'high', 'low', 'Negative']],
])('%s of another column, or with other words, changes nothing', (name, values) => {
  const given = opened(name, values);
  expect(withoutDoublets(given)).toBe(given);
});
