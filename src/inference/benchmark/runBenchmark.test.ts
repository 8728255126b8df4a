import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { conditionEffects, shuffledLabels } from '../../evaluation/referenceFree/conditionEffects';
import { scoreWithShuffled } from '../../evaluation/referenceFree/causalBench';
import { cellsOf } from '../../evaluation/splits';
import { chain } from '../../../tests/support/inference/chain';
import { plantedScreen } from '../../../tests/support/inference/planted';
import { methodNames } from '../../evaluation/methods/methodNames';
import { networkBy } from '../../evaluation/methods/methods';
import { screenOf } from '../../evaluation/methods/screen';
import { shuffled } from '../../../tests/support/evaluation/shuffledOrder';
import { drain } from '../../numerics/lazy';
import { benchmarkWithTruth } from './truth';
import { runBenchmark, type RunToBenchmark } from './runBenchmark';
import { benchmarkPredictions } from './predictions';
import type { NetworkSource } from './benchmark';
import { brieflyTrained, wholeCard } from '../../../tests/support/inference/benchmarkRuns';

const trained = await brieflyTrained(chain(), 10);
const judged = wholeCard(trained);
const others = methodNames.filter((method) => method !== 'density');
const unsigned: readonly NetworkSource[] = ['wasserstein', 'genie3', 'grnboost2'];
const truth = {
  name: 'known',
  edges: [
    { source: 'G0', target: 'G1', sign: 1 as const },
    { source: 'G1', target: 'G2', sign: -1 as const },
  ],
};

/** Every number to six digits, wherever it stands. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (part instanceof Float64Array ? [...part] : part)),
    (_, part: unknown) => (typeof part === 'number' ? Number(part.toPrecision(6)) : part),
  );
}

/** The same run of the same experiment in another order; gene g of it is gene geneAt[g] of the first. */
function reordered({ dataset, settings, result, budget }: RunToBenchmark, seed: number) {
  const other = shuffled(dataset, seed);
  const { geneAt } = other;
  const genes = dataset.genes.length;
  const moved = (values: Float32Array) => Float32Array.from(geneAt, (gene) => values[gene] ?? NaN);
  const movedDoubles = (values: Float64Array) => Float64Array.from(geneAt, (gene) => values[gene] ?? NaN);
  const regulators = other.dataset.candidates;
  const weights = new Float32Array(regulators.length * genes);
  regulators.forEach((regulator, r) => {
    const row = [...result.network.regulators].indexOf(geneAt[regulator] ?? -1);
    weights.set(moved(result.network.weights.slice(row * genes, (row + 1) * genes)), r * genes);
  });
  return {
    geneAt,
    run: {
      dataset: other.dataset,
      settings,
      budget,
      result: {
        ...result,
        model: {
          ...result.model,
          mean: movedDoubles(result.model.mean),
          scale: movedDoubles(result.model.scale),
        },
        network: { ...result.network, genes: other.dataset.genes, regulators, weights },
        controlSplit: result.controlSplit && { offsets: result.controlSplit.offsets.map(moved) },
        comparisons: result.comparisons.map((one) => ({
          ...one,
          targets: one.targets.map((gene) => geneAt.indexOf(gene)),
          predicted: moved(one.predicted),
          measured: moved(one.measured),
          standardError: moved(one.standardError),
        })),
      },
    },
  };
}

