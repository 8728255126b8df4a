import { aMapping, aRecognition } from '../../tests/support/dataset/recognition';
import { describe, expect, it, test } from 'vitest';
import { describeInputError } from '../present/text/errors';
import { describeNote } from '../present/text/notes';
import { readiness } from '../present/text/mapping';
import { datasetNotes, inputErrors } from '../../tests/support/present/testData';
import { addMappingOptions } from './mappingOptions';
import { terminalWords, unblocking } from './failure';
import { Command } from 'commander';

/** Words that refer to the page; “screen” alone may mean the experiment. */
const ofThePage =
  /\bdrop(?:s|ped)?\b|\btabs?\b|\bbuttons?\b|(?<!web )\bpage\b|\bbrowser\b|\bon screen\b|\breload\b|\bon Check\b|\babove\b|\bbelow\b|\bclick\b|\bpress\b/i;

describe.each([
  ['a terminal', terminalWords],
  ['programs', describeInputError],
] as const)('for %s', (_surface, describeError) => {
  test.each(Object.values(inputErrors))('$tag is told without a word about the page', (error) => {
    const { title, why, next } = describeError(error);
    for (const part of [title, why, next]) expect(part).not.toMatch(ofThePage);
    expect(next).toMatch(/^[A-Z].*[.:]$/u);
  });
});

test.each(Object.values(inputErrors))('$tag names no option of the terminal to programs', (error) => {
  expect(describeInputError(error).next).not.toMatch(/--[a-z]/);
});

test.each(Object.values(inputErrors))(
  '$tag has the title, the reason and the commands of the page',
  (error) => {
    const { next: _page, action: _button, choices: _buttons, ...shared } = describeInputError(error);
    expect(terminalWords(error)).toMatchObject(shared);
  },
);

test.each(Object.values(datasetNotes))('the note $tag says nothing about the page', (note) => {
  const { title, detail } = describeNote(note);
  expect(`${title} ${detail}`).not.toMatch(ofThePage);
});

it('names only options that there are', () => {
  const known = addMappingOptions(new Command()).options.map(({ long }) => long);
  const elsewhere = ['--seed', '--preset'];
  const named = Object.values(inputErrors).flatMap(
    (error) => terminalWords(error).next.match(/--[a-z-]+/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(10);
  expect([...known, ...elsewhere]).toEqual(expect.arrayContaining(named));
});

test.each(['no-perturbation-column', 'no-targets-measured', 'no-controls', 'scaled-values'] as const)(
  'a file blocked by %s is told why and by which option to go on',
  (blocked) => {
    const recognition = { ...aRecognition(aMapping), perturbationColumns: [], blocked };
    const { ready, text } = readiness(recognition, aMapping);
    expect(ready).toBe(false);
    expect(text).not.toMatch(ofThePage);
    expect(unblocking(blocked)).toMatch(/--[a-z-]+/);
  },
);

it('a file of one sample is advised to come with the others', () => {
  const error = { tag: 'too-few-cells', file: 'WT.counts', needed: 20 } as const;
  expect(terminalWords({ ...error, cells: 1 }).next).toContain('the files of all samples together');
  expect(terminalWords({ ...error, cells: 2 }).next).toContain('--perturbation-column');
  const samples = terminalWords({ ...error, cells: 5, rows: 'sample' });
  expect(samples.why).toContain('5 usable samples');
  expect(samples.next).toContain('the files of more samples together');
});
