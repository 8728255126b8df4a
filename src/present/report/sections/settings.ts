/** The record of the run: data, settings by their names in config.json, learning curves, and how to reproduce it. */
import { programOf } from '../../../inference/run/program';
import type { DatasetNote } from '../../../dataset/notes';
import {
  type Dataset,
  cellCount,
  controlCellCount,
  perturbationLabels,
  perturbedConditions,
  timePoints,
  isComparedWithZero,
} from '../../../dataset/dataset';
import type { TrainingSettings } from '../../../dynamics/settings';
import { stepsTrained } from '../../../inference/run/progress';
import { tag } from '../../figure/svg/xml';
import { capital, listOf, plural, count, timePoint } from '../../text/format';
import { candidatesText } from '../../text/candidates';
import { describeNote } from '../../text/notes';
import { kindsOf } from '../../text/methods';
import { gradientTexts, presetLabel } from '../../text/presets';
import { givenText } from '../../text/prior';
import { rulesTexts } from '../../text/quality';
import { rowNoun } from '../../../dataset/rows';
import type { FinishedRun } from '../../../share/finishedRun';
import { facts, table, type Cell, type Section, charts, paragraph } from '../markup';
import { whatTrainingAdded } from '../../text/training';
import { learningChart } from '../../chart/learning';
import { escapeDrawn } from '../../../network/formats/escapeXml';

export function dataSection({ dataset }: FinishedRun): Section {
  const cells = perturbedConditions(dataset)
    .map((condition) => condition.cells)
    .toSorted((a, b) => a - b);
  const row = `${rowNoun(dataset)}s`;
  const times = timePoints(dataset).map((time) => timePoint(time, dataset.timeUnit));
  const rows: readonly (readonly [string, Cell])[] = [
    ['Data', dataset.name],
    ['Fingerprint', { markup: tag('code', {}, escapeDrawn(dataset.fingerprint)) }],
    [capital(row), count(cellCount(dataset))],
    ['Genes modelled', count(dataset.genes.length)],
    ['Candidate regulators', capital(candidatesText(dataset))],
    ['Perturbations', `${count(perturbationLabels(dataset).length)}, ${kindsOf(dataset)}`],
    [`${capital(row)} of each`, cells.length === 0 ? '–' : rangeOf(cells[0] ?? 0, cells.at(-1) ?? 0)],
    ['Compared with', comparedWith(dataset)],
    ['Held out', dataset.heldOut.length === 0 ? 'none' : listOf(dataset.heldOut, 12)],
    ['Time points', times.length === 0 ? 'none' : listOf(times, 12)],
    ['Batches', dataset.batches.length === 0 ? 'none' : count(dataset.batches.length)],
    [`Rules for ${row} and genes`, rulesCell(dataset)],
    ['Excluded by them', leftOutCell(dataset)],
    ...(dataset.knowledge ? [['Known network', givenText(dataset.knowledge)] as const] : []),
  ];
  return { id: 'data', name: 'Data', title: 'Data', body: facts(rows, 'rows wide') };
}

/** Quality rules. */
function rulesCell(dataset: Dataset): string {
  const row = rowNoun(dataset);
  const rules = dataset.notes.flatMap((note) =>
    note.tag === 'rules-set' ? rulesTexts(note.rules, row) : [],
  );
  return rules.length === 0 ? 'none' : capital(rules.join('; '));
}

/** Exclusions by rule. */
function leftOutCell(dataset: Dataset): string {
  const texts = dataset.notes
    .filter((note) => leavingOut.includes(note.tag))
    .map((note) => describeNote(note, rowNoun(dataset)))
    .map(({ title, detail }) => `${title}. ${detail}`);
  return texts.length === 0 ? 'none' : texts.join(' ');
}

const leavingOut: readonly DatasetNote['tag'][] = [
  'guides-filtered',
  'cells-filtered',
  'cells-escaped',
  'perturbations-too-small',
  'genes-filtered',
];

function rangeOf(least: number, most: number): string {
  return least === most ? count(least) : `${count(least)} to ${count(most)}`;
}

