/**
 * A whole run as a file, `*.modulode.json`: cells, settings, result and view, for the page, the terminal and the library. JSON with
 * format and version; arrays of numbers are base64. Validates what the browser's storage holds: the parts of a run, and the lines of the
 * list of runs.
 */
import { z } from './zod';
import { demoNames, type Dataset } from '../dataset/dataset';
import { type ParsedJson, readTypedJson, typedJsonPieces } from './typedJson';
import { datasetSchema, whole, float32, int32 } from './datasetSchema';
import {
  methodsHold,
  methodsSchema,
  placementSchema,
  progressSchema,
  resultSchema,
  settingsSchema,
  summarySchema,
  truthSchema,
  viewSchema,
  moduleSchema,
  seriesSchema,
} from './schemas';
import { MAX_TEXT } from './link/frame';
import { holdsTogether, placementHolds, progressHolds, viewHolds } from './sizes';
import type { RunFileError } from './snapshot';
import type { Outcome } from '../dataset/errors';
import type { FinishedRun, LearningCurves } from './finishedRun';
import {
  type RunEntry,
  type SavedRun,
  type SavedStart,
  type SavedState,
  type SavedView,
  recordVersion,
} from './savedRun';
import { MAX_FRAMES } from './timeLapse';

const frame = z.object({
  step: whole,
  error: z.custom<number>((value) => typeof value === 'number').nullable(),
  pairs: int32,
  weights: float32,
  agreement: float32,
  modules: whole.nullable(),
});

/** Runs of earlier versions end in frames of averaged fits, which are no steps of learning: they are left out. */
const framesSchema = z
  .array(frame.extend({ averaged: whole.default(1) }))
  .max(MAX_FRAMES)
  .transform((frames) => frames.flatMap(({ averaged, ...rest }) => (averaged > 1 ? [] : [rest])));

/** How a run was learned: its curves and its time-lapse. */
const curvesSchema: z.ZodType<LearningCurves> = z.object({
  loss: seriesSchema,
  heldOut: seriesSchema,
  // Absent from older runs.
  timeLapse: z.exactOptional(
    z.object({
      frames: framesSchema,
      every: z.int().positive(),
      modules: z.array(z.array(moduleSchema)),
    }),
  ),
});

/** Of a curve: more than any training has steps, and fewer than a call takes arguments. */
const MAX_POINTS = 50_000;

/** Whether arrays are of one length and no longer than a training takes, and every pair, gene and set of modules exists. */
function curvesHold(
  { loss, heldOut, timeLapse }: LearningCurves,
  { genes, candidates }: Pick<Dataset, 'genes' | 'candidates'>,
): boolean {
  if (
    [loss, heldOut].some(({ steps, values }) => steps.length !== values.length || steps.length > MAX_POINTS)
  )
    return false;
  if (!timeLapse) return true;
  const { frames, modules } = timeLapse;
  const isGene = (gene: number) => gene < genes.length;
  const pairs = candidates.length * genes.length;
  return (
    frames.every(
      (one) =>
        one.pairs.every((pair) => pair >= 0 && pair < pairs) &&
        [one.weights, one.agreement].every(
          (values) => values.length === one.pairs.length && values.every(Number.isFinite),
        ) &&
        (one.modules === null || one.modules < modules.length),
    ) && modules.flat().every((module) => [...module.genes, ...module.regulators].every(isGene))
  );
}

/** Raise the version when the meaning of a field changes, and keep reading older ones. */
const header = { format: 'modulode-run', version: 1 };

/** Text of the file, in pieces: that of a large screen is longer than a string may be. */
export function* writeRunFile(run: FinishedRun): Generator<string, void, undefined> {
  const parts = Object.entries({ ...header, ...run });
  yield '{';
  for (const [i, [name, part]] of parts.entries()) {
    yield `${JSON.stringify(name)}:`;
    yield* typedJsonPieces(part);
    yield i + 1 < parts.length ? ',\n' : '\n}\n';
  }
}

/** `file`: name of the file, for error messages. */
export function readRunFile(text: string | ParsedJson, file: string): Outcome<FinishedRun, RunFileError> {
  const read = readTypedJson(text, header, runSchema, holds);
  if (read.ok) return read;
  const { error } = read;
  return {
    ok: false,
    error:
      error.tag === 'too-new'
        ? { tag: 'run-file-too-new', file, version: error.version }
        : { tag: `run-file-${error.tag}`, file },
  };
}

