/**
 * Validators of stored runs, in the browser or in a file. They give exactly the types of the other rooms, so a field added there does not
 * compile until it is checked here. Sizes and indices: sizes.ts; data sets: datasetSchema.ts. Validates results of other methods that are
 * kept with a run.
 */
import { z } from './zod';
import type { FittedModel } from '../dynamics/fitted';
import { MAX_SOLVER_STEPS, type TrainingSettings, presetNames } from '../dynamics/settings';
import { leftOutParts } from '../evaluation/methods/method';
import type { Truth } from '../evaluation/networks/truth';
import type { Confidence } from '../inference/run/confidence';
import type { SavedProgress } from '../inference/run/progress';
import { effectUnits, guidesUnusedReasons } from '../inference/diagnosis/evidence';
import type { EffectsOfFile } from '../inference/run/toldEffects';
import { type FitResult } from '../inference/run/result';
import type { RunSummary, Series } from './finishedRun';
import type { Module } from '../network/network';
import { float32, float64, int32, kind, knownEdges, strings, whole } from './datasetSchema';
import {
  type CellColour,
  type CellsChoice,
  MAX_CORNERS,
  MAX_SCENARIOS,
  MAX_SLIDER,
  type Placement,
  type ViewDocument,
  arrangements,
  arrowChoices,
  colorings,
  emptyView,
  sizings,
} from './view';
import type { Dataset } from '../dataset/dataset';
import type { KeptMethod } from './keptMethod';

const presetName = z.enum(presetNames);

export const settingsSchema: z.ZodType<TrainingSettings> = z.object({
  preset: presetName,
  seed: z.int(),
  steps: z.int().positive(),
  modules: z.int().positive().nullable(),
  start: z.enum(['warm', 'cold']),
  endpoint: z.enum(['means', 'clouds']),
  cloudEndpoints: z.int().positive(),
  cloudCells: z.int().positive(),
  blur: z.number().positive(),
  horizon: z.number().positive(),
  solverSteps: z.int().positive().max(MAX_SOLVER_STEPS),
  adjoint: z.enum(['discrete', 'continuous']),
  learningRate: z.number().positive(),
  betas: z.tuple([z.number(), z.number()]),
  warmupSteps: whole,
  clipNorm: z.number().positive(),
  cellWeight: z.number().nonnegative(),
  pathWeight: z.number().nonnegative(),
  cellBatch: z.int().positive(),
  rowNorm: z.number().positive(),
  cap: z.enum(['auto', 'on', 'off']),
  composition: z.enum(['auto', 'off']),
});

/** Of a new training; runs of versions before 0.3.0 may have taken the continuous adjoint. */
export const newSettingsSchema = settingsSchema.refine(({ adjoint }) => adjoint === 'discrete', {
  path: ['adjoint'],
  error: 'Training takes the discrete adjoint; the continuous one was removed in version 0.3.0',
});

export const truthSchema: z.ZodType<Truth> = z.object({
  name: z.string(),
  edges: knownEdges,
  renamed: z.exactOptional(z.array(z.object({ written: z.string(), gene: z.string() }))),
  directionAssumed: z.exactOptional(z.literal(true)),
});

/** An error relative to no change can be infinite or NaN; all other numbers are finite. */
const score = z.custom<number>((value) => typeof value === 'number');

const checkpoint = z.object({
  parameters: float32,
  firstMoment: float32,
  secondMoment: float32,
  step: whole,
});

export const progressSchema: z.ZodType<SavedProgress> = z.object({
  step: whole,
  fits: z.array(checkpoint),
  curve: z.array(z.object({ step: whole, error: score })),
  kept: z.array(z.object({ step: whole, error: score.nullable(), fits: z.array(float32) })),
  rateFactor: z.number().positive(),
  stages: z.literal([1, 4]).optional(),
});

const modelSchema: z.ZodType<FittedModel> = z.object({
  genes: strings,
  regulators: int32,
  shape: z.object({ genes: whole, regulators: whole, modules: whole, deltas: whole }),
  parameters: float32,
  settings: settingsSchema,
  mean: float64,
  scale: float64,
  deltaGenes: int32,
  meanDelta: z.number(),
  kappa: z.number(),
  // Absent from older runs.
  measured: z.object({ kappa: z.number(), lowered: int32, raised: int32 }).nullable().default(null),
  margins: z.object({ unseen: float64.nullable(), measured: float64 }).nullable().default(null),
  shared: z
    .object({ weight: z.number(), fullAt: z.number(), times: float64, response: float64 })
    .nullable()
    .default(null),
  back: z
    .object({ controlPseudobulk: float64, scale: float64, wholeTotal: z.boolean(), geneScale: float64 })
    .nullable(),
  lossesReplaced: z.boolean().default(false),
  clampFloor: z.number().nullable().default(null),
  low: float64,
  high: float64,
  stepsKept: whole,
  latestTime: z.number().nullable(),
  latent: z.exactOptional(z.array(whole)),
  doses: z.exactOptional(
    z.array(
      z.object({
        gene: whole,
        kind,
        unit: z.string(),
        doses: float64,
        levels: float64,
        half: z.number().nullable(),
        full: z.number(),
      }),
    ),
  ),
  leaveOut: z.array(float32),
});

