/**
 * Validity of the confidence of edges, on screens with a known network.
 * `node scripts/run.mjs bench/confidence.ts sure [--fits N] [--data FOLDER] SET …`: number of true edges among the strongest (two per gene), by the
 * share of resampled fits that contain them, on the screen and with shuffled labels; and the cost.
 * `node scripts/run.mjs bench/confidence.ts next [--fits N] [--screens N] [--seed N]`: half of the regulators of new screens are perturbed; AUPRC with three
 * more: those on which the fits disagree most, least, or random ones.
 */
import { parseArgs } from 'node:util';
import { fitResampled } from '../src/inference/confidence/fitResampled';
import { refit, type RunToRepeat } from '../src/inference/confidence/refit';
import type { ResampledFit } from '../src/inference/run/confidence';
import { shuffledCheck } from '../src/inference/confidence/shuffledCheck';
import { summarise } from '../src/inference/confidence/summarise';
import type { Dataset } from '../src/dataset/dataset';
import { createDevice } from '../src/dynamics/device/createDevice';
import { presets } from '../src/dynamics/settings';
import { compareWithTruth } from '../src/evaluation/networks/truthComparison';
import type { Truth } from '../src/evaluation/networks/truth';
import { shuffledLabels } from '../src/evaluation/referenceFree/conditionEffects';
import type { CreateDevice } from '../src/inference/run/fit';
import { strongestPairs } from '../src/network/ranking';
import { Random } from '../src/numerics/random';
import { fitted } from './accuracy/measure';
import { loops, simulated } from './accuracy/screens';
import { fileOfSet, loadKnownSet } from './knownSet';
import { processorMs } from './engine/machine';

/** Number of perturbations added, and of random draws of as many. */
const added = 3;
const draws = 5;

const device: CreateDevice = (problem) => createDevice('wasm', problem);
const ignore = () => undefined;
const processorSeconds = () => processorMs() / 1000;

export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      fits: { type: 'string', default: '10' },
      screens: { type: 'string', default: '4' },
      seed: { type: 'string', default: '0' },
      data: { type: 'string', default: '../shared/data' },
    },
  });
  const [what, ...sets] = positionals;
  const fits = Number(values.fits);
  if (what === 'sure') await printStability(sets, values.data, fits);
  else await printNext(Number(values.screens), Number(values.seed), fits);
  return 0;
}

async function printStability(sets: readonly string[], data: string, fits: number): Promise<void> {
  console.log(
    'set\tlabels\terror\tholds ≥ .9\t.5 to .9\t< .5\twithout chance\t.5 to .9\t< .5\tshuffled: error\tstable share\ts per fit\ts check\tMB',
  );
  for (const set of sets) {
    const known = await loadKnownSet(fileOfSet(data, set) ?? set);
    for (const labels of ['true', 'shuffled'] as const) {
      const dataset = labels === 'true' ? known.dataset : shuffledLabels(known.dataset, 99);
      console.log([known.name, labels, ...(await stabilityRow(dataset, known.truth, fits))].join('\t'));
    }
  }
}

async function stabilityRow(dataset: Dataset, truth: Truth, fits: number): Promise<readonly string[]> {
  const run = await runOf(dataset);
  const before = processorSeconds();
  const again = await resampledFits(run, fits);
  const between = processorSeconds();
  const shuffled = await shuffledCheck(run, device, ignore);
  const after = processorSeconds();
  const { network, crossValidation } = run.result;
  const truths = new Set(truth.edges.map(({ source, target }) => `${source} ${target}`));
  const genes = dataset.genes.length;
  const nameOf = (gene: number | undefined) => dataset.genes[gene ?? -1] ?? '';
  const isTrue = (pair: number) =>
    truths.has(`${nameOf(dataset.candidates[Math.floor(pair / genes)])} ${nameOf(pair % genes)}`);
  const strongest = [...strongestPairs(network, 2 * genes)];
  const trueOf = (stability: Float32Array) =>
    [
      [0.9, 2],
      [0.5, 0.9],
      [-1, 0.5],
    ].map(([from = 0, to = 0]) => {
      const within = strongest.filter((pair) => {
        const share = stability[pair] ?? 0;
        return share >= Math.fround(from) && share < Math.fround(to);
      });
      return `${within.filter(isTrue).length}/${within.length}`;
    });
  const summary = summarise(run.result, dataset, again, shuffled);
  const { stability } = summarise(run.result, dataset, again, null);
  return [
    (crossValidation?.shrunkError ?? NaN).toFixed(2),
    ...trueOf(summary.stability),
    ...trueOf(stability),
    (shuffled?.check.error ?? NaN).toFixed(2),
    (shuffled?.check.stableShare ?? NaN).toFixed(2),
    ((between - before) / fits).toFixed(2),
    (after - between).toFixed(1),
    (process.memoryUsage().rss / 1e6).toFixed(0),
  ];
}

async function printNext(screens: number, seed: number, fits: number): Promise<void> {
  console.log('screen\thalf\tmost disagreed\tleast disagreed\tat random, mean\tof them below the most\tall');
  for (let screen = 0; screen < screens; screen++) {
    const name = `loops ${seed + screen}`;
    const { dataset, truth } = await simulated(
      name,
      { ...loops, kind: 'knockout', seed: seed + screen },
      0.5,
    );
    const run = await runOf(dataset);
    const { nextPerturbations } = summarise(run.result, dataset, await resampledFits(run, fits), null);
    const ranked = nextPerturbations
      .filter(({ measured }) => !measured)
      .map(({ gene }) => dataset.genes[gene] ?? '')
      .filter((gene) => dataset.heldOut.includes(gene));
    const with3 = (genes: readonly string[]) =>
      auprc(run, { ...dataset, heldOut: dataset.heldOut.filter((label) => !genes.includes(label)) }, truth);
    const random = new Random(seed + screen);
    const byChance: number[] = [];
    for (let draw = 0; draw < draws; draw++) {
      const order = random.permutation(ranked.length).slice(0, added);
      byChance.push(await with3(Array.from(order, (at) => ranked[at] ?? '')));
    }
    const most = await with3(ranked.slice(0, added));
    console.log(
      [
        name,
        (await with3([])).toFixed(3),
        most.toFixed(3),
        (await with3(ranked.slice(-added))).toFixed(3),
        (byChance.reduce((sum, value) => sum + value, 0) / draws).toFixed(3),
        `${byChance.filter((value) => value < most).length}/${draws}`,
        (await with3(ranked)).toFixed(3),
      ].join('\t'),
    );
  }
}

async function runOf(
  dataset: Dataset,
): Promise<RunToRepeat & { readonly result: Awaited<ReturnType<typeof fitted>> }> {
  const settings = presets.default;
  return { dataset, settings, result: await fitted(dataset, settings) };
}

async function resampledFits(run: RunToRepeat, fits: number): Promise<readonly ResampledFit[]> {
  const made: ResampledFit[] = [];
  for (let index = 0; index < fits; index++) made.push(await fitResampled(run, index, device, ignore));
  return made;
}

/** AUPRC of one fit to `dataset`, as long as the run's. */
async function auprc(run: RunToRepeat, dataset: Dataset, truth: Truth): Promise<number> {
  const seed = run.settings.seed;
  const { network } = await refit(run, {
    dataset,
    seed,
    createDevice: device,
    read: () => Promise.resolve(),
    onProgress: ignore,
  });
  return compareWithTruth(network, truth, 0)?.auprc ?? NaN;
}
