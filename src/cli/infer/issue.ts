/** What a validator found, in a sentence that names the place, what stands there and what is allowed. */
import type { z } from 'zod';

/** The first thing that is wrong with `value`. */
export function describeIssue(error: z.ZodError, value: unknown): string {
  const [issue] = error.issues;
  if (!issue) return '';
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return `${place === '' ? 'It' : `“${place}”`} has no place for ${issue.keys.map((key) => `“${key}”`).join(', ')}.`;
  const found = at(value, issue.path);
  if (issue.code === 'invalid_type')
    return `${place === '' ? 'It' : `“${place}”`} is ${found === undefined ? 'missing' : shown(found)}: ${kinds[issue.expected] ?? issue.expected} is expected.`;
  return `${place === '' ? '' : `“${place}” is ${shown(found)}: `}${lowered(issue.message)}.`;
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a text',
};

function shown(found: unknown): string {
  return typeof found === 'number' ? String(found) : (JSON.stringify(found) ?? 'nothing');
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
