/** Asks a computation that yields its progress until it is done, and gives what it returns. */
export function toTheEnd<Result>(computation: Iterator<unknown, Result>): Result {
  let step = computation.next();
  while (step.done !== true) step = computation.next();
  return step.value;
}
