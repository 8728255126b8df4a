/** Single pairs hidden: what a model has seen of the pairs that it scores, and what can be found then that whole regulators do not tell. */
import { describe, expect, test } from 'vitest';
import { linkScoresBy, priorOfPairs } from '../../../../tests/support/evaluation/plantedLinks';
import { plainScreen } from '../../../../tests/support/dataset/plainScreen';
import type { TrainingData } from '../../../dynamics/settings';
import { Random } from '../../../numerics/random';
import { unmeasuredKnowledge } from '../../../network/prior';
import { methodNamed } from '../gallery';
import type { LinkVerdict, SettingValues } from '../method';
import { runMethod } from '../runMethod';
import { screenOf } from '../screen';
import { linkBaselines, onSwappedLabels } from './baselines';
import { linksBy, linkTask } from './folds';
import { type LinkInput, type LinkMethod, atOnce, restricted } from './link';

const BLOCKS = 4;
const REGULATORS = 3 * BLOCKS;
const genes = Array.from({ length: 3 * REGULATORS }, (_, g) => `g${String(g).padStart(2, '0')}`);

/** Regulators of a block have the same six targets, and all genes as many edges. */
const prior = priorOfPairs(
  [...genes.keys()].flatMap((target) =>
    target < REGULATORS ? [] : [0, 1, 2].map((of) => [(target % BLOCKS) + of * BLOCKS, target] as const),
  ),
  genes,
  REGULATORS,
);

/** Regulators of a block vary together, and its targets do, but not with them: no pair tells whether it is an edge. */
const dataset = (() => {
  const [random, cells] = [new Random(4), 200];
  const values = Float32Array.from(
    Array.from({ length: cells }, () => {
      const factors = Array.from({ length: 2 * BLOCKS }, () => random.normal());
      return genes.map(
        (_, g) => 4 + (factors[(g % BLOCKS) + (g < REGULATORS ? BLOCKS : 0)] ?? 0) + 0.5 * random.normal(),
      );
    }).flat(),
  );
  return {
    ...plainScreen({
      genes,
      values,
      conditionOfCell: new Int32Array(cells),
      conditions: [{ label: 'control', interventions: [], time: null, cells }],
    }),
    candidates: Int32Array.from({ length: REGULATORS }, (_, r) => r),
  };
})();

/** What a method is given fold by fold, and the fold whose model gave each score. */
async function spied(seed: number, by = (method: LinkMethod) => method) {
  const inputs: LinkInput[] = [];
  const spy: LinkMethod = atOnce('spy', (input) => {
    inputs.push(input);
    return { scores: new Float32Array(input.training.known.length).fill(inputs.length - 1), signs: null };
  });
  const task = linkTask(screenOf(dataset), prior, 'pairs', seed);
  const run = linksBy(by(spy), task, {}, seed);
  for (;;) {
    const step = await run.next();
    if (step.done === true) return { task, inputs, scores: step.value.scores };
  }
}

