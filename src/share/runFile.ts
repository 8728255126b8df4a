/**
 * A whole run as a file, `*.modulode.json`: cells, settings, result and view, for the page, the terminal and the library. JSON with
 * format and version; arrays of numbers are base64.
 */
import { z } from './zod';
import { demoNames } from '../dataset/dataset';
import { readTypedJson, typedJsonPieces, type ParsedJson } from './typedJson';
import { datasetSchema } from './datasetSchema';
import { methodsHold, methodsSchema } from './keptMethodSchema';
import { curvesHold, curvesSchema } from './learningCurves';
import {
  placementSchema,
  resultSchema,
  settingsSchema,
  summarySchema,
  truthSchema,
  viewSchema,
} from './schemas';
import { holdsTogether, placementHolds, viewHolds } from './sizes';
import type { RunFileError } from './snapshot';
import type { Outcome } from '../dataset/errors';
import type { FinishedRun } from './finishedRun';

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
