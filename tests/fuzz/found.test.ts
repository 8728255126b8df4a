/** What fuzzing has found, each as a case of its own. */
import { expect, it } from 'vitest';
import { reportHtml } from '../../src/present/report/html';
import { readRunFile, writeRunFile } from '../../src/share/runFile';
import { wholeText } from '../../src/share/typedJson';
import { sampleRun } from '../support/present/sampleRun';
import { wholeRun } from '../support/share/wholeRun';

it('run files with predictions that are not finite have a report', () => {
  const run = sampleRun();
  const comparisons = run.result.comparisons.map((one, at) => ({
    ...one,
    predicted: at % 2 === 0 ? one.predicted.map(() => Number.NaN) : one.predicted,
    measured: one.measured.map(() => Infinity),
    standardError: one.standardError.map(() => Number.NaN),
  }));
  expect(
    reportHtml({ ...run, result: { ...run.result, comparisons } }, { version: '1', beside: null }),
  ).toContain('<svg');
});

it('run files whose curves have more points than a call takes arguments are refused', () => {
  const run = wholeRun();
  const curve = { steps: new Float64Array(150_000).fill(1), values: new Float64Array(150_000).fill(0.5) };
  for (const curves of [
    { ...run.curves, loss: curve },
    { ...run.curves, heldOut: curve },
  ])
    expect(readRunFile(wholeText(writeRunFile({ ...run, curves })), 'run.modulode.json')).toMatchObject({
      ok: false,
    });
});
