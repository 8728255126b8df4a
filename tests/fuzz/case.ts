/** What the fuzz tests and `npm run fuzz` share: a format, a case of it, and what is found wrong with one. */
import { DatasetFailure, type Outcome } from '../../src/dataset/errors';
import type { Random } from '../../src/numerics/random';

export interface FuzzFormat {
  readonly name: string;
  readonly draw: (random: Random) => FuzzCase | Promise<FuzzCase>;
}

export interface FuzzCase {
  /** What a stranger would send, kept with a finding; null: several files. */
  readonly content: string | Uint8Array<ArrayBuffer> | null;
  readonly read: () => Promise<Reading>;
}

export interface Reading {
  /** 'read', or the tag of the declared error. */
  readonly end: string;
  /** What is wrong with the content that was accepted. */
  readonly fault: string | null;
}

/** Ends of a reader that gives an outcome. */
export async function readingOf<T>(
  outcome: Outcome<T, { readonly tag: string }>,
  fault: (value: T) => string | null | Promise<string | null>,
): Promise<Reading> {
  return outcome.ok
    ? { end: 'read', fault: await fault(outcome.value) }
    : { end: outcome.error.tag, fault: null };
}

/** What went wrong, and how the case ended. Only DatasetFailure is a declared exception. */
export async function judged(one: FuzzCase): Promise<Reading> {
  const before = prototypeKeys();
  let reading: Reading;
  try {
    reading = await one.read();
  } catch (error) {
    reading =
      error instanceof DatasetFailure
        ? { end: error.problem.tag, fault: null }
        : { end: 'thrown', fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const after = prototypeKeys();
  return before === after ? reading : { ...reading, fault: `Prototypes were changed: ${before} → ${after}` };
}

function prototypeKeys(): string {
  const prototypes: readonly object[] = [
    Object.prototype,
    Array.prototype,
    Function.prototype,
    String.prototype,
    Map.prototype,
  ];
  return prototypes.map((one) => Reflect.ownKeys(one).length).join(' ');
}

/** Where an object from a file has another prototype than plain ones; null: nowhere. */
export function alienPrototype(value: unknown, path = ''): string | null {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (![Object.prototype, Array.prototype, Map.prototype, null].includes(prototype as null)) return path;
  for (const [key, inner] of Object.entries(value)) {
    const found = alienPrototype(inner, `${path}.${key.slice(0, 40)}`);
    if (found !== null) return found;
  }
  return null;
}
