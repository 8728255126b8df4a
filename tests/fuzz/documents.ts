/** Files that are JSON: runs, checkpoints and configurations, damaged in their values, keys and arrays. */
import { configIn } from '../../src/cli/infer/configFile';
import { Failure } from '../../src/cli/failure';
import { presets } from '../../src/dynamics/settings';
import { predictChange } from '../../src/dynamics/predict';
import { reportHtml } from '../../src/present/report/html';
import { readCheckpoint, type RunCheckpoint, writeCheckpoint } from '../../src/share/checkpointFile';
import type { FinishedRun } from '../../src/share/finishedRun';
import { readRunFile, writeRunFile } from '../../src/share/runFile';
import { wholeText } from '../../src/share/typedJson';
import { sampleRun } from '../support/present/sampleRun';
import { sampleCheckpoint } from '../support/share/sampleCheckpoint';
import { wholeRun } from '../support/share/wholeRun';
import { alienPrototype, type FuzzFormat, type Reading, readingOf } from './case';
import { mutatedJson, pick } from './mutateText';

const runs = [wholeRun(), sampleRun()].map((run) => wholeText(writeRunFile(run)));

/** Written again and read again it is the same, it predicts, and its report can be written. */
function runFault(run: FinishedRun): string | null {
  const alien = alienPrototype(run);
  if (alien !== null) return `${alien} has another prototype.`;
  const text = wholeText(writeRunFile(run));
  const again = readRunFile(text, 'again.modulode.json');
  if (!again.ok) return `Written again, it is refused: ${again.error.tag}.`;
  if (wholeText(writeRunFile(again.value)) !== text) return 'Written again, it is another run.';
  const { model } = run.result;
  // A hostile number of small steps is only slow.
  if (model.settings.solverSteps <= 200) predictChange(model, [{ gene: 0, value: 0 }], null);
  const report = reportHtml(run, null);
  return /<script/iu.test(report) ? 'Its report has a script.' : null;
}

const runFormat: FuzzFormat = {
  name: 'runs',
  draw(random) {
    const content = mutatedJson(pick(random, runs, ''), random);
    return { content, read: () => readingOf(readRunFile(content, 'run.modulode.json'), runFault) };
  },
};

const checkpoint = wholeText(writeCheckpoint(sampleCheckpoint));

function checkpointFault(read: RunCheckpoint): string | null {
  const text = wholeText(writeCheckpoint(read));
  const again = readCheckpoint(text);
  if (!again.ok) return `Written again, it is refused: ${again.error.tag}.`;
  return wholeText(writeCheckpoint(again.value)) === text ? null : 'Written again, it is another checkpoint.';
}

const checkpointFormat: FuzzFormat = {
  name: 'checkpoints',
  draw(random) {
    const content = mutatedJson(checkpoint, random);
    return { content, read: () => readingOf(readCheckpoint(content), checkpointFault) };
  },
};

const config = JSON.stringify({
  format: 'modulode-config',
  version: '0.2.0',
  files: ['a.h5ad'],
  controlsFile: null,
  truth: null,
  prior: 'trrust',
  priorStrength: 'auto',
  table: { firstLine: 'names', rows: 'cells', notGenes: ['x'], asGenes: [] },
  mapping: {
    perturbationColumn: 'perturbation',
    control: { mode: 'cells', labels: ['ctrl'] },
    kind: 'knockout',
    genes: { total: 100, pasted: ['GATA1'] },
    filter: { leastCounts: 500 },
  },
  settings: presets.default,
  seeds: [1, 2],
  device: 'auto',
  threads: 2,
  confidence: 10,
  method: { name: 'pearson', settings: { a: 1 }, of: [] },
  causalBench: false,
  top: null,
  inputs: [{ name: 'a.h5ad', bytes: 3, sha256: 'ab' }],
});

const configFormat: FuzzFormat = {
  name: 'configurations',
  draw(random) {
    const content = mutatedJson(config, random);
    return { content, read: () => Promise.resolve(readConfig(content)) };
  },
};

function readConfig(content: string): Reading {
  try {
    const found = configIn(JSON.parse(content), (why) => new Failure(2, { title: 'refused', why, next: '' }));
    const alien = alienPrototype(found);
    return { end: 'read', fault: alien === null ? null : `${alien} has another prototype.` };
  } catch (error) {
    if (error instanceof Failure || error instanceof SyntaxError || error instanceof RangeError)
      return { end: 'refused', fault: null };
    throw error;
  }
}

export const documentFormats: readonly FuzzFormat[] = [runFormat, checkpointFormat, configFormat];
