/** What every predictor of links keeps to: nothing is learned from what it is judged by, and only the seed decides. */
import { describe, expect, test } from 'vitest';
import { formulaScreen } from '../../../../tests/support/evaluation/formulaScreen';
import { shuffled } from '../../../../tests/support/evaluation/shuffledOrder';
import type { Dataset } from '../../../dataset/dataset';
import type { TruthEdge } from '../../../network/formats/knownEdges';
import { priorOn } from '../../../network/prior';
import { screenOf } from '../screen';
import { linksBy, linkTask, type Links, type LinkTask } from './folds';
import { linkMethods } from './linkMethods';
import type { HiddenLinks } from '../method';

const dataset = formulaScreen();
const { genes } = dataset;
const edges = Array.from(dataset.candidates).flatMap((regulator) =>
  [1, 3].map((step): TruthEdge => ({
    source: genes[regulator] ?? '',
    target: genes[(regulator + step) % genes.length] ?? '',
    sign: step === 1 ? 1 : -1,
  })),
);

function taskOn(screen: Dataset, hidden: HiddenLinks = 'regulators'): LinkTask {
  const regulators = Array.from(screen.candidates, (gene) => screen.genes[gene] ?? '');
  const prior = priorOn(edges, 'planted', screen.genes, regulators);
  if (!prior.ok) throw new Error(prior.error.tag);
  return linkTask(screenOf(screen), prior.value, hidden);
}

/** The data with other values in the cells of these conditions. */
function scrambled(labels: readonly string[]): Dataset {
  const changed = dataset.conditions.map(({ label }) => labels.includes(label));
  return {
    ...dataset,
    values: dataset.values.map((value, at) =>
      changed[dataset.conditionOfCell[Math.floor(at / genes.length)] ?? -1] === true ? (at * 7) % 5 : value,
    ),
  };
}

const task = taskOn(dataset);

/** With other labels in the first fold. */
function otherLabels(one: LinkTask): LinkTask {
  const flipped = (values: Int8Array) => values.map((value, at) => (one.foldOf[at] === 0 ? -value : value));
  return {
    ...one,
    prior: { ...one.prior, known: flipped(one.prior.known), signs: flipped(one.prior.signs) },
  };
}

const held = ({ scores, probabilities, signs }: Links, { foldOf }: LinkTask) =>
  [scores, probabilities, signs].map((values) => values?.filter((_, at) => foldOf[at] === 0));

const isSame = (one: Links, other: Links) => one.scores.join() === other.scores.join();

test('which pairs are hidden together does not depend on the order of genes', () => {
  const other = taskOn(shuffled(dataset, 3).dataset, 'pairs');
  expect(other.foldOf).toEqual(taskOn(dataset, 'pairs').foldOf);
});

describe.each([...linkMethods])('%s', (name, load) => {
  const linksOf = async (one: LinkTask, seed = 1): Promise<Links> => {
    const run = linksBy(await load(), one, { steps: 1 }, seed);
    for (;;) {
      const step = await run.next();
      if (step.done === true) return step.value;
    }
  };
  const before = linksOf(task);

  test.each(['regulators', 'pairs'] as const)(
    'sees no labels of the %s that it is judged by',
    async (hidden) => {
      const one = taskOn(dataset, hidden);
      const [own, other] = [await linksOf(one), await linksOf(otherLabels(one))];
      expect(held(other, one)).toEqual(held(own, one));
      // They are labels for other folds.
      expect(other.probabilities).not.toEqual(own.probabilities);
    },
  );

  test('sees no cells of held-out perturbations', async () => {
    expect(dataset.heldOut).toHaveLength(1);
    expect(await linksOf(taskOn(scrambled(dataset.heldOut)))).toEqual(await before);
    const trained = dataset.conditions
      .map(({ label }) => label)
      .filter((one) => !dataset.heldOut.includes(one));
    const other = await linksOf(taskOn(scrambled(trained.slice(-2))));
    // Degrees are without cells.
    expect(isSame(other, await before)).toBe(name === 'degree');
  });

  test('gives the same bits for the same seed and any order of genes, cells and conditions', async () => {
    expect(await linksOf(taskOn(shuffled(dataset, 3).dataset))).toEqual(await before);
    const isDrawn = !['degree', 'pair-logistic'].includes(name);
    expect(isSame(await linksOf(task, 2), await before)).toBe(!isDrawn);
  });
});
