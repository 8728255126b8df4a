/** Tests of effects on simulated screens whose truth is known, beside the rank-sum test. */
import { predictedAndSeen } from '../../tests/support/effects/predictedPower';
import {
  additivePairs,
  logNormalised,
  simulatedSamples,
  simulatedScreen,
} from '../../tests/support/effects/simulatedScreen';
import type { EveryGene } from '../../src/dataset/quality/everyGene';
import { adjusted } from '../../src/effects/effects';
import { measureEffects } from '../../src/effects/measure';
import { Random } from '../../src/numerics/random';
import { rankSumTest } from '../../src/numerics/significance';
import { mean } from '../../src/numerics/statistics';
import { toldPerturbations } from '../../src/present/report/effects';

const silent = () => undefined;
const rate = 0.05;
/** Changes in ln expression whose discovery counts. */
const LARGE = 0.5;

export interface Tally {
  /** Shares of the tests of unchanged genes, in perturbations without effect. */
  readonly below05: number;
  readonly below001: number;
  readonly falseShare: number;
  readonly power: number;
}

/** @param p [perturbations × genes] @param change true change in ln, 0: none */
function tallyOf(p: Float64Array, change: Float64Array, isIdle: (at: number) => boolean): Tally {
  const q = adjusted(p);
  let [idle, below05, below001, found, wrong, large, seen] = [0, 0, 0, 0, 0, 0, 0];
  p.forEach((value, at) => {
    if (!Number.isFinite(value)) return;
    const size = Math.abs(change[at] as number);
    const isFound = (q[at] as number) < rate;
    if (isIdle(at)) {
      idle += 1;
      below05 += Number(value <= 0.05);
      below001 += Number(value <= 0.001);
    }
    found += Number(isFound);
    wrong += Number(isFound && size === 0);
    large += Number(size > LARGE);
    seen += Number(isFound && size > LARGE);
  });
  return {
    below05: below05 / idle,
    below001: below001 / idle,
    falseShare: found === 0 ? 0 : wrong / found,
    power: seen / large,
  };
}

/** Counts of a screen, dense [cells × genes]. */
async function denseOf(screen: EveryGene): Promise<Float32Array> {
  const width = screen.genes.length;
  const dense = new Float32Array(screen.guideOfCell.length * width);
  await screen.pass(
    ({ count, rows, genes, values }) => {
      for (let i = 0; i < count; i++)
        dense[(rows[i] as number) * width + (genes[i] as number)] = values[i] as number;
    },
    { onBytes: silent },
  );
  return dense;
}

const totalOf = (counts: Float32Array) => counts.reduce((total, count) => total + count, 0);

/** p by Wilcoxon's test of log-normalised counts, each perturbation beside the controls, cells as replicates. */
async function rankSums(screen: EveryGene): Promise<Float64Array> {
  const width = screen.genes.length;
  const dense = await denseOf(screen);
  const totals = screen.guideOfCell.map((_, cell) =>
    totalOf(dense.subarray(cell * width, (cell + 1) * width)),
  );
  const cellsOf = screen.perturbations.map(() => [] as number[]);
  screen.guideOfCell.forEach((guide, cell) => {
    cellsOf[screen.guides[guide]?.perturbation ?? 0]?.push(cell);
  });
  const controls = cellsOf[0] ?? [];
  const p = new Float64Array(screen.perturbations.length * width).fill(NaN);
  cellsOf.forEach((own, k) => {
    if (k === 0) return;
    const cells = [...own, ...controls];
    for (let gene = 0; gene < width; gene++) {
      const values = cells.map((cell) =>
        Math.log1p((1e4 * (dense[cell * width + gene] as number)) / (totals[cell] as number)),
      );
      p[k * width + gene] = rankSumTest(values)(own.map((_, place) => place)).p;
    }
  });
  return p;
}

/** Mean tallies over seeds, of ours and of the rank-sum test; and perturbations that act, of those without and with effects. */
export async function standardScreens(seeds: readonly number[]) {
  const [ours, theirs]: Tally[][] = [[], []];
  const acting = { idle: 0, ofIdle: 0, active: 0, ofActive: 0 };
  for (const seed of seeds) {
    const { screen, change } = simulatedScreen({}, seed);
    const effects = await measureEffects(screen, 'auto', silent);
    const all = screen.genes.length;
    const width = effects.genes.length;
    const p = new Float64Array(change.length).fill(NaN);
    effects.genes.forEach((gene, at) => {
      for (let k = 1; k < screen.perturbations.length; k++)
        p[k * all + Number(gene.slice(4))] = effects.tests.p[k * width + at] as number;
    });
    const changes = screen.perturbations.map((_, k) => change.subarray(k * all, (k + 1) * all).some(Boolean));
    const isIdle = (at: number) => !changes[Math.floor(at / all)];
    ours?.push(tallyOf(p, change, isIdle));
    theirs?.push(tallyOf(await rankSums(screen), change, isIdle));
    const labels = screen.perturbations.map(({ label }) => label);
    for (const { label, acts } of toldPerturbations(effects, screen, rate).lines) {
      const isActive = changes[labels.indexOf(label)] === true;
      acting[isActive ? 'ofActive' : 'ofIdle'] += 1;
      acting[isActive ? 'active' : 'idle'] += Number(acts);
    }
  }
  return { ours: average(ours ?? []), theirs: average(theirs ?? []), acting };
}