const labelEvidence = z.object({
  ownChange: score,
  ownScore: score,
  contradicted: score,
  covariation: score,
  expected: score,
});

const errorInterval = z.object({ value: z.number(), low: z.number(), high: z.number() });

const confidenceSchema: z.ZodType<Confidence> = z.object({
  fits: whole,
  stability: float32,
  signAgreement: float32,
  low: float32,
  high: float32,
  modules: z.array(z.number()),
  nextPerturbations: z.array(
    z.object({
      gene: whole,
      kind,
      measured: z.boolean(),
      disagreement: z.number(),
      genes: z.array(whole),
    }),
  ),
  shuffled: z.object({ error: score, stableShare: z.number() }).nullable(),
});

export const moduleSchema: z.ZodType<Module> = z.object({
  name: z.string(),
  genes: z.array(whole),
  regulators: z.array(whole),
  stability: z.number().nullable(),
});

const measurableEffects = z.object({
  measurable: whole,
  of: whole,
  labels: z.array(z.string()),
  unit: z.exactOptional(z.enum(effectUnits)),
  guidesUnused: z.exactOptional(z.enum(guidesUnusedReasons)),
  sharedBy: z.exactOptional(z.array(z.string())),
});

const suspectLabels = z.array(
  z.object({
    label: z.string(),
    reason: z.enum(['swapped', 'inert', 'other']),
    swappedWith: z.string().nullable(),
  }),
);

const toldEffects = z.object({ labels: z.array(z.string()), log2: float32, q: float64 });

export const effectsOfFileSchema: z.ZodType<EffectsOfFile> = z.object({
  signal: z.object({ signal: score.nullable(), effects: measurableEffects.nullable() }),
  suspects: suspectLabels,
  told: toldEffects.nullable(),
});

export const resultSchema: z.ZodType<FitResult> = z.object({
  model: modelSchema,
  network: z.object({ genes: strings, regulators: int32, weights: float32, stability: float32.nullable() }),
  readout: z.enum(['learned', 'joined']).default('learned'),
  members: z.array(z.object({ preset: presetName, horizon: z.number().positive() })),
  modules: z.array(moduleSchema),
  diagnosis: z.object({
    signal: score.nullable(),
    agreement: score.nullable(),
    labels: labelEvidence.nullable().default(null),
    sharedFactor: score.nullable(),
    typicalCorrelation: score.nullable().default(null),
    effects: measurableEffects.nullable().default(null),
    suspectLabels: suspectLabels.default([]),
  }),
  start: z.exactOptional(
    z.object({ from: z.enum(['ridge', 'fluctuations', 'likelihood', 'random']), capped: z.boolean() }),
  ),
  crossValidation: z
    .object({
      folds: whole,
      steps: z.array(whole),
      errors: z.array(score),
      error: score,
      shrunkError: score,
      kappa: score,
      kappaInterval: z.exactOptional(z.tuple([score, score]).nullable()),
      perPerturbation: z.array(z.object({ label: z.string(), error: score })),
    })
    .nullable(),
  heldOut: z.object({ error: score, shrunkError: score, pearson: score }).nullable(),
  comparisons: z.array(
    z.object({
      label: z.string(),
      of: z.exactOptional(z.string()),
      role: z.enum(['training', 'cross-validated', 'held-out']),
      time: z.number().nullable(),
      targets: z.array(whole),
      cells: whole,
      strata: z.array(z.object({ stratum: whole, share: z.number() })).default([]),
      predicted: float32,
      measured: float32,
      standardError: float32,
    }),
  ),
  // Absent from older runs.
  controlSplit: z
    .object({ offsets: z.array(float32) })
    .nullable()
    .default(null),
  confidence: confidenceSchema.nullable().default(null),
  loadings: z.exactOptional(
    z.object({
      genes: strings,
      mean: float64,
      components: float32,
      weights: float32,
      error: float32,
      margin: float32,
      together: z.exactOptional(
        z.object({ error: errorInterval, ofMean: errorInterval, beyondMean: errorInterval }),
      ),
    }),
  ),
  seconds: z.number().nonnegative(),
  program: z.exactOptional(z.string()),
  // Last, as a run adds it.
  told: z.exactOptional(toldEffects),
});

export const seriesSchema: z.ZodType<Series> = z.object({ steps: float64, values: float64 });

const known = z.number().nullable();

export const summarySchema: z.ZodType<RunSummary> = z.object({
  step: whole,
  steps: z.int().positive(),
  loss: known,
  heldOutError: known,
  stableShare: known,
  stepsPerSecond: known,
  secondsLeft: z.tuple([z.number(), z.number()]).nullable(),
  secondsElapsed: z.number().nonnegative(),
});

