/** Which read-out a run has, and that everything read from a joined network is joined alike. */
import { describe, expect, it } from 'vitest';
import { presets } from '../../dynamics/settings';
import type { Dataset } from '../../dataset/dataset';
import { prepare, type Prepared } from '../../dynamics/prepare/prepare';
import { joinedWeights } from '../../network/joinedWeights';
import { edgeStability } from '../../network/stability';
import { Random } from '../../numerics/random';
import { leaveOutWeights } from './buildResult';
import { createThreadDevice } from './fit';
import { type Effects, effectsOf, readoutOf, readWeights } from './fusion';
import { Inference } from './inference';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';

const names = (genes: number) => Array.from({ length: genes }, (_, g) => `g${g}`);

describe('the read-out', () => {
  const genes = names(24);
  const network = { genes, regulators: Int32Array.of(0, 1) };
  const weights = Float32Array.from({ length: 48 }, (_, at) => (at === 0 || at === 25 ? 0 : 1));
  const effects = (supported: number, oneSampleEach = false): Effects => ({
    oneSampleEach,
    scores: Float64Array.from(weights, (weight, at) => (at <= supported ? 5 : -5) * weight),
    isMeasured: [true, true],
    field: null,
  });
  const ofCells = (agreement: number | null, supported: number) =>
    readoutOf(network, weights, { agreement }, { main: effects(supported) });

  it('is joined for single samples of enough genes', () => {
    const samples = { main: effects(48, true) };
    expect(readoutOf(network, weights, { agreement: null }, samples)).toBe('joined');
    const few = { genes: names(10), regulators: network.regulators };
    const own = weights.slice(0, 20);
    expect(readoutOf(few, own, { agreement: null }, samples)).toBe('learned');
  });

  it('is joined for cells only where effects contradict both co-variation and the strongest edges', () => {
    expect(ofCells(0.3, 12)).toBe('joined');
    expect(ofCells(0.1, 24)).toBe('joined');
    expect(ofCells(0.3, 24)).toBe('learned');
    expect(ofCells(0.8, 12)).toBe('learned');
    expect(ofCells(null, 12)).toBe('learned');
    // A network without edges has none that effects could contradict.
    const none = new Float32Array(weights.length);
    expect(readoutOf(network, none, { agreement: 0.3 }, { main: effects(12) })).toBe('learned');
  });

  it('halves what rests on misleading covariation alone, also for a leave-out fit that saw no effect', () => {
    const half = { ...effects(48), isMeasured: [true, false] };
    const read = readWeights(network, weights, half, 'joined', half.isMeasured);
    expect([...read.subarray(26)]).toEqual([...weights.subarray(26)].map((weight) => weight / 2));
    expect(readWeights(network, weights, half, 'learned', half.isMeasured)).toBe(weights);
    const samples = { ...half, oneSampleEach: true };
    expect(readWeights(network, weights, samples, 'joined', half.isMeasured)[30]).toBe(1);
  });

  it('has fewer edges of genes never perturbed in a small panel of cells, where a perturbation explains them', () => {
    const few = { genes: names(10), regulators: network.regulators };
    const own = Float32Array.from({ length: 20 }, (_, at) => (at % 11 === 0 ? 0 : at === 1 ? 3 : 1));
    const half: Effects = {
      oneSampleEach: false,
      scores: new Float64Array(20),
      isMeasured: [true, false],
      field: null,
    };
    // g0 → g1 of 3 was perturbed; g1 → g0 of 1 was not.
    const expected = own.map((weight, at) => (at === 10 ? 1 / (1 + 3 ** 2) : weight));
    expect(readWeights(few, own, half, 'learned', half.isMeasured)).toEqual(expected);
    const all = [true, true];
    expect(readWeights(few, own, half, 'learned', all)).toEqual(own);
    // Joined, without a significant effect: the same, and then half.
    const joined = readWeights(
      few,
      own,
      { ...half, scores: Float64Array.from(own, (weight, at) => (at < 10 ? weight : 0)) },
      'joined',
      half.isMeasured,
    );
    expect(joined[10]).toBeCloseTo(0.5 / (1 + 3 ** 2), 6);
    expect(joined[12]).toBe(0.5);
    const samples = { ...half, oneSampleEach: true };
    expect(readWeights(few, own, samples, 'learned', half.isMeasured)).toBe(own);
    // A field that is equal for all edges but g1 → g9.
    const field = Float64Array.from({ length: 20 }, (_, at) => (at === 19 ? 2 : at % 2));
    const joinedTwice = readWeights(few, own, { ...half, field: () => field }, 'learned', half.isMeasured);
    expect([...joinedTwice.subarray(0, 10)]).toEqual([...own.subarray(0, 10)]);
    expect(joinedTwice[19]).toBe(1);
    expect(joinedTwice[10]).toBeCloseTo(Math.sqrt(0.1 * ((0.1 + 7) / 8)), 6);
  });

  it('is learned where no regulator was perturbed alone', () => {
    const none = { ...effects(0, true), isMeasured: [false, false] };
    expect(readoutOf(network, weights, { agreement: 0 }, { main: none })).toBe('learned');
  });
});

