/** What a validator found, in a sentence that names the place, what stands there and what is allowed. */
import type { z } from 'zod';

/** The first thing that is wrong with `value`. */
export function describeIssue(error: z.ZodError, value: unknown): string {
  const [issue] = error.issues;
  if (!issue) return '';
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return `${place === '' ? 'It' : `“${place}”`} has no place for ${issue.keys.map((key) => `“${key}”`).join(', ')}.`;
  const found = JSON.stringify(at(value, issue.path)) ?? 'nothing';
  return `${place === '' ? '' : `“${place}” is ${found}: `}${lowered(issue.message)}.`;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
