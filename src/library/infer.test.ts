import { expect, it } from 'vitest';
import { formulaScreen } from '../../tests/support/evaluation/formulaScreen';
import { inferByMethod, MethodRefusal, methods } from '.';

const dataset = formulaScreen();

it('runs the methods that it lists, with progress', async () => {
  expect(methods().map(({ name }) => name)).toContain('grnboost2');
  const shares: number[] = [];
  const { network, predictions } = await inferByMethod({
    dataset,
    method: 'grnboost2',
    onProgress: (share) => shares.push(share),
  });
  expect(network.genes).toEqual(dataset.genes);
  expect(network.weights.some((weight) => weight > 0)).toBe(true);
  expect(predictions).toEqual([]);
  expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
  expect(shares.at(-1)).toBe(1);
});

it('refuses unknown methods, settings that do not exist, and data that lack what a method needs', async () => {
  await expect(inferByMethod({ dataset, method: 'genie4' })).rejects.toThrow(RangeError);
  await expect(inferByMethod({ dataset, method: 'genie3', settings: { trees: 9 } })).rejects.toThrow(
    RangeError,
  );
  await expect(inferByMethod({ dataset, method: 'consensus' })).rejects.toThrow(MethodRefusal);
});

it('reads embeddings of genes from a file, and refuses one of other genes', async () => {
  const run = async (names: readonly string[]) => {
    const lines = names.map((gene, g) => [gene, g, g ** 2 % 7].join('\t'));
    const embeddings = new File([lines.join('\n')], 'genes.tsv');
    const settings = { steps: 3 };
    const { scores } = await inferByMethod({ dataset, method: 'grnformer-qiu', settings, embeddings });
    return scores;
  };
  const scores = await run(dataset.genes);
  expect(scores.some((score) => score !== 0)).toBe(true);
  expect(await run(dataset.genes.toReversed())).not.toEqual(scores);
  await expect(run(['NONE', 'OTHER', 'THIRD'])).rejects.toThrow('has no gene of this data set');
});

it('ends on a signal', async () => {
  const abort = new AbortController();
  const run = inferByMethod({
    dataset,
    method: 'genie3',
    onProgress: () => abort.abort(),
    signal: abort.signal,
  });
  await expect(run).rejects.toThrow('aborted');
});
