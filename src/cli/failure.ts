/**
 * Exceptions that end a command, with sentences for the person and an exit code for the shell: 1 for a failed run, 2 for unusable input
 * or options. Any other exception is a bug.
 */
import type { InputError } from '../present/text/errors';
import { terminalWords, type Words } from './advice';

export class Failure extends Error {
  readonly exitCode: 1 | 2;
  readonly words: Words;
  /** The error as data, for `--json`. */
  readonly problem: InputError | null;

  constructor(exitCode: 1 | 2, words: Words, problem: InputError | null = null) {
    super(words.title);
    this.exitCode = exitCode;
    this.words = words;
    this.problem = problem;
  }
}

/** Ends a command with exit code 2 after all output is written. */
export class Ended extends Error {}

const failsTheRun: ReadonlySet<InputError['tag']> = new Set([
  'training-not-finite',
  'worker-lost',
  'training-out-of-memory',
  'out-of-memory',
]);

/** An error of the shared core as a Failure. */
export function failureOf(problem: InputError): Failure {
  return new Failure(failsTheRun.has(problem.tag) ? 1 : 2, terminalWords(problem), problem);
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A Failure for unusable options or paths. */
export function badUsage(title: string, why: string, next: string): Failure {
  return new Failure(2, { title, why, next });
}
