/** Synthetic snapshots of any size, drawn from a seed. */
import { presets } from '../../../src/dynamics/settings';
import type { FittedModel } from '../../../src/dynamics/fitted';
import { parameterLayout } from '../../../src/dynamics/problem';
import type { Network } from '../../../src/network/network';
import { Random } from '../../../src/numerics/random';
import type { Diagnosis } from '../../../src/inference/diagnosis/evidence';
import type { JudgedRun } from '../../../src/inference/verdict/judge';
import type { Caveats, SharedKnowledge, SharedNetwork, Snapshot, Tier } from '../../../src/share/snapshot';
import type { Placement } from '../../../src/share/view';
import { encodeLink } from '../../../src/share/link';
import { decodeRun } from './decodeRun';

interface SampleSize {
  readonly genes: number;
  readonly regulators: number;
  readonly modules: number;
}

export function sampleSnapshot(seed: number, size: SampleSize): Snapshot {
  const random = new Random(seed);
  const network = sampleNetwork(random, size);
  return {
    title: 'A made-up screen, “é”',
    day: 20_777,
    fingerprint: '0123456789abcdef',
    program: seed % 2 === 0 ? '0.3.0 (0a1b2c3d+)' : null,
    demo: seed % 2 === 0 ? 'myeloid' : null,
    settings: { ...presets.SH, seed, blur: 0.1 + 0.2 },
    choices: { heldOut: ['G1+G2', 'wt?'], regulators: seed % 3 === 0 ? null : ['G0'] },
    knowledge: seed % 2 === 0 ? null : sampleKnowledge,
    view: {
      step: 'perturb',
      bare: seed % 5 === 0,
      edgeBudget: 2 * size.genes,
      minimumStability: 0.35,
      selectedGene: size.genes - 1,
      sliders: [{ gene: 0, value: 0 }],
      time: seed % 2 === 0 ? 2.5 : null,
      scenarios: [],
      moduleNames: { 0: 'Rote Zellen' },
      namedAfter: {},
      hiddenGenes: [],
      hiddenEdges: [],
      colorBy: seed % 2 === 0 ? 'degree' : null,
      sizeBy: 'targets',
      arrangement: 'modules',
    },
    placement: samplePlacement(new Random(seed), size.genes),
    network,
    sliderModel: { kind: 'model', model: sampleModel(random, size, network.network) },
    effects: null,
  };
}

const sampleKnowledge: SharedKnowledge = {
  name: 'TRRUST v2, human',
  asked: 'auto',
  strength: 0.5,
  gain: { mean: 0.042, low: 0.0125, high: 0.07 },
  shuffledGain: -0.003,
};

const sampleCaveats: Caveats = {
  standing: { judged: 8, sure: false, ahead: { rival: 'linear', better: true } },
  lossesReplaced: true,
  shared: { weight: 0.75, fullAt: 0.25 },
  joined: false,
  resampled: { fits: 20, shuffled: { error: 0.875, stableShare: 0.12 } },
};

/** The same with all caveats. */
export function withCaveats(
  { network, ...rest }: Snapshot,
  caveats: Caveats | null = sampleCaveats,
): Snapshot {
  return { ...rest, network: network && { ...network, verdict: { ...network.verdict, caveats } } };
}

export const sampleJudged: JudgedRun = {
  noise: { reference: 'split-controls', perfect: 0.375, replicate: 0.75 },
  verdict: {
    predicts: {
      level: 'uncertain',
      reasons: [
        { tag: 'mean-predicts-as-well', rival: 'shrunk-mean', better: false, specific: true },
        { tag: 'includes-no-change', error: { value: 0.625, low: 0.5, high: 1.25 }, specific: true },
        { tag: 'below-no-change', error: { value: 0.625, low: 0.5, high: 1.25 }, judged: 8 },
      ],
    },
    edges: {
      level: 'uncertain',
      reasons: [
        { tag: 'undetected-in-controls', edges: 3, of: 12 },
        { tag: 'measurable-effects', measurable: 5, of: 8 },
      ],
    },
  },
};

const sampleEvidence: Pick<Diagnosis, 'effects' | 'suspectLabels'> = {
  effects: { measurable: 5, of: 8, labels: [] },
  suspectLabels: [
    { label: 'G1', reason: 'swapped', swappedWith: 'G2' },
    { label: 'G3', reason: 'inert', swappedWith: null },
  ],
};

