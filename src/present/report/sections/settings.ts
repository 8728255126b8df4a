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
import { comparedGuidesText, describeNote } from '../../text/notes';
import { kindsOf } from '../../text/methods';
import { gradientTexts, presetLabel } from '../../text/presets';
import { givenText } from '../../text/prior';
import { rulesTexts } from '../../text/quality';
import { rowNoun } from '../../text/rows';
import type { FinishedRun } from '../../../share/finishedRun';
import { facts, table, type Cell, type Section, charts, paragraph } from '../markup';
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
    ['Guides compared', guidesCell(dataset)],
    ...(dataset.knowledge ? [['Known network', givenText(dataset.knowledge)] as const] : []),
  ];
  return { id: 'data', name: 'Data', title: 'Data', body: facts(rows, 'rows wide') };
}

/** Quality rules. */
function rulesCell({ notes }: Dataset): string {
  const rules = notes.flatMap((note) => (note.tag === 'rules-set' ? rulesTexts(note.rules) : []));
  return rules.length === 0 ? 'none' : capital(rules.join('; '));
}

/** Exclusions by rule. */
function leftOutCell({ notes }: Dataset): string {
  const texts = notes
    .filter((note) => leavingOut.includes(note.tag))
    .map(describeNote)
    .map(({ title, detail }) => `${title}. ${detail}`);
  return texts.length === 0 ? 'none' : texts.join(' ');
}

function guidesCell({ guides = [] }: Dataset): string {
  return guides.length === 0 ? 'none' : comparedGuidesText(guides);
}

const leavingOut: readonly DatasetNote['tag'][] = [
  'guides-filtered',
  'cells-filtered',
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

export function settingsSection({ settings, result }: FinishedRun): Section {
  return {
    id: 'settings',
    name: 'Settings',
    title: 'Settings',
    body: table(
      'Every setting of the run',
      ['Setting', 'Value', 'Name in config.json'],
      rowsOf(
        settings,
        result.model.shape.modules,
        result.model.stepsKept,
        stepsTrained(result, settings),
      ).map(([label, value, name]) => [label, value, { markup: tag('code', {}, name) }]),
    ),
  };
}

type SettingRow = readonly [label: string, value: string, name: keyof TrainingSettings];

function rowsOf(
  settings: TrainingSettings,
  units: number,
  kept: number,
  made: number,
): readonly SettingRow[] {
  const clouds: readonly SettingRow[] = [
    ['Endpoints drawn per step', String(settings.cloudEndpoints), 'cloudEndpoints'],
    ['Cells of each', String(settings.cloudCells), 'cloudCells'],
    ['Blur ε, share of the mean cost', String(settings.blur), 'blur'],
  ];
  return [
    ['Preset', presetLabel(settings.preset), 'preset'],
    ['Seed', String(settings.seed), 'seed'],
    [
      'Optimiser steps',
      `${settings.steps}${made < settings.steps ? `, ended after ${made}` : ''}, step ${kept} used`,
      'steps',
    ],
    ['Hidden units', settings.modules === null ? `${units}, by default` : String(units), 'modules'],
    ['Start', settings.start, 'start'],
    ['Endpoint compares', settings.endpoint, 'endpoint'],
    ...(settings.endpoint === 'clouds' ? clouds : []),
    ['Horizon T, in mRNA lifetimes', String(settings.horizon), 'horizon'],
    ['Solver steps of predictions (RK4)', String(settings.solverSteps), 'solverSteps'],
    ['Gradient', gradientTexts[settings.adjoint], 'adjoint'],
    ['Learning rate (Adam)', String(settings.learningRate), 'learningRate'],
    ['Decay of its moments', settings.betas.join(', '), 'betas'],
    ['Warm-up steps', String(settings.warmupSteps), 'warmupSteps'],
    ['Gradient clipped at norm', String(settings.clipNorm), 'clipNorm'],
    ['Weight of the cell term', String(settings.cellWeight), 'cellWeight'],
    ['Weight of path sparsity', String(settings.pathWeight), 'pathWeight'],
    ['Cells drawn for the cell term', String(settings.cellBatch), 'cellBatch'],
    ['Maximum norm of a row of B', String(settings.rowNorm), 'rowNorm'],
    ['Capped cells', settings.cap, 'cap'],
    ['Correction for composition', settings.composition, 'composition'],
  ];
}

export function learningSection({ curves, result }: FinishedRun): Section {
  const stated = result.crossValidation?.shrunkError ?? null;
  const chart = learningChart({ ...curves, stated }, { kept: result.model.stepsKept });
  return {
    id: 'learning',
    name: 'Learning',
    title: 'Learning curves',
    body: curves.loss.steps.length < 2 ? paragraph('This run has no learning curves.') : charts([chart]),
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
