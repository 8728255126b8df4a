/** docs/promises.md names a test for every promise; each of them exists under its name. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/promises.md', 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('|') && !/^\| (?:promise|---)/.test(line));

/** What runners show as a name stands in the code as a text of its own. */
function textsOf(code: string): ReadonlySet<string> {
  return new Set([...code.matchAll(/(['"`])((?:(?!\1|\n).)+)\1/g)].map(([, , text = '']) => text));
}

describe('promises', () => {
  it('are many, each in a row of promise, file and test', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row).toMatch(/^\| [^|]+ \| `[^`|]+` \| [^|]+ \|$/);
  });

  it.each(rows)('%s', (row) => {
    const [, file = '', test = ''] = /\| `([^`]+)` \| ([^|]+) \|$/.exec(row) ?? [];
    expect(textsOf(readFileSync(file, 'utf8'))).toContain(test);
  });
});
