/**
 * What ends a command: a sentence for the person and the exit code for the shell. 1: the run failed; 2: what was typed or the file
 * cannot be used. Anything else that is thrown is a mistake of this program.
 */
import type { InputError } from '../present/text/errors';
import { terminalWords, type Words } from './advice';

export type ExitCode = 1 | 2;

export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly words: Words;
  /** The error as data, for `--json`; null where there is none. */
  readonly problem: InputError | null;

  constructor(exitCode: ExitCode, words: Words, problem: InputError | null = null) {
    super(words.title);
    this.exitCode = exitCode;
    this.words = words;
    this.problem = problem;
  }
}

/** Everything was said; only the exit code is left. */
export class Ended extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    super('ended');
    this.exitCode = exitCode;
  }
}

const failsTheRun: ReadonlySet<InputError['tag']> = new Set([
  'training-not-finite',
  'no-wasm-simd',
  'worker-lost',
  'training-out-of-memory',
  'out-of-memory',
]);

/** In the page's words, with the terminal's next step. */
export function failureOf(problem: InputError): Failure {
  return new Failure(failsTheRun.has(problem.tag) ? 1 : 2, terminalWords(problem), problem);
}

/** Something typed that cannot be meant. */
export function badUsage(title: string, why: string, next: string): Failure {
  return new Failure(2, { title, why, next });
}
