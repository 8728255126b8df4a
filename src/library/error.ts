/** What the library throws where data, settings or a run cannot be used: the error as data, and the page's words for it. */
import { describeInputError, type InputError } from '../present/text/errors';

export class ModulodeError extends Error {
  override readonly name = 'ModulodeError';
  /** What is wrong; its `tag` tells kinds apart. */
  readonly problem: InputError;
  /** What to do next. */
  readonly next: string;

  constructor(problem: InputError) {
    const { title, why, next } = describeInputError(problem);
    super(`${title}. ${why}`);
    this.problem = problem;
    this.next = next;
  }
}

/** The value, or what is wrong as an exception. */
export function unwrap<T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: InputError },
): T {
  if (!outcome.ok) throw new ModulodeError(outcome.error);
  return outcome.value;
}
