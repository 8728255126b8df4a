/** The kept list of single changes (mutants.txt), each a mistake that a test must notice. */
import { readFileSync } from 'node:fs';

/** Of reports, and of what files are transformed to. */
export const FOLDER = '.cache/mutants';

export interface Mutant {
  /** What the change takes out or turns, in words; no two are alike. */
  readonly part: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly text: string;
  readonly replacement: string;
  /** The file of tests of which one must fail. */
  readonly test: string;
}

/**
 * Entries are separated by empty lines: the part in words, then `file | file of tests`, then the lines of the text, each after `- `, and those of
 * its replacement, each after `+ `. Lines of several hold their indentation. Lines that begin with `#` are for the reader.
 */
export function mutantsIn(text: string): readonly Mutant[] {
  const entries = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split(/\n{2,}/)
    .map((entry) => entry.trim().split('\n'))
    .filter((lines) => lines.length > 1);
  return entries.map(([part = '', files = '', ...lines]) => {
    const [file = '', test = ''] = files.split(' | ');
    const after = (mark: string) =>
      lines
        .filter((line) => line.startsWith(mark))
        .map((line) => line.slice(2))
        .join('\n');
    return { part, file, test, text: after('-'), replacement: after('+') };
  });
}

export function readMutants(): readonly Mutant[] {
  return mutantsIn(readFileSync('scripts/mutants/mutants.txt', 'utf8'));
}

/** The code with the change; null where the text is not there, or more than once. */
export function changed(code: string, { text, replacement }: Mutant): string | null {
  const parts = code.split(text);
  return parts.length === 2 ? parts.join(replacement) : null;
}
