/**
 * A whole run as a file, `*.modulode.json`: cells, settings, result, view, so that it opens again here and in the command
 * line. JSON with a header that says what it is and in which version.
 */
import type { Dataset } from '../dataset/dataset';
import type { TrainingSettings } from '../dynamics/settings';
import type { Truth } from '../evaluation/truth';
import type { FitResult } from '../inference/result';
import type { Read, RunFileError } from './snapshot';
import type { RunSummary, Series } from './summary';
import { fromTypedJson, toTypedJson } from './typedJson';
import type { ViewDocument } from './view';

export interface FinishedRun {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly truth: Truth | null;
  readonly isDemo: boolean;
  readonly result: FitResult;
  readonly summary: RunSummary;
  readonly curves: { readonly loss: Series; readonly heldOut: Series };
  readonly view: ViewDocument;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

const format = 'modulode-run';
const version = 1;

/** The file's text in pieces, for a Blob. */
export function writeRunFile(run: FinishedRun): readonly string[] {
  return [toTypedJson({ format, version, ...run })];
}

/** `text`: the file's content; `file`: its name, for the explanation. */
export function readRunFile(text: string, file: string): Read<FinishedRun, RunFileError> {
  try {
    return { ok: true, value: fromTypedJson(text) as FinishedRun };
  } catch {
    return { ok: false, error: { tag: 'run-file-damaged', file } };
  }
}