function comparedWith(dataset: Dataset): string {
  if (isComparedWithZero(dataset)) return 'control: log ratio 0';
  const { control } = dataset;
  const row = rowNoun(dataset);
  switch (control.mode) {
    case 'cells':
      return `${plural(controlCellCount(dataset), `control ${row}`)} (${listOf(control.labels)})`;
    case 'others':
      return 'the other perturbations';
    case 'reference':
      return `${row}s of ${control.label}`;
    default:
      return control satisfies never;
  }
}

export function settingsSection(run: FinishedRun): Section {
  return {
    id: 'settings',
    name: 'Settings',
    title: 'Settings',
    body: table(
      'Every setting of the run',
      ['Setting', 'Value', 'Name in config.json'],
      rowsOf(run).map(([label, value, name]) => [label, value, { markup: tag('code', {}, name) }]),
    ),
  };
}

/** Every setting, in the order of the table: one without a name does not compile. */
const settingNames: Readonly<Record<keyof TrainingSettings, string>> = {
  preset: 'Preset',
  seed: 'Seed',
  steps: 'Optimiser steps',
  modules: 'Hidden units',
  start: 'Start',
  endpoint: 'Endpoint compares',
  cloudEndpoints: 'Endpoints drawn per step',
  cloudCells: 'Cells of each',
  blur: 'Blur ε, share of the mean cost',
  horizon: 'Horizon T, in mRNA lifetimes',
  solverSteps: 'Solver steps of predictions (RK4)',
  adjoint: 'Gradient',
  learningRate: 'Learning rate (Adam)',
  betas: 'Decay of its moments',
  warmupSteps: 'Warm-up steps',
  clipNorm: 'Gradient clipped at norm',
  cellWeight: 'Weight of the cell term',
  pathWeight: 'Weight of path sparsity',
  cellBatch: 'Cells drawn for the cell term',
  rowNorm: 'Maximum norm of a row of B',
  cap: 'Capped cells',
  composition: 'Correction for composition',
};

const ofClouds: readonly (keyof TrainingSettings)[] = ['cloudEndpoints', 'cloudCells', 'blur'];

function rowsOf({ settings, result }: FinishedRun): readonly (readonly [string, string, string])[] {
  const { stepsKept, shape } = result.model;
  const made = stepsTrained(result, settings);
  const values = {
    ...settings,
    preset: presetLabel(settings.preset),
    steps: `${settings.steps}${made < settings.steps ? `, ended after ${made}` : ''}, step ${stepsKept} used`,
    modules: settings.modules === null ? `${shape.modules}, by default` : settings.modules,
    adjoint: gradientTexts[settings.adjoint],
    betas: settings.betas.join(', '),
  };
  const shown = (Object.keys(settingNames) as readonly (keyof TrainingSettings)[]).filter(
    (name) => settings.endpoint === 'clouds' || !ofClouds.includes(name),
  );
  return shown.map((name) => [settingNames[name], String(values[name]), name]);
}

export function learningSection({ curves, result, settings }: FinishedRun): Section {
  const added = whatTrainingAdded(result, settings);
  const stated = result.crossValidation?.shrunkError ?? null;
  const chart = learningChart({ ...curves, stated }, { kept: result.model.stepsKept });
  return {
    id: 'learning',
    name: 'Learning',
    title: 'Learning curves',
    body: `${added === null ? '' : paragraph(added)}${
      curves.loss.steps.length < 2 ? paragraph('This run has no learning curves.') : charts([chart])
    }`,
  };
}

export function reproduceSection({ dataset, result }: FinishedRun): Section {
  return {
    id: 'reproduce',
    name: 'Reproduce',
    title: 'Reproduce this run',
    body: [
      paragraph('In the folder of this report, with the data at their original path:'),
      tag('pre', {}, tag('code', {}, escapeDrawn('npx modulode infer --config config.json --out again'))),
      paragraph(
        `Modulode ${programOf(result)} and the same data (${dataset.name}, fingerprint ${dataset.fingerprint}) give identical numbers on the CPU; GPUs round slightly differently.`,
      ),
      paragraph('run.modulode.json opens on the page, with sliders, and with every modulode command.'),
    ].join('\n'),
  };
}