const effectsSchema = z.string().max(MAX_TEXT + 100);

const runSchema: z.ZodType<FinishedRun> = z.object({
  dataset: datasetSchema,
  settings: settingsSchema,
  truth: truthSchema.nullable(),
  demo: z.enum(demoNames).nullable(),
  result: resultSchema,
  summary: summarySchema,
  curves: curvesSchema,
  view: viewSchema,
  placement: placementSchema.nullable().default(null),
  // Absent from older runs.
  methods: z.exactOptional(methodsSchema),
  savedAt: z.number(),
  effects: z.exactOptional(effectsSchema),
});

function holds({ dataset, result, view, placement, curves, methods }: FinishedRun): boolean {
  return (
    holdsTogether(dataset, result) &&
    viewHolds(view, dataset.genes.length, result.modules.length) &&
    (placement === null || placementHolds(placement, dataset.genes.length)) &&
    curvesHold(curves, dataset) &&
    (methods === undefined || methodsHold(methods, dataset))
  );
}

/** null: damaged, or written by another version. A view, methods or effects that do not fit are left out. */
export function readRecord(
  start: unknown,
  state: unknown,
  {
    view,
    methods,
    effects,
  }: { readonly view?: unknown; readonly methods?: unknown; readonly effects?: unknown },
): SavedRun | null {
  const parsed = z.object({ start: startSchema, state: stateSchema }).safeParse({ start, state });
  if (!parsed.success) return null;
  const {
    start: { id, dataset },
    state: { id: sameId, progress, result, curves },
  } = parsed.data;
  // Other code relies on the sizes of arrays.
  const fits =
    holdsTogether(dataset, result) &&
    curvesHold(curves, dataset) &&
    (progress === null || progressHolds(progress));
  if (id !== sameId || !fits) return null;
  const seen = savedViewSchema.safeParse(view);
  const isShown =
    seen.success && savedViewHolds(seen.data, dataset.genes.length, result?.modules.length ?? 0);
  const found = methodsSchema.safeParse(methods);
  const measured = effectsSchema.safeParse(effects);
  return {
    ...parsed.data,
    view: isShown ? seen.data : null,
    methods: found.success && methodsHold(found.data, dataset) ? found.data : [],
    effects: measured.success ? measured.data : null,
  };
}

/** null: damaged. */
export function readEntry(entry: unknown): RunEntry | null {
  const parsed = entrySchema.safeParse(entry);
  return parsed.success ? parsed.data : null;
}

function savedViewHolds({ view, placement }: SavedView, genes: number, modules: number): boolean {
  return viewHolds(view, genes, modules) && (placement === null || placementHolds(placement, genes));
}

const demo = z.enum(demoNames).nullable();

const startSchema: z.ZodType<SavedStart> = z.object({
  version: z.literal(recordVersion),
  id: z.string(),
  dataset: datasetSchema,
  settings: settingsSchema,
  truth: truthSchema.nullable(),
  // Absent from earlier records.
  demo: demo.default(null),
});

const stateSchema: z.ZodType<SavedState> = z.object({
  version: z.literal(recordVersion),
  id: z.string(),
  savedAt: z.number(),
  summary: summarySchema,
  progress: progressSchema.nullable(),
  result: resultSchema.nullable(),
  curves: curvesSchema,
});

const savedViewSchema: z.ZodType<SavedView> = z.object({
  view: viewSchema,
  placement: placementSchema.nullable(),
});

const bytes = z.number().nonnegative();

const entrySchema: z.ZodType<RunEntry> = z.object({
  id: z.string(),
  name: z.string().nullable(),
  dataset: z.string(),
  demo,
  number: whole,
  savedAt: z.number(),
  cells: whole,
  genes: whole,
  perturbations: whole,
  seed: z.number(),
  error: z.number().nullable(),
  step: whole,
  steps: whole,
  finished: z.boolean(),
  // Earlier versions kept no methods and no effects.
  sizes: z.object({
    start: bytes,
    state: bytes,
    kept: bytes,
    methods: bytes.default(0),
    effects: bytes.default(0),
  }),
});
