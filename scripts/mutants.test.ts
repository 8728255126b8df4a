/** The kept list of mutants still fits the code: each text stands once in its file, and its tests are there. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changed, mutantsIn, readMutants } from './mutants/list';

const mutants = readMutants();

describe('the list of mutants', () => {
  it('has at least sixty, each with words of its own', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(60);
    expect(new Set(mutants.map(({ part }) => part)).size).toBe(mutants.length);
    expect(readFileSync('docs/promises.md', 'utf8')).toContain(`Of ${mutants.length} mistakes`);
  });

  it.each(mutants)('$part', (mutant) => {
    const code = readFileSync(mutant.file, 'utf8');
    expect(changed(code, mutant)).not.toBeNull();
    expect(mutant.replacement).not.toBe(mutant.text);
    expect(existsSync(mutant.test)).toBe(true);
  });
});

it('lines of a text and of its replacement are read with their indentation', () => {
  const [one, other] = mutantsIn(
    '# for the reader\n\nA part\na.ts | a.test.ts\n- if (a)\n-   b();\n+ b();\n\n\nB\nb.ts | b.test.ts\n- c\n+ d\n',
  );
  expect(one).toEqual({
    part: 'A part',
    file: 'a.ts',
    test: 'a.test.ts',
    text: 'if (a)\n  b();',
    replacement: 'b();',
  });
  expect(other?.part).toBe('B');
});

it('a text that is missing, or stands twice, changes nothing', () => {
  const mutant = { part: '', file: '', test: '', text: 'a', replacement: 'b' };
  expect(changed('xay', mutant)).toBe('xby');
  expect(changed('xy', mutant)).toBeNull();
  expect(changed('aa', mutant)).toBeNull();
});
