/** How work that can fail on what people bring comes back: errors as data, thrown ones are bugs. */
export type Outcome<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };
