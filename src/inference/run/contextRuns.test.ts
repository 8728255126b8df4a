/** The order of the runs, and what each of them is given, with runs that are made up. */
import { expect, it } from 'vitest';
import { aConfidence, aDataset, aResult } from '../../../tests/support/app/testData';
import { type ContextRunAsked, contextRuns, runsOf } from './contextRuns';

const chosen = ['A', 'B', 'C'].map((name) => ({ name, cells: 90, controls: 30, perturbations: 3 }));
const run = { dataset: aDataset, result: { ...aResult, confidence: aConfidence } };

async function learned(batchColumn: string) {
  const asked: ContextRunAsked[] = [];
  const made = await contextRuns({ column: 'type', batchColumn, chosen }, async (one) => {
    asked.push(one);
    return run;
  });
  return { asked, made };
}

it('learns all cells, each context by itself, and each with the edges of the others', async () => {
  const { asked, made } = await learned('donor');
  expect(asked.map(({ context, known }) => [context?.name ?? null, known !== null])).toEqual([
    [null, false],
    ['A', false],
    ['B', false],
    ['C', false],
    ['A', true],
    ['B', true],
    ['C', true],
  ]);
  expect(asked.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect([runsOf({ chosen }), ...new Set(asked.map(({ of }) => of))]).toEqual([7, 7]);
  expect(made.contexts.map(({ size }) => size)).toEqual(chosen);
  expect(made.differences.map(({ first, second }) => `${first} ${second}`)).toEqual(['A B', 'A C', 'B C']);
});

it('takes genes and regulators of every context from the run of all cells, and batches where they are no contexts', async () => {
  const { genes, candidates } = aDataset;
  const shared = {
    contextColumn: 'type',
    genes: { total: genes.length, pasted: genes },
    regulators: Array.from(candidates, (gene) => genes[gene]),
  };
  const [common, ...others] = (await learned('donor')).asked.map(({ mapping }) => mapping);
  expect(common).toEqual({ contextColumn: 'type', batchColumn: 'donor' });
  for (const mapping of others) expect(mapping).toMatchObject({ ...shared, batchColumn: 'donor' });
  expect(others.map(({ context }) => context)).toEqual(['A', 'B', 'C', 'A', 'B', 'C']);
  const alone = (await learned('type')).asked[1]?.mapping;
  expect(alone).toEqual({ ...shared, context: 'A' });
});
