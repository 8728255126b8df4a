import { expect, it } from 'vitest';
import { printable, printing } from './host';
import { runCli } from './program';
import { testHost } from '../../tests/support/cli/testHost';

it('makes what commands a terminal visible and leaves the rest, tabs, lines and other writings', () => {
  expect(printable('\u001B[31mGATA1\u0007\r\u009B2J\u202E')).toBe(
    String.raw`\u001b[31mGATA1\u0007\u000d\u009b2J\u202e`,
  );
  expect(printable('α\tΔ × 2\n時間 “é” 😀')).toBe('α\tΔ × 2\n時間 “é” 😀');
});

it('keeps the values of a JSON document', () => {
  const value = { label: '\u001B]0;title\u0007\u0085\u007F', rows: ['a\tb', 'c\nd'] };
  const printed = printable(JSON.stringify(value));
  expect(printed).not.toMatch(/[\u007F-\u009F]/);
  expect(JSON.parse(printed)).toEqual(value);
});

it('covers results, talk and the line that is rewritten', () => {
  const lines: string[] = [];
  const host = testHost();
  const safe = printing({ ...host, status: (line) => lines.push(line) });
  safe.out('\u001B[2J');
  safe.tell('\u001B[3J');
  safe.status?.('\u001B[4J');
  expect([host.printed(), ...host.told, ...lines]).toEqual(
    ['2J', '3J', '4J'].map((code) => String.raw`\u001b[${code}`),
  );
  expect(printing(host).status).toBeNull();
});

it('holds for what was typed too', async () => {
  const host = testHost();
  expect(await runCli(['\u001B[31mred'], host)).toBe(2);
  expect(host.told.join('\n')).not.toContain('\u001B');
});
