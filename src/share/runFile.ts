/**
 * A whole run as a file, `*.modulode.json`: cells, settings, result and view, for the page, the terminal and the library. JSON with
 * format and version; arrays of numbers are base64.
 */
import { z } from 'zod';
import { demoNames } from '../dataset/dataset';
import { readHeaded, toTypedJson } from './typedJson';
import { datasetSchema } from './datasetSchema';
import {
  placementSchema,
  resultSchema,
  seriesSchema,
  settingsSchema,
  summarySchema,
  truthSchema,
  viewSchema,
} from './schemas';
import { holdsTogether, placementHolds, viewHolds } from './sizes';
import type { RunFileError } from './snapshot';
import type { Outcome } from '../dataset/errors';
import type { FinishedRun } from './finishedRun';

const format = 'modulode-run';
/** Raise it when the meaning of a field changes, and keep reading older versions. */
const version = 1;

/** Text of the file in pieces, for a Blob: the cells of a large screen are a separate piece. */
export function writeRunFile(run: FinishedRun): readonly string[] {
  const parts = Object.entries({ format, version, ...run });
  return [
    '{',
    ...parts.map(
      ([name, part], i) =>
        `${JSON.stringify(name)}:${toTypedJson(part)}${i + 1 < parts.length ? ',\n' : '\n}\n'}`,
    ),
  ];
}

/** `file`: name of the file, for error messages. */
export function readRunFile(text: string, file: string): Outcome<FinishedRun, RunFileError> {
  const read = readHeaded(text, format, version);
  switch (read.kind) {
    case 'damaged':
      return failed({ tag: 'run-file-damaged', file });
    case 'alien':
      return failed({ tag: 'run-file-alien', file });
    case 'too-new':
      return failed({ tag: 'run-file-too-new', file, version: read.version });
    case 'content':
      return runIn(read.content, file);
    default:
      return read satisfies never;
  }
}

function runIn(content: unknown, file: string): Outcome<FinishedRun, RunFileError> {
  const run = runSchema.safeParse(content);
  if (!run.success || !holds(run.data)) return failed({ tag: 'run-file-damaged', file });
  return { ok: true, value: run.data };
}

const runSchema: z.ZodType<FinishedRun> = z.object({
  dataset: datasetSchema,
  settings: settingsSchema,
  truth: truthSchema.nullable(),
  demo: z.enum(demoNames).nullable(),
  result: resultSchema,
  summary: summarySchema,
  curves: z.object({ loss: seriesSchema, heldOut: seriesSchema }),
  view: viewSchema,
  placement: placementSchema.nullable().default(null),
  savedAt: z.number(),
});

function holds({ dataset, result, view, placement, curves }: FinishedRun): boolean {
  return (
    holdsTogether(dataset, result) &&
    viewHolds(view, dataset.genes.length, result.modules.length) &&
    (placement === null || placementHolds(placement, dataset.genes.length)) &&
    [curves.loss, curves.heldOut].every(({ steps, values }) => steps.length === values.length)
  );
}

function failed(error: RunFileError): { readonly ok: false; readonly error: RunFileError } {
  return { ok: false, error };
}