/** Normal noise without a network: training starts from the ridge. */
function cellsWithoutNetwork(genes: number, each: number): Dataset {
  const random = new Random(11);
  const labels = ['control', ...names(6)];
  return plainScreen({
    genes: names(genes),
    values: Float32Array.from({ length: labels.length * each * genes }, () => 2 + 0.3 * random.normal()),
    conditionOfCell: Int32Array.from({ length: labels.length * each }, (_, cell) => Math.floor(cell / each)),
    conditions: labels.map((label, at) => ({
      label,
      interventions: at === 0 ? [] : [{ gene: at - 1, kind: 'knockout' as const }],
      time: null,
      cells: each,
    })),
  });
}

it('the field of fluctuating cells is used at any number of genes, where cells are enough for covariances', () => {
  const [small, large, few, single] = [
    [10, 20],
    [24, 20],
    [24, 7],
    [24, 1],
  ].map(([genes = 0, each = 0]) =>
    prepare(cellsWithoutNetwork(genes, each), presets.H, new Set(names(6))),
  ) as [Prepared, Prepared, Prepared, Prepared];
  expect([small, large, few, single].map(({ start }) => start)).toEqual(Array(4).fill('ridge'));
  expect(effectsOf(small).field?.()).toHaveLength(10 * 10);
  expect(effectsOf(large).field?.()).toHaveLength(24 * 24);
  expect([few, single].map((one) => effectsOf(one).field)).toEqual([null, null]);
});

/** One sample of each knockout of a chain of genes, and five without perturbation. */
function samplesOfChain(genes: number): Dataset {
  const random = new Random(7);
  const wild = 5;
  const values = new Float32Array((wild + genes) * genes);
  for (let row = 0; row < wild + genes; row++)
    for (let g = 0; g < genes; g++) {
      const out = row - wild;
      const lost = out < 0 || g < out ? 0 : 2 * 0.7 ** (g - out);
      values[row * genes + g] = Math.max(0, 2 - lost + 0.2 * random.normal());
    }
  return plainScreen({
    name: 'chain',
    fingerprint: 'chain',
    genes: names(genes),
    cells: wild + genes,
    values,
    conditionOfCell: Int32Array.from({ length: wild + genes }, (_, row) => Math.max(0, row - wild + 1)),
    conditions: [
      { label: 'control', interventions: [], time: null, cells: wild },
      ...names(genes).map((label, gene) => ({
        label,
        interventions: [{ gene, kind: 'knockout' as const }],
        time: null,
        cells: 1,
      })),
    ],
    candidates: Int32Array.from({ length: genes }, (_, g) => g),
  });
}

it('single samples of a cascade: direct edges first, and stability of networks joined alike', async () => {
  const genes = 20;
  const inference = await Inference.create(
    samplesOfChain(genes),
    { ...presets.H, steps: 60 },
    createThreadDevice,
  );
  try {
    while (!inference.isDone) await inference.advance();
    const result = await inference.result();
    const { network, readout, model } = result;
    expect(readout).toBe('joined');
    const forced = await Inference.create(
      samplesOfChain(genes),
      { ...presets.H, steps: 60 },
      createThreadDevice,
      { readout: 'learned' },
    );
    while (!forced.isDone) await forced.advance();
    const learned = (await forced.result()).network.weights;
    forced.dispose();
    expect(network.weights).toEqual(joinedWeights(network, learned, inference.effects.main));
    const others = leaveOutWeights(model, inference.effects, 'joined');
    expect(others.length).toBeGreaterThan(1);
    expect(network.stability).toEqual(edgeStability(network.weights, others));
    const direct = (weights: Float32Array) =>
      [...weights.keys()]
        .toSorted((a, b) => Math.abs(weights[b] ?? 0) - Math.abs(weights[a] ?? 0))
        .slice(0, genes - 1)
        .filter((at) => (at % genes) - Math.floor(at / genes) === 1).length;
    expect(direct(network.weights)).toBeGreaterThan(direct(learned));
    expect(direct(network.weights)).toBeGreaterThanOrEqual(16);
  } finally {
    inference.dispose();
  }
}, 60_000);
