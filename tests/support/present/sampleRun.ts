/** A synthetic finished run, drawn from a seed, its benchmark, and an empty figure. */
import { presets, type TrainingSettings } from '../../../src/dynamics/settings';
import type { Confidence } from '../../../src/inference/run/confidence';
import type { Comparison } from '../../../src/inference/run/result';
import { Random } from '../../../src/numerics/random';
import { type FinishedRun, finishedRunOf } from '../../../src/share/finishedRun';
import { samplePlacement, sampleSnapshot } from '../share/sampleSnapshot';
import { drain } from '../../../src/numerics/lazy';
import { benchmarkWithTruth } from '../../../src/inference/benchmark/truth';
import { runBenchmark } from '../../../src/inference/benchmark/runBenchmark';
import type { FullBenchmark } from '../../../src/inference/benchmark/benchmark';
import type { Scene } from '../../../src/present/figure/scene';
import { plainScreen } from '../dataset/plainScreen';

const size = { genes: 6, regulators: 4, modules: 5 };
const labels = ['P0', 'P1', 'P2', 'P3'];

interface SampleChange {
  readonly names?: readonly string[];
  /** Cross-validated error. */
  readonly error?: number;
  readonly settings?: Partial<TrainingSettings>;
}

/** Six genes, the first four are regulators and knocked out in turn; P3 is held out; the known network has two edges. */
export function sampleRun({ names = [], error = 0.625, settings = {} }: SampleChange = {}): FinishedRun {
  const { network: shared, sliderModel } = sampleSnapshot(4, size);
  if (!shared || sliderModel?.kind !== 'model') throw new Error('the sample has both');
  const random = new Random(5);
  const nameOf = (original: string, i: number) => names[i % Math.max(1, names.length)] ?? original;
  const genes = shared.network.genes.map((gene, i) => (names.length > 0 ? `${nameOf(gene, i)}${i}` : gene));
  const label = (i: number) => nameOf(labels[i] ?? '', i + 1);
  const drawn = () => Float32Array.from({ length: size.genes }, () => random.normal() / 3);
  const comparison = (i: number, role: Comparison['role']): Comparison => {
    const [predicted, measured] = [drawn(), drawn()];
    const standardError = drawn().map(Math.abs);
    return {
      label: label(i),
      role,
      time: 2,
      targets: [i],
      cells: 30,
      strata: [],
      predicted,
      measured,
      standardError,
    };
  };
  const { verdict, modules } = shared;
  const run = finishedRunOf({
    dataset: plainScreen({
      name: nameOf('screen.h5ad', 2),
      fingerprint: 'ab'.repeat(32),
      genes,
      cells: 170,
      values: new Float32Array(170 * size.genes),
      conditionOfCell: Int32Array.from({ length: 170 }, (_, cell) =>
        cell < 50 ? 0 : Math.floor((cell - 20) / 30),
      ),
      conditions: [
        { label: 'ctrl', interventions: [], time: 2, cells: 50 },
        ...labels.map((_, gene) => ({
          label: label(gene),
          interventions: [{ gene, kind: 'knockout' as const }],
          time: 2,
          cells: 30,
        })),
      ],
      control: { mode: 'cells', labels: ['ctrl'] },
      candidates: shared.network.regulators,
      heldOut: [label(3)],
      timeUnit: nameOf('days', 3),
      notes: [{ tag: 'labels-not-genes', labels: [nameOf('wt?', 4)] }],
    }),
    settings: { ...presets.H, ...settings },
    truth: {
      name: nameOf('truth.tsv', 5),
      edges: [
        { source: genes[0] ?? '', target: genes[1] ?? '', sign: 1 },
        { source: genes[2] ?? '', target: genes[5] ?? '', sign: 0 },
      ],
    },
    result: {
      model: { ...sliderModel.model, settings: { ...presets.H, ...settings } },
      network: { ...shared.network, genes },
      readout: 'learned',
      members: [],
      modules,
      diagnosis: verdict.diagnosis,
      crossValidation: {
        folds: 3,
        steps: [100, 200, 280],
        errors: [0.9, 0.7, error],
        error: 0.75,
        shrunkError: error,
        kappa: 0.5,
        perPerturbation: [0, 1, 2].map((i) => ({ label: label(i), error: error + 0.1 * i })),
      },
      heldOut: { error: 1.5, shrunkError: error, pearson: 0.25 },
      controlSplit: null,
      comparisons: [
        ...[0, 1, 2].map((i) => comparison(i, 'training')),
        comparison(3, 'held-out'),
        ...[0, 1, 2].map((i) => comparison(i, 'cross-validated')),
      ],
      confidence: null,
      seconds: 4.5,
    },
    loss: { steps: Float64Array.of(1, 2, 3), values: Float64Array.of(4, 2, 1) },
    savedAt: 1_700_000_000_000,
  });
  return {
    ...run,
    placement: samplePlacement(random, size.genes),
    view: { ...run.view, moduleNames: names.length > 0 ? { 0: nameOf('', 0) } : {} },
  };
}

/** Of twenty resampled fits without edges. */
export function sampleConfidence(change: Partial<Confidence>): Confidence {
  const none = new Float32Array();
  const edges = { stability: none, signAgreement: none, low: none, high: none };
  return { fits: 20, ...edges, modules: [], nextPerturbations: [], shuffled: null, ...change };
}

/** Without the two tree methods, which are slow. */
export function sampleBeside({ dataset, settings, result, truth }: FinishedRun): FullBenchmark {
  const { card, networks } = drain(runBenchmark({ dataset, settings, result, budget: 12 }, 0));
  return { card, truthCard: truth && benchmarkWithTruth(networks, truth, dataset, settings.seed) };
}

/** Without edges, selection, hidden modules, comparison or uncertainty. */
export const plainScene: Scene = {
  genes: [],
  perturbed: new Set([0]),
  edges: [],
  modules: [],
  moduleNames: {},
  hiddenModules: [],
  hiddenGenes: [],
  hiddenEdges: [],
  selection: null,
  hovered: null,
  arrangement: 'modules',
  shading: null,
  sizes: null,
  pinned: new Set(),
  reference: null,
  change: null,
  doubt: null,
};