describe('the benchmark of a run', () => {
  it('computes its parts in order: predictions of means and of cells, identifiability, the network, then each other method', async () => {
    const run = await brieflyTrained({ ...chain(), heldOut: ['G3'] }, 10);
    const steps = [...runBenchmark(run)];
    const [first] = steps;
    expect(first?.card).toMatchObject({ identifiability: null, networks: [], leftOut: [] });
    expect(first?.card.predictions?.labels).toEqual(['G3']);
    const parts = steps.filter(({ card }, at) => card !== steps[at - 1]?.card);
    expect(parts.map(({ progress }) => progress)).toEqual(
      ['predictions', 'cells', 'modulode', ...others].map((part) => ({ part, share: 1 })),
    );
    const last = steps.at(-1);
    expect(last?.card.networks.map(({ source }) => source)).toEqual(['modulode', ...others]);
    // Nothing of what was held out is known to them.
    expect(last?.card.identifiability).toMatchObject({ alone: [0, 1, 2], neverPerturbed: [3, 4] });
    const screen = screenOf(run.dataset);
    for (const method of others)
      expect(last?.networks.get(method)).toEqual(drain(networkBy(method, screen, run.settings.seed)));
    const shares = steps.flatMap(({ progress }) => (progress.part === 'genie3' ? progress.share : []));
    expect(shares).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 1]);
  });

  it('ends when iteration stops', () => {
    const steps = runBenchmark(trained);
    steps.next();
    steps.next();
    expect(steps.return(judged).done).toBe(true);
    expect(steps.next().done).toBe(true);
  });

  it('has the reference-free scores of the screen and of shuffled labels', () => {
    const { card, networks } = judged;
    const effects = conditionEffects(trained.dataset);
    for (const { source, withoutTruth } of card.networks) {
      const network = networks.get(source);
      if (network === undefined) throw new Error(source);
      expect(rounded(withoutTruth.screen)).toEqual(
        rounded(scoreWithShuffled(network, { screen: effects, shuffled: [] }, 10).screen),
      );
      expect(withoutTruth.shuffled).toHaveLength(5);
    }
    expect(card.networks.find(({ source }) => source === 'ko-z')?.withoutTruth.screen.answering).toBeLessThan(
      1,
    );
  });

  it('has the same numbers for any order of genes, cells and conditions', () => {
    const other = reordered(trained, 5);
    const [here, there] = [judged, wholeCard(other.run)];
    const own = (genes: readonly number[]) =>
      genes.map((gene) => other.geneAt[gene] ?? -1).toSorted((a, b) => a - b);
    const known = there.card.identifiability;
    expect(
      rounded({
        ...there.card,
        identifiability: known && {
          ...known,
          alone: own(known.alone),
          onlyTogether: own(known.onlyTogether),
          neverPerturbed: own(known.neverPerturbed),
          movingTogether: known.movingTogether.map(own),
        },
      }),
    ).toEqual(rounded(here.card));
    expect(
      rounded(
        benchmarkWithTruth(there.networks, truth, other.run.dataset, 1)?.rows.map(
          ({ auprc }) => auprc?.value,
        ),
      ),
    ).toEqual(
      rounded(
        benchmarkWithTruth(here.networks, truth, trained.dataset, 1)?.rows.map(({ auprc }) => auprc?.value),
      ),
    );
  });

  it('has no better predictions than no change for shuffled labels', async () => {
    const { dataset } = plantedScreen(4, 4, 2);
    // Against each other: controls that are few are off in every comparison alike, which can be predicted.
    const perturbed = cellsOf(dataset, (_, condition) => condition > 0);
    let errors = 0;
    let wins = 0;
    const shuffles = [1, 2, 3, 4, 5, 6];
    for (const shuffle of shuffles) {
      const meaningless = shuffledLabels({ ...perturbed, control: { mode: 'others' } }, shuffle);
      const { result, settings } = await brieflyTrained(meaningless, 40);
      const predictions = benchmarkPredictions(meaningless, result, settings.seed);
      errors += predictions?.rows.find(({ predictor }) => predictor === 'modulode')?.error?.value ?? NaN;
      wins += predictions?.wins ?? NaN;
    }
    expect(errors / shuffles.length).toBeGreaterThanOrEqual(0.995);
    // Of eight perturbations.
    expect(wins / shuffles.length).toBeLessThan(3);
  });
});

async function cardOf(dataset: Dataset) {
  const { card } = wholeCard(await brieflyTrained(dataset, 6));
  expect(card.networks.map(({ source }) => source)).toEqual(['modulode', ...others]);
  expect(JSON.stringify(card)).not.toContain('NaN');
  return card;
}

describe('unusual screens', () => {
  it('with a single cell of one perturbation are benchmarked like others', async () => {
    const { predictions } = await cardOf(
      cellsOf(chain(), (cell, condition) => condition !== 3 || cell % 60 === 0),
    );
    expect(predictions?.labels).toContain('G2');
    for (const { errors } of predictions?.rows ?? []) expect(errors.every(Number.isFinite)).toBe(true);
  });

  it('without controls are compared with each other', async () => {
    const card = await cardOf({
      ...cellsOf(chain(), (_, condition) => condition > 0),
      control: { mode: 'others' },
    });
    expect(card.predictions?.labels).toHaveLength(4);
    expect(card.identifiability?.perturbations).toBe(4);
    expect(card.predictions?.rows.every(({ error }) => error !== null)).toBe(true);
  });

  it('of one perturbation have no unseen predictions', async () => {
    const card = await cardOf(cellsOf(chain(), (_, condition) => condition < 2));
    expect(card.predictions).toBeNull();
    expect(card.identifiability?.alone).toEqual([0]);
  });

  it('without perturbed candidates have no reference-free scores', async () => {
    const card = await cardOf({ ...chain(), candidates: Int32Array.of(4) });
    for (const { withoutTruth } of card.networks)
      expect(withoutTruth.screen).toMatchObject({ edges: 0, meanWasserstein: null });
    expect(card.identifiability?.neverPerturbed).toEqual([4]);
  });
});

describe('networks against a truth', () => {
  it('are scored at as many edges as are true, with signs where they have any', () => {
    const card = benchmarkWithTruth(judged.networks, truth, trained.dataset, 1);
    expect(card).toMatchObject({ name: 'known', pairs: 20, trueEdges: 2, density: 0.1 });
    expect(card?.rows.map(({ source }) => source)).toEqual(['modulode', ...others]);
    for (const { source, signAccuracy, auprc, curve, scores } of card?.rows ?? []) {
      expect([source, signAccuracy === null]).toEqual([source, unsigned.includes(source)]);
      expect(auprc?.low).toBeLessThanOrEqual(auprc?.value ?? NaN);
      expect(curve.recall.at(-1)).toBe(1);
      expect(scores.regulators).toMatchObject({
        perturbed: { regulators: 4 },
        neverPerturbed: { regulators: 1 },
      });
    }
    const lasso = card?.rows.find(({ source }) => source === 'cell-lasso');
    expect([lasso?.auprc?.value, lasso?.signAccuracy]).toEqual([1, 1]);
  });

  it('are not scored where it has no edge between their genes', () => {
    const alien = { name: 'other', edges: [{ source: 'X', target: 'Y', sign: 1 as const }] };
    expect(benchmarkWithTruth(judged.networks, alien, trained.dataset, 1)).toBeNull();
  });
});
