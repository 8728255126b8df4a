/** Exception of the library for unusable data, settings or runs: the error as data, with the page's sentences. */
import { describeInputError, type InputError } from '../present/text/errors';

export class ModulodeError extends Error {
  override readonly name = 'ModulodeError';
  /** The error as data; `tag` is its kind. */
  readonly problem: InputError;
  /** What to do next: the page and the terminal say the same, with their buttons and options. */
  readonly next: string;

  constructor(problem: InputError) {
    const { title, why, next } = describeInputError(problem);
    super(`${title}. ${why}`);
    this.problem = problem;
    this.next = next;
  }
}

/** The value of an outcome. Throws ModulodeError. */
export function unwrap<T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: InputError },
): T {
  if (!outcome.ok) throw new ModulodeError(outcome.error);
  return outcome.value;
}
