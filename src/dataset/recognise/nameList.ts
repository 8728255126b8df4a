/** Reading a pasted list of names: one per line, or parted by commas, semicolons, tabs, or (failing those) blanks. */

export interface NameList {
  /** Names that are known, in the spelling of `known`, each once. */
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

export function readNames(text: string, known: readonly string[]): NameList {
  const parts = text
    .split(/[\n\r,;\t]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return { found: [], missing: [] };
  const byLowerCase = new Map(known.map((name) => [name.toLowerCase(), name]));
  // A part that is no name as it stands may be several names parted by blanks.
  const names = parts.flatMap((part) => (byLowerCase.has(part.toLowerCase()) ? [part] : part.split(/\s+/)));
  const found = names.map((name) => byLowerCase.get(name.toLowerCase())).filter((name) => name !== undefined);
  const missing = names.filter((name) => !byLowerCase.has(name.toLowerCase()));
  return { found: [...new Set(found)], missing: [...new Set(missing)] };
}
