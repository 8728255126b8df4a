/** docs/promises.md names a test for every promise; each of them exists under its name. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/promises.md', 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('- '));
/** `- **what it means for a reader**: name of the test (`file`)`, the first where the name does not say it. */
const row = /^- (?:\*\*[^*]+\*\*: )?(.+) \(`([^`]+)`\)$/;

/** What runners show as a name stands in the code as a text of its own. */
function textsOf(code: string): ReadonlySet<string> {
  return new Set([...code.matchAll(/(['"`])((?:(?!\1|\n).)+)\1/g)].map(([, , text = '']) => text));
}

describe('promises', () => {
  it('are many, each with a test and its file', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const line of rows) expect(line).toMatch(row);
  });

  it.each(rows)('%s', (line) => {
    const [, test = '', file = ''] = row.exec(line) ?? [];
    expect(textsOf(readFileSync(file, 'utf8'))).toContain(test);
  });
});
