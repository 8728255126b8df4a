import { describe, expect, it } from 'vitest';
import { inCanonicalOrder } from '../../dataset/canonicalOrder';
import type { Dataset } from '../../dataset/dataset';
import { createDevice } from '../../dynamics/device/createDevice';
import { presets, type TrainingSettings } from '../../dynamics/settings';
import { shuffledLabels } from '../../evaluation/referenceFree/conditionEffects';
import { chain } from '../../../tests/support/inference/chain';
import type { CreateDevice } from '../run/fit';
import { Inference } from '../run/inference';
import { plantedScreen } from '../../../tests/support/inference/planted';
import type { FitResult } from '../run/result';
import { strongestPairs } from '../../network/ranking';
import { Random } from '../../numerics/random';
import { fitResampled } from './fitResampled';
import type { RunToRepeat } from './refit';
import { shuffledCheck } from './shuffledCheck';
import { summarise } from './summarise';
import { withConfidence } from '../run/confidence';

const device: CreateDevice = (problem) => createDevice('wasm', problem);
const unheard = () => undefined;
const short: TrainingSettings = { ...presets.H, steps: 40, cellBatch: 64 };

type Run = RunToRepeat & { readonly result: FitResult };

async function trained(dataset: Dataset, settings = short): Promise<Run> {
  const inference = await Inference.create(dataset, settings, device);
  while (!inference.isDone) await inference.advance();
  const result = { ...(await inference.result()), seconds: 0 };
  inference.dispose();
  return { dataset, settings, result };
}

function fitsOf(run: RunToRepeat, count: number) {
  return Promise.all(Array.from({ length: count }, (_, index) => fitResampled(run, index, device, unheard)));
}

