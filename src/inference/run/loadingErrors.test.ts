import { expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import {
  type Block,
  type Fold,
  type Measured,
  chosenBy,
  errorForms,
  judgeOf,
  penaltyOf,
} from './loadingErrors';
import { chanceOf, errorRatios, errorsTogether, marginBy } from './loadingIntervals';

const perturbations = 24;
const perturbedCells = 50;
const genes = 3000;
const spread = 0.3;

/** Every perturbation is one group, compared with one group of controls. */
const groups = perturbations + 1;
function measuredWith(controlCells: number): Measured {
  return {
    perturbation: Array.from({ length: perturbations }, (_, p) => p),
    perturbations,
    kinds: Array.from({ length: perturbations }, () => 'lowered'),
    contrasts: {
      rows: new Float64Array(),
      level: 0,
      control: null,
      errors: Float64Array.from({ length: perturbations * groups }, (_, at) => {
        const [row, group] = [Math.floor(at / groups), at % groups];
        if (group === 0) return -1 / Math.sqrt(controlCells);
        return group === row + 1 ? 1 / Math.sqrt(perturbedCells) : 0;
      }),
      controls: [0],
    },
  };
}

/** What all perturbations have in common, with differences. */
const scores = (() => {
  const random = Random.mixed(5);
  return Float64Array.from({ length: perturbations }, () => 1 + 0.3 * random.normal());
})();
const fold: Fold = {
  rows: measuredWith(1).perturbation,
  eigenvalues: Float64Array.of(scores.reduce((sum, one) => sum + one ** 2, 0)),
  scores,
  unseen: scores,
};

/**
 * Genes whose change is the sampling error of its cells less that of the controls, and `effect` times the score of the perturbation.
 * `fresh`: against other controls.
 */
function noise(
  seed: number,
  controlCells: number,
  { count = genes, effect = 0 } = {},
): Block & { readonly fresh: Float64Array } {
  const random = Random.mixed(seed);
  const draw = (cells: number) => Math.sqrt(spread / cells) * random.normal();
  const changes = new Float64Array(perturbations * count);
  const fresh = changes.slice();
  for (let gene = 0; gene < count; gene++) {
    const [ofControls, ofOthers] = [draw(controlCells), draw(controlCells)];
    for (let row = 0; row < perturbations; row++) {
      const own = draw(perturbedCells) + effect * (scores[row] ?? 0);
      changes[row * count + gene] = own - ofControls;
      fresh[row * count + gene] = own - ofOthers;
    }
  }
  return { variance: new Float64Array(count).fill(spread), changes, fresh };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** Of one gene, by definition: each perturbation predicted from the changes of the others, and compared with other controls. */
function freshError(
  { changes, fresh }: ReturnType<typeof noise>,
  gene: number,
  penalty: number,
  count = genes,
): number {
  return mean(
    Array.from(scores, (own, row) => {
      let [product, square] = [0, penalty];
      scores.forEach((other, q) => {
        if (q === row) return;
        product += other * (changes[q * count + gene] ?? 0);
        square += other ** 2;
      });
      return ((own * product) / square - (fresh[row * count + gene] ?? 0)) ** 2;
    }),
  );
}

it.each([
  { controls: 40, atLeast: 1, atMost: 4 },
  { controls: 400, atLeast: 1, atMost: 2.5 },
])(
  'errors of genes that share $controls controls are those against other controls, with their variance over genes',
  ({ controls, atLeast, atMost }) => {
    const block = noise(1, controls);
    // The fourth penalty, a tenth of the eigenvalue.
    const nested = Array.from(scores, () => 3);
    const judged = judgeOf(measuredWith(controls), { folds: [fold], nested })(block);
    const unchanged = mean(judged.map((one) => one.unchanged / perturbations));
    const reported = mean(judged.map((one) => (one.ratio * one.unchanged) / perturbations));
    const penalty = 0.1 * (fold.eigenvalues[0] ?? 0);
    const found = mean(Array.from(block.variance, (_, gene) => freshError(block, gene, penalty)));
    expect(found / unchanged).toBeGreaterThan(1.02);
    expect(Math.abs(reported - found) / unchanged).toBeLessThan(0.03);
    const ratio = mean(judged.map((one) => one.ratio));
    const over = mean(judged.map((one) => (one.ratio - ratio) ** 2));
    // Never too small: genes with lucky controls would be said to be predicted.
    const variance = mean(judged.map((one) => one.variance));
    expect(variance / over).toBeGreaterThan(atLeast);
    expect(variance / over).toBeLessThan(atMost);
  },
);

it('of genes that nothing acts on none is predicted better than no change, whatever was chosen at the others', () => {
  for (const seed of [1, 2, 3]) {
    const chosen = chosenBy(measuredWith(40), [fold], (use) => use(noise(seed, 40)));
    expect(mean(Array.from(chosen.errors)) / mean(Array.from(chosen.unchanged))).toBeGreaterThan(0.99);
  }
});

/** Few genes together, as in a small screen. */
function together(block: Block, controlCells: number) {
  const measured = measuredWith(controlCells);
  const blocks = (use: (one: Block) => void) => use(block);
  const way = { folds: [fold], ...chosenBy(measured, [fold], blocks) };
  const found = errorsTogether(measured, way, way, blocks);
  if (!found) throw new Error('nothing changes');
  return { ...found, isChosen: penaltyOf(fold.eigenvalues, way.choice) < Infinity };
}

it('few genes that nothing acts on are seldom found better than no change, and intervals of their error contain it', () => {
  const draws = Array.from({ length: 200 }, (_, seed) => together(noise(seed, 40, { count: 28 }), 40));
  const chosen = draws.filter(({ isChosen }) => isChosen);
  // Lucky controls look like a response that all perturbations share.
  expect(chosen.length).toBeGreaterThan(40);
  expect(draws.filter(({ isBetter }) => isBetter).length).toBeLessThan(10);
  const within = draws.filter(({ errors: { error } }) => error.low <= 1 && 1 <= error.high);
  expect(within.length).toBeGreaterThan(190);
  // Over perturbations alone, which share the error of the controls, intervals are far too short.
  const wide = chosen.map(({ errors: { error } }) => error.high - error.low);
  expect(mean(wide)).toBeGreaterThan(0.03);
  for (const { errors } of draws) expect(errors.beyondMean.high - errors.beyondMean.low).toBeLessThan(1e-9);
});

it('genes that respond are found better than no change', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { isBetter, errors } = together(noise(seed, 40, { count: 28, effect: 0.2 }), 40);
    expect(isBetter).toBe(true);
    expect(errors.error.high).toBeLessThan(1);
  }
});

it('errors are quadratic forms of the measured changes, for each penalty', () => {
  const block = noise(1, 40, { count: 1, effect: 0.2 });
  const y = block.changes;
  const forms = [...errorForms(measuredWith(40), [fold])];
  expect(forms.length).toBeGreaterThan(3);
  forms.forEach((form, choice) => {
    const penalty = penaltyOf(fold.eigenvalues, choice);
    const errors = freshError({ ...block, fresh: y }, 0, penalty, 1) * perturbations;
    const found = mean(
      Array.from(form, (one, at) => one * (y[Math.floor(at / y.length)] ?? 0) * (y[at % y.length] ?? 0)),
    );
    expect(found * form.length).toBeCloseTo(errors, 10);
  });
});

/** `kinds` of the perturbations; without, all are alike. */
function chance(block: Block, by: Fold = fold, kinds?: readonly string[]): number {
  const measured = measuredWith(40);
  return chanceOf(kinds ? { ...measured, kinds } : measured, [by], (use) => use(block));
}

it('the permutation test of genes that nothing acts on is uniform, whatever errors their controls share', () => {
  const found = Array.from({ length: 200 }, (_, seed) => chance(noise(seed, 10, { count: 28 })));
  for (const level of [0.05, 0.25, 0.5, 0.75])
    expect(Math.abs(mean(found.map((p) => Number(p <= level))) - level)).toBeLessThan(0.09);
});

it('the permutation test finds effects that differ between perturbations as predicted', () => {
  for (let seed = 0; seed < 20; seed++)
    expect(chance(noise(seed, 40, { count: 28, effect: 0.2 }))).toBeLessThanOrEqual(0.01);
});

it('the permutation test does not count what perturbations of a kind share', () => {
  const kinds = Array.from(scores, (_, p) => (p < perturbations / 2 ? 'lowered' : 'raised'));
  const opposite = scores.map((one, p) => (kinds[p] === 'raised' ? -one : one));
  const by = { ...fold, scores: opposite, unseen: opposite };
  const draws = Array.from({ length: 100 }, (_, seed) => {
    const { changes, ...rest } = noise(seed, 1000, { count: 28 });
    const shared = changes.map((own, at) => own + (kinds[Math.floor(at / 28)] === 'raised' ? -0.2 : 0.2));
    return { ...rest, changes: shared };
  });
  const ofKinds = draws.map((block) => chance(block, by, kinds));
  expect(Math.abs(mean(ofKinds) - 0.5)).toBeLessThan(0.1);
  expect(mean(ofKinds.map((p) => Number(p <= 0.01)))).toBeLessThan(0.04);
  for (const block of draws) expect(chance(block, by)).toBeLessThanOrEqual(0.01);
});

it.each([
  { name: 'normal', tails: Infinity, count: 10 },
  { name: 'heavy-tailed', tails: 3, count: 10 },
  { name: 'heavy-tailed', tails: 3, count: 40 },
])('intervals of $count perturbations hold 95 % of further $name errors', ({ tails, count }) => {
  const random = Random.mixed(count);
  const heavy = () => {
    if (tails === Infinity) return random.normal();
    let squares = 0;
    for (let k = 0; k < tails; k++) squares += random.normal() ** 2;
    return random.normal() / Math.sqrt(squares / tails);
  };
  const squares = Array.from({ length: 500 }, () => Float64Array.from({ length: count }, () => heavy() ** 2));
  const typical = Float64Array.from({ length: count }, (_, p) => mean(squares.map((own) => own[p] ?? 0)));
  const ratios = squares.map((own) => errorRatios(own, typical));
  const marginOf = marginBy(ratios, typical, count);
  const margins = squares.map((own) => marginOf(own.reduce((sum, one) => sum + one, 0)));
  const held = mean(
    margins.flatMap((margin) => Array.from({ length: 50 }, () => Number(Math.abs(heavy()) <= margin))),
  );
  expect(Math.abs(held - 0.95)).toBeLessThan(0.015);
  // Of the same errors, twice for each perturbation.
  expect(marginBy(ratios, typical, 2 * count)(4)).toBeCloseTo(marginOf(4) / Math.SQRT2, 10);
  expect(marginOf(0)).toBe(0);
});