function average(tallies: readonly Tally[]): Tally {
  const of = (key: keyof Tally) => mean(tallies.map((tally) => tally[key]));
  return {
    below05: of('below05'),
    below001: of('below001'),
    falseShare: of('falseShare'),
    power: of('power'),
  };
}

/** Screens of pairs whose effects add up, by their kind of values. */
export const pairScreens: Readonly<Record<string, (seed: number) => Promise<EveryGene>>> = {
  counts: (seed) => Promise.resolve(pairsOfCounts(seed)),
  'log-normalised counts': (seed) => logNormalised(pairsOfCounts(seed)),
  'log values of three replicates': (seed) => pairsOfSamples('log2-normalised', seed),
  'log ratios of three replicates': (seed) => pairsOfSamples('log-ratio', seed),
};

const pairsOfCounts = (seed: number) =>
  simulatedScreen({ shares: [0, 0, 0.25, 0.25, 0.25, 0.25], pairs: additivePairs }, seed).screen;

const pairsOfSamples = (values: 'log2-normalised' | 'log-ratio', seed: number) =>
  Promise.resolve(
    simulatedSamples(
      { genes: 1200, replicates: 3, controls: 4, pairs: additivePairs, singles: 6, share: 0.25, values },
      seed,
    ),
  );

/** Null pairs with p ≤ .05, the mean of coefficients whose truth is 1, and the share of their intervals that hold it. */
export async function simulatedPairs(make: (seed: number) => Promise<EveryGene>, seeds: readonly number[]) {
  let [tests, below] = [0, 0];
  const coefficients: number[] = [];
  let held = 0;
  for (const seed of seeds) {
    const { pairs: found } = await measureEffects(await make(seed), 'auto', silent);
    for (const p of found.p)
      if (Number.isFinite(p)) {
        tests += 1;
        below += Number(p <= 0.05);
      }
    for (const { ofFirst, ofSecond } of found.pairs)
      for (const { value, low, high } of [ofFirst, ofSecond]) {
        if (!Number.isFinite(value)) continue;
        coefficients.push(value);
        held += Number(low < 1 && high > 1);
      }
  }
  return { below05: below / tests, coefficient: mean(coefficients), held: held / coefficients.length };
}

/** The largest difference of predicted and seen power in a tenth, of falls and of rises. */
export async function predictedPower(seeds: readonly number[]): Promise<readonly number[]> {
  const bins = await predictedAndSeen({}, { seeds, bins: 10 });
  return bins.map((tenths) =>
    Math.max(...tenths.filter(({ tests }) => tests > 0).map((one) => Math.abs(one.predicted - one.seen))),
  );
}

/** Most genes, among perturbations, that change. */
async function responding(screen: EveryGene): Promise<number> {
  const effects = await measureEffects(screen, 'controls', silent);
  return Math.max(
    ...toldPerturbations(effects, screen, rate).lines.map(
      ({ increased, decreased }) => increased + decreased,
    ),
  );
}

/** Most genes that "respond" in one of the perturbations, which do nothing but to depth, or to the one dominating gene. */
export async function technicalChanges(seeds: readonly number[]) {
  const most = { depth: 0, dominating: 0 };
  for (const seed of seeds) {
    const { screen } = simulatedScreen({ shares: [0], guides: 4, offTarget: 0, depthSpread: 0 }, seed);
    const isChanged = (cell: number) => screen.guides[screen.guideOfCell[cell] ?? 0]?.perturbation === 1;
    const halved: EveryGene = {
      ...screen,
      pass: (use, how) => {
        const random = Random.mixed(seed);
        const thinned = (count: number) => {
          let kept = 0;
          for (let molecule = 0; molecule < count; molecule++) kept += Number(random.uniform() < 0.5);
          return kept;
        };
        return screen.pass((entries) => {
          entries.rows.forEach((cell, at) => {
            if (isChanged(cell)) entries.values[at] = thinned(entries.values[at] as number);
          });
          use(entries);
        }, how);
      },
    };
    const dense = await denseOf(screen);
    const width = screen.genes.length;
    const lowered: EveryGene = {
      ...screen,
      pass: async (use, { places }) => {
        await Promise.resolve();
        const cells = screen.guideOfCell.length;
        const rows = Int32Array.from({ length: cells * width }, (_, at) => Math.floor(at / width));
        const values = Float64Array.from(dense, (count, at) => {
          if (at % width > 0) return count;
          const total = totalOf(dense.subarray(at, at + width));
          return Math.round(total * (isChanged(at / width) ? 0.2 : 1));
        });
        const placeOf = (at: number) => (places ? (places[at % width] ?? -1) : at % width);
        const kept = Array.from(values.keys()).filter((at) => placeOf(at) >= 0);
        use({
          count: kept.length,
          rows: Int32Array.from(kept, (at) => rows[at] ?? 0),
          genes: Int32Array.from(kept, placeOf),
          values: Float64Array.from(kept, (at) => values[at] ?? 0),
        });
      },
    };
    most.depth = Math.max(most.depth, await responding(halved));
    most.dominating = Math.max(most.dominating, (await responding(lowered)) - 1);
  }
  return most;
}