describe('a fit to resampled data', () => {
  it('has the same bits alone and after others', async () => {
    const run = await trained(chain());
    const together = await fitsOf(run, 3);
    expect(await fitResampled(run, 2, device, unheard)).toEqual(together[2]);
    expect(together[0]?.weights).not.toEqual(together[1]?.weights);
  });

  it('predicts the effect of every knockout of a chain, and 0 for the gene itself', async () => {
    const [fit] = await fitsOf(await trained(chain()), 1);
    const answer = (source: number, target: number) => fit?.responses[source * 5 + target] ?? NaN;
    for (let gene = 0; gene < 5; gene++) expect(answer(gene, gene)).toBe(0);
    expect(answer(0, 1)).toBeLessThan(-0.3);
    expect(answer(1, 2)).toBeGreaterThan(0.1);
  });

  it('reports its progress to the end', async () => {
    const shares: number[] = [];
    await fitResampled(await trained(chain()), 0, device, (share) => shares.push(share));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('works with single-cell conditions and without controls', async () => {
    const screen = chain();
    const first = (condition: number) => screen.conditionOfCell.indexOf(condition);
    const cells = Array.from(screen.conditionOfCell.keys()).filter((cell) => {
      const condition = screen.conditionOfCell[cell] ?? 0;
      return condition !== 2 || cell === first(2);
    });
    const oneCell: Dataset = {
      ...screen,
      cells: cells.length,
      values: Float32Array.from(cells.flatMap((cell) => [...screen.values.subarray(cell * 5, cell * 5 + 5)])),
      conditionOfCell: Int32Array.from(cells, (cell) => screen.conditionOfCell[cell] ?? 0),
      conditions: screen.conditions.map((own, c) => (c === 2 ? { ...own, cells: 1 } : own)),
    };
    for (const dataset of [oneCell, { ...screen, control: { mode: 'others' } as const }]) {
      const fits = await fitsOf(await trained(dataset), 3);
      for (const { weights, responses } of fits) {
        expect(weights.every(Number.isFinite)).toBe(true);
        expect(responses.every(Number.isFinite)).toBe(true);
        expect(weights.some((weight) => weight !== 0)).toBe(true);
      }
    }
  });

  it('does not depend on the order of the cells in a file, once they are in canonical order', async () => {
    const screen = chain();
    const order = new Random(4).permutation(screen.cells);
    const turned: Dataset = {
      ...screen,
      values: Float32Array.from(
        [...order].flatMap((cell) => [...screen.values.subarray(cell * 5, cell * 5 + 5)]),
      ),
      conditionOfCell: Int32Array.from(order, (cell) => screen.conditionOfCell[cell] ?? 0),
    };
    const fits = [];
    for (const dataset of [screen, turned])
      fits.push(await fitsOf(await trained(inCanonicalOrder(dataset).dataset), 1));
    expect(fits[1]).toEqual(fits[0]);
  });
});

describe('confidence', () => {
  const settings: TrainingSettings = { ...presets.H, steps: 150 };
  const { dataset, truth, regulatorsOf } = plantedScreen(4, 8, 3);
  const genes = dataset.genes.length;
  const isPlanted = (pair: number) =>
    regulatorsOf[truth[pair % genes] ?? -1]?.includes(Math.floor(pair / genes)) === true;

  const shareTrue = (pairs: readonly number[]) => pairs.filter(isPlanted).length / Math.max(1, pairs.length);

  async function measured(own: Dataset) {
    const run = await trained(own, settings);
    const shuffled = await shuffledCheck(run, device, unheard);
    const confidence = summarise(run.result, own, await fitsOf(run, 8), shuffled);
    return { ...run, confidence, shuffled };
  }

  it('is high for planted edges, low for others, and reproduces planted modules', async () => {
    const { result, confidence } = await measured(dataset);
    const strongest = Array.from(strongestPairs(result.network, 2 * genes));
    const stable = strongest.filter((pair) => (confidence.stability[pair] ?? 0) >= 0.5);
    const unstable = strongest.filter((pair) => (confidence.stability[pair] ?? 0) < 0.5);
    expect(shareTrue(stable)).toBeGreaterThan(0.9);
    expect(shareTrue(stable)).toBeGreaterThan(shareTrue(unstable));
    expect(stable.length).toBeGreaterThan(genes);
    for (const pair of stable) {
      expect(confidence.low[pair] ?? 0).toBeLessThanOrEqual(confidence.high[pair] ?? 0);
      expect(confidence.signAgreement[pair] ?? 0).toBeGreaterThanOrEqual(confidence.stability[pair] ?? 0);
    }
    expect(Math.min(...confidence.modules)).toBeGreaterThan(0.5);
    const { shrunkError = NaN } = result.crossValidation ?? {};
    expect(shrunkError).toBeLessThan(0.5 * (confidence.shuffled?.error ?? NaN));
    const sure = withConfidence(result, confidence);
    expect(sure.network.stability).toBe(confidence.stability);
    expect(sure.modules.map(({ stability }) => stability)).toEqual(confidence.modules);
  }, 120_000);

  it('is low for shuffled labels: no better than no change, and most of the strongest edges unstable', async () => {
    const { result, confidence, shuffled } = await measured(shuffledLabels(dataset, 1));
    const strongest = Array.from(strongestPairs(result.network, 2 * genes));
    const stable = strongest.filter((pair) => (confidence.stability[pair] ?? 0) >= 0.5);
    expect(stable.length / strongest.length).toBeLessThan(0.4);
    // The chance of the controls, which all perturbations share, is not predicted: with any such labels the error is about 1.
    const { shrunkError = NaN } = result.crossValidation ?? {};
    expect(shrunkError).toBeGreaterThan(0.95);
    expect(shuffled?.check.error).toBeGreaterThan(0.95);
    expect(shuffled?.check.stableShare).toBeLessThan(0.4);
  }, 120_000);

  it('of a screen of two perturbations has no check with shuffled labels', async () => {
    const run = await trained({ ...chain(), heldOut: ['G1', 'G3'] });
    expect(await shuffledCheck(run, device, unheard)).toBeNull();
  });
});
