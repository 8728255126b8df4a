/** Lazy evaluation: running a generator to its end, and computing a value once. */

/** Runs a generator that yields its progress to the end and returns its result. */
export function drain<Result>(computation: Iterator<unknown, Result>): Result {
  let step = computation.next();
  while (step.done !== true) step = computation.next();
  return step.value;
}

/** Computes a value when it is first asked for. */
export function once<Value>(compute: () => Value): () => Value {
  let found: { readonly value: Value } | null = null;
  return () => (found ??= { value: compute() }).value;
}

/**
 * Computes a function of an immutable object once per object. Quality control asks the same of 100,000 cells for
 * every rule a person types.
 */
export function memoize<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const found = known.get(key) ?? { value: compute(key) };
    known.set(key, found);
    return found.value;
  };
}
