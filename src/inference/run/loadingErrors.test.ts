import { expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { chosenBy, judgeOf, type Block, type Fold, type Measured } from './loadingErrors';

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

/** Genes that nothing acts on: a change is the sampling error of its cells less that of the controls. `fresh`: against other controls. */
function noise(seed: number, controlCells: number): Block & { readonly fresh: Float64Array } {
  const random = Random.mixed(seed);
  const draw = (cells: number) => Math.sqrt(spread / cells) * random.normal();
  const changes = new Float64Array(perturbations * genes);
  const fresh = changes.slice();
  for (let gene = 0; gene < genes; gene++) {
    const [ofControls, ofOthers] = [draw(controlCells), draw(controlCells)];
    for (let row = 0; row < perturbations; row++) {
      const own = draw(perturbedCells);
      changes[row * genes + gene] = own - ofControls;
      fresh[row * genes + gene] = own - ofOthers;
    }
  }
  return { variance: new Float64Array(genes).fill(spread), changes, fresh };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** Of one gene, by definition: each perturbation predicted from the changes of the others, and compared with other controls. */
function freshError({ changes, fresh }: ReturnType<typeof noise>, gene: number, penalty: number): number {
  return mean(
    Array.from(scores, (own, row) => {
      let [product, square] = [0, penalty];
      scores.forEach((other, q) => {
        if (q === row) return;
        product += other * (changes[q * genes + gene] ?? 0);
        square += other ** 2;
      });
      return ((own * product) / square - (fresh[row * genes + gene] ?? 0)) ** 2;
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
    const judged = judgeOf(measuredWith(controls), [fold], { nested })(block);
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