describe('folds of pairs', () => {
  test('leave the label of every scored pair out of training and validation, and show it elsewhere', async () => {
    const { task, inputs, scores } = await spied(1);
    const { known } = task.prior;
    const places = [...known.keys()].filter((at) => known[at] !== 0);
    expect(inputs).toHaveLength(4);
    expect(places).toHaveLength(REGULATORS * (genes.length - 1));
    for (const at of places) {
      const own = scores[at] ?? NaN;
      // The next fold is that of the validation.
      const seen = [0, 1, 2, 3].map((after) => {
        const input = inputs[(own + after) % 4];
        return [input?.training.known[at], input?.validation.known[at]];
      });
      expect(seen).toEqual([
        [0, 0],
        [known[at], 0],
        [known[at], 0],
        [0, known[at]],
      ]);
    }
  });

  test('hold a quarter of the edges and of the other pairs each, of every regulator, drawn by the seed', async () => {
    const { task } = await spied(1);
    const { known } = task.prior;
    for (const label of [1, -1]) {
      const all = known.filter((one) => one === label).length;
      const sizes = [0, 1, 2, 3].map(
        (fold) => task.foldOf.filter((own, at) => own === fold && known[at] === label).length,
      );
      expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(all);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
    const foldsOf = (r: number) =>
      new Set(task.foldOf.filter((fold, at) => fold >= 0 && at % REGULATORS === r)).size;
    expect([...prior.regulators.keys()].every((r) => foldsOf(r) === 4)).toBe(true);
    expect((await spied(1)).task.foldOf).toEqual(task.foldOf);
    expect((await spied(2)).task.foldOf).not.toEqual(task.foldOf);
  });

  test('keep degrees, and nearly all hidden pairs without a label, where labels are swapped', async () => {
    const [{ inputs: own }, { inputs: swapped }] = [await spied(1), await spied(1, onSwappedLabels)];
    for (const [model, { training }] of swapped.entries()) {
      const given = own[model]?.training.known ?? new Int8Array();
      const degrees = (known: Int8Array) =>
        prior.regulators.map(
          (_, r) => known.filter((label, at) => label === 1 && at % REGULATORS === r).length,
        );
      expect(degrees(training.known)).toEqual(degrees(given));
      expect(training.known).not.toEqual(given);
      expect(training.known.filter((label, at) => given[at] === 0 && label === -1)).toHaveLength(0);
    }
  });

  test('are refused where fewer than four regulators have known edges', () => {
    const few = priorOfPairs(
      [0, 1, 2].map((r) => [r, r + 20] as const),
      genes,
      REGULATORS,
    );
    expect(() => linkTask(screenOf(dataset), few, 'pairs', 1)).toThrow('at least 4 regulators');
  });
});

test('the product of degrees counts training edges alone: (1 + out-degree) · in-degree', async () => {
  const names = ['a', 'b', 'c', 'd'];
  // a → b, a → c, b → c, b → d; the second is hidden.
  const whole = priorOfPairs(
    [
      [0, 1],
      [0, 2],
      [1, 2],
      [1, 3],
    ],
    names,
    2,
  );
  const hidden = 2 * 2 + 0;
  const training = restricted(whole, (_, at) => at !== hidden);
  const input = { training, validation: whole, settings: {}, seed: 1 } as unknown as LinkInput;
  // In-degrees 0, 1, 1, 1; out-degrees 1 and 2. Rows a, b, c, d; columns a, b.
  expect([...(await linkScoresBy(linkBaselines['degree-product'], input))]).toEqual([0, 0, 2, 3, 2, 3, 2, 3]);
});

test('with pairs hidden GENELink finds the targets that a block shares, which degrees do not tell; with regulators it does not', async () => {
  const method = methodNamed('genelink');
  if (!method) throw new Error('it is in the gallery');
  const informed: TrainingData = { ...dataset, knowledge: unmeasuredKnowledge(prior) };
  const screen = screenOf(informed);
  const verdictOf = async (settings: SettingValues): Promise<LinkVerdict | undefined> => {
    const run = runMethod(method, screen, { settings: { steps: 40, ...settings }, seed: 1 });
    for (;;) {
      const step = await run.next();
      if (step.done === true) return step.value.links;
    }
  };
  const [pairs, regulators] = [await verdictOf({ pairs: 1 }), await verdictOf({})];
  expect(pairs).toMatchObject({ hidden: 'pairs', exceedsBoth: true });
  expect(pairs?.averagePrecision?.value).toBeGreaterThan(0.45);
  expect(pairs?.bars['degree-product']).toBeLessThan(0.2);
  expect(regulators).toMatchObject({ hidden: 'regulators', exceedsBoth: false });
  expect(regulators?.averagePrecision?.value).toBeLessThan(0.2);
  expect(regulators?.bars['degree-product']).toBeUndefined();
}, 60_000);