const sliders = z.array(z.object({ gene: whole, value: z.number().min(0).max(MAX_SLIDER) }));

const cellColour: z.ZodType<CellColour> = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['perturbation', 'condition', 'predicted']) }),
  z.object({ kind: z.literal('column'), name: z.string() }),
  z.object({ kind: z.literal('gene'), gene: whole }),
  z.object({ kind: z.literal('module'), module: whole }),
]);

const cellsSchema: z.ZodType<CellsChoice> = z.object({
  places: z.union([z.literal('components'), z.object({ ofFile: z.string() })]).nullable(),
  colour: cellColour,
  arrows: z.enum(arrowChoices),
  pick: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('group'), colour: cellColour, name: z.string() }),
      z.object({
        kind: z.literal('lasso'),
        places: z.string().nullable(),
        corners: z.array(z.tuple([z.number(), z.number()])).max(MAX_CORNERS),
      }),
    ])
    .nullable(),
});

export const viewSchema: z.ZodType<ViewDocument> = z.object({
  selection: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('gene'), gene: whole }),
      z.object({ kind: z.literal('genes'), genes: z.array(whole).min(2) }),
      z.object({ kind: z.literal('edge'), source: whole, target: whole }),
      z.object({ kind: z.literal('module'), module: whole }),
    ])
    .nullable(),
  edgeBudget: z.int().positive(),
  minimumStability: z.number().min(0).max(1),
  hiddenModules: z.array(whole),
  // Absent from earlier files.
  hiddenGenes: z.array(whole).default([]),
  hiddenEdges: z.array(z.object({ source: whole, target: whole })).default([]),
  colorBy: z.enum(colorings).nullable().default(null),
  sizeBy: z.enum(sizings).default('targets'),
  arrangement: z.enum(arrangements).default('modules'),
  moduleNames: z.record(z.coerce.number().int().nonnegative(), z.string()),
  namedAfter: z
    .record(
      z.coerce.number().int().nonnegative(),
      z.object({
        set: z.string(),
        from: z.string(),
        overlap: whole,
        genes: whole,
        q: z.number().min(0).max(1),
      }),
    )
    .default({}),
  pins: z.array(z.object({ gene: whole, x: z.number(), y: z.number() })),
  layoutFrozen: z.boolean(),
  sliders,
  scenarios: z
    .array(z.object({ name: z.string().nullable(), sliders: sliders.min(1), time: z.number().nullable() }))
    .max(MAX_SCENARIOS)
    .default([]),
  time: z.number().nullable().default(null),
  cells: cellsSchema.default(emptyView.cells),
  truthOverlay: z.boolean(),
  measuredOverlay: z.boolean().default(false),
  undoneRevisions: z.array(z.object({ source: whole, target: whole })).default([]),
});

export const placementSchema: z.ZodType<Placement> = z.object({
  positions: float32,
  room: z.object({ width: z.number().positive(), height: z.number().positive() }),
});

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable();

const ofBars = <Figure extends z.ZodType>(figure: Figure) =>
  z.object({ degree: figure, 'pair-logistic': figure, 'degree-product': z.exactOptional(figure) });

const links = z.object({
  hidden: z.exactOptional(z.enum(['regulators', 'pairs'])),
  network: z.exactOptional(z.string()),
  regulators: whole,
  density: z.number(),
  averagePrecision: interval,
  bars: ofBars(z.number().nullable()),
  beyond: ofBars(interval),
  exceedsBoth: z.boolean(),
});

/** An error relative to no change can be infinite or NaN. */
const error = z.custom<number>((value) => typeof value === 'number');

export const methodsSchema: z.ZodType<readonly KeptMethod[]> = z.array(
  z.object({
    name: z.string(),
    settings: z.record(z.string(), z.number()),
    seed: z.int(),
    cells: z.string().nullable(),
    embeddings: z.exactOptional(
      z.object({ name: z.string(), genes: z.object({ all: whole, covered: whole }) }),
    ),
    ofModel: z.boolean(),
    seconds: z.number().nonnegative(),
    unseen: z.object({ error, perturbations: whole }).nullable(),
    links: z.exactOptional(links),
    without: z.exactOptional(z.record(z.enum(leftOutParts), error.nullable())),
    pairs: int32.nullable(),
    weights: float32,
  }),
);

/** Whether every weight is a number and belongs to a pair of the data set. */
export function methodsHold(
  methods: readonly KeptMethod[],
  { genes, candidates }: Pick<Dataset, 'genes' | 'candidates'>,
): boolean {
  const length = candidates.length * genes.length;
  return methods.every(
    ({ pairs, weights }) =>
      weights.length === (pairs?.length ?? length) &&
      !weights.some(Number.isNaN) &&
      (pairs === null || pairs.every((pair) => pair >= 0 && pair < length)),
  );
}
