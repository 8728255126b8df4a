import { expect, it } from 'vitest';
import { emptyRun } from '../../../session/state';
import { afterReload } from './NewVersion';

const summary = { ...emptyRun.summary, step: 1240 };

it.each([
  ['running', true, null, /in training is kept at step 1,240: Resume continues it/],
  ['preparing', true, null, /in training is kept: Resume/],
  ['finished', true, null, /kept under Runs/],
  ['running', false, 'myeloid', /demo is not kept/],
  ['finished', false, null, /not kept in this browser: keep it first/],
  ['idle', false, null, /^$/],
] as const)('a %s run, kept: %s, demo: %s', (phase, isKept, demo, says) => {
  expect(afterReload({ ...emptyRun, summary, phase, demo }, isKept)).toMatch(says);
});