/** The same with a verdict and its evidence. */
export function withJudged(
  { network, ...rest }: Snapshot,
  judged: JudgedRun = sampleJudged,
  evidence: Pick<Diagnosis, 'effects' | 'suspectLabels'> = sampleEvidence,
): Snapshot {
  if (!network) return { ...rest, network };
  const { verdict } = network;
  const diagnosis = { ...verdict.diagnosis, ...evidence };
  return { ...rest, network: { ...network, verdict: { ...verdict, diagnosis, judged } } };
}

export function samplePlacement(random: Random, genes: number): Placement {
  const positions = Float32Array.from({ length: 2 * genes }, () => 200 * random.normal());
  return { positions, room: { width: 750, height: 600 } };
}

export function sampleNetwork(random: Random, { genes, regulators }: SampleSize): SharedNetwork {
  const network: Network = {
    genes: Array.from({ length: genes }, (_, g) => `G${g}`),
    regulators: Int32Array.from({ length: regulators }, (_, r) => r),
    weights: Float32Array.from({ length: regulators * genes }, () => random.normal() ** 3 / 4),
    stability: Float32Array.from({ length: regulators * genes }, () => Math.round(3 * random.uniform()) / 3),
  };
  for (let r = 0; r < regulators; r++) network.weights[r * genes + r] = 0;
  return {
    network,
    edges: regulators * (genes - 1),
    allEdges: regulators * (genes - 1),
    averaged: 3,
    modules: [{ name: 'M1', genes: [...new Set([0, genes - 1])], regulators: [0], stability: 0.71 }],
    verdict: {
      diagnosis: {
        signal: 4.25,
        agreement: null,
        labels: { ownChange: 0.5, ownScore: 2.25, contradicted: 0.12, covariation: 1.5, expected: 4 },
        sharedFactor: null,
        typicalCorrelation: 0.062,
        effects: null,
        suspectLabels: [],
      },
      crossValidation: {
        folds: 3,
        error: 0.75,
        shrunkError: 0.625,
        kappa: 0.5,
        steps: [],
        errors: [],
        perPerturbation: [],
      },
      heldOut: { error: 1.5, shrunkError: 0.875, pearson: 0.25 },
      caveats: null,
      judged: null,
    },
    data: { cells: 3000, perturbations: 8, perturbed: [0], timeUnit: 'days' },
  };
}

function sampleModel(random: Random, size: SampleSize, { genes, regulators }: Network): FittedModel {
  const shape = { ...size, deltas: 0 };
  const perGene = (value: () => number) => Float64Array.from(genes, value);
  const scale = perGene(() => 0.2 + 0.3 * random.uniform());
  return {
    genes,
    regulators,
    shape,
    parameters: Float32Array.from({ length: parameterLayout(shape).total }, () => 0.4 * random.normal()),
    settings: presets.SH,
    mean: perGene(() => 0.5 + 2 * random.uniform()),
    scale,
    deltaGenes: new Int32Array(0),
    meanDelta: 1.75,
    kappa: 0.8,
    measured: null,
    margins: null,
    shared: null,
    back: {
      controlPseudobulk: perGene(() => 1 + 9 * random.uniform()),
      scale,
      wholeTotal: true,
      geneScale: perGene(() => 0.9 + 0.2 * random.uniform()),
    },
    lossesReplaced: false,
    clampFloor: -4,
    low: perGene(() => -2 - random.uniform()),
    high: perGene(() => 2 + random.uniform()),
    stepsKept: 280,
    latestTime: 5,
    leaveOut: [],
  };
}

/** ÷ and × with one decimal, two for small and none for large changes: an independent copy of the rule of the page. */
export function printedFactor(log2: number): string {
  const factor = 2 ** Math.abs(log2);
  const digits = factor < 1.1 ? 2 : factor < 100 ? 1 : 0;
  return factor < 1.025 ? 'same' : `${log2 < 0 ? '÷' : '×'} ${factor.toFixed(digits)}`;
}

/** A snapshot after encoding and decoding. */

export const demoSize = { genes: 11, regulators: 11, modules: 22 };

export async function passedOn(snapshot: Snapshot, tier: Tier): Promise<Snapshot> {
  const link = await encodeLink(snapshot, tier);
  if (!link.ok) throw new Error('the link is too long');
  const read = await decodeRun(link.value.text);
  if (!read.ok) throw new Error(read.error.tag);
  return read.value;
}
