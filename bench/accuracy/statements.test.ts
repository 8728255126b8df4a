import { expect, test } from 'vitest';
import { statementTable, type StatementRow } from './statements';

const right: StatementRow = {
  truth: 'a network',
  seed: 1,
  predicts: 'supported',
  edges: 'supported',
  doubt: null,
  stated: 0.5,
  fresh: 0.4,
  mean: 1.1,
  lift: 6,
};

test('supported predictions are wrong where no change, or a plain mean, is as good on fresh perturbations', () => {
  const rows: readonly StatementRow[] = [
    right,
    { ...right, seed: 2, fresh: 0.996 },
    { ...right, seed: 3, fresh: 0.6, mean: 0.5 },
    { ...right, seed: 4, predicts: 'uncertain' },
    { ...right, seed: 5, predicts: 'none', edges: 'none', doubt: 'no-measurable-effect', fresh: 1 },
  ];
  const table = statementTable(rows);
  expect(table).toMatch(/a network +2 of 5 +3 of 5 +2 of 3 +4 of 5 +4 of 5 /u);
  // Only statements that truth does not bear out are listed, in both directions.
  expect([2, 3, 4].map((seed) => table.includes(`a network ${seed}:`))).toEqual([true, true, true]);
  expect([1, 5].map((seed) => table.includes(`a network ${seed}:`))).toEqual([false, false]);
});
