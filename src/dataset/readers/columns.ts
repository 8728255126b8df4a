/** Building annotation columns from what a file holds: text with gaps to categories, names made unique. */
import type { AnnotationColumn } from '../annotation';

/** Categories in order of first appearance; null is missing. */
export function categoryColumn(name: string, values: readonly (string | null)[]): AnnotationColumn {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null) return -1;
    const known = codeOf.get(value);
    if (known !== undefined) return known;
    codeOf.set(value, codeOf.size);
    return codeOf.size - 1;
  });
  return { kind: 'category', name, categories: [...codeOf.keys()], codes };
}

export function booleanText(value: number): string {
  return value === 0 ? 'False' : 'True';
}

/** The second and later of equal names get '-1', '-2' …, never a name that is already taken. */
export function makeUnique(names: readonly string[]): {
  unique: readonly string[];
  duplicates: readonly string[];
} {
  const taken = new Set(names);
  if (taken.size === names.length) return { unique: names, duplicates: [] };
  const seen = new Map<string, number>();
  const duplicates = new Set<string>();
  const unique = names.map((name) => {
    let suffix = seen.get(name);
    if (suffix === undefined) {
      seen.set(name, 0);
      return name;
    }
    duplicates.add(name);
    do suffix += 1;
    while (taken.has(`${name}-${suffix}`));
    seen.set(name, suffix);
    taken.add(`${name}-${suffix}`);
    return `${name}-${suffix}`;
  });
  return { unique, duplicates: [...duplicates] };
}
