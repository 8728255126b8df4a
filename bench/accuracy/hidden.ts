/**
 * Genes that are measured but not modelled, left out of the network on purpose: the error that a run reports for each beside its error on
 * perturbations that were held out, pooled over screens, because one screen holds out few. Half of the controls are set aside: held-out
 * changes are measured against those, so that no sampling error of the controls is in a prediction and in what it is compared with.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { groupByConditionAndBatch } from '../../src/dataset/cellMoments';
import { isControl, perturbationLabels, perturbedInTraining, type Dataset } from '../../src/dataset/dataset';
import type { Mapping } from '../../src/dataset/mapping';
import { OutsideSums, type OutsideGenes } from '../../src/dataset/outsideGenes';
import { isPredicted, predictOutside, type Loadings } from '../../src/dynamics/loadings';
import { presets } from '../../src/dynamics/settings';
import { bootstrapInterval, type Interval } from '../../src/evaluation/bootstrap';
import { cellsOf } from '../../src/evaluation/splits';
import { Random } from '../../src/numerics/random';
import type { UntimedResult } from '../../src/inference/run/result';
import { contrastsOf } from '../../src/inference/run/contrasts';
import type { Comparison } from '../../src/inference/run/result';
import { simulateRandomScreen } from '../../src/simulation/randomScreen';
import { regulationsOf, screenH5ad } from '../../src/simulation/screenFile';
import { datasetOf } from '../knownSet';
import type { Choice, Job } from './job';
import { fitted } from './measure';
import { acyclic, loops, technical, uncounted } from './screens';
import { textTable } from './textTable';

/** Of the genes that are neither perturbed nor candidate regulators. */
const HIDDEN = 0.5;
const HELD_OUT = 0.2;
const FIRST_SEED = 861;
const SEEDS = 6;
/** Draws of hidden genes, held-out perturbations and controls of a published screen. */
const DRAWS = 3;

/** Half of the controls are set aside. */
const dense = { ...acyclic, controls: 800, kind: 'knockout' } as const;
const few = { ...dense, genes: 80, regulators: 24, edges: 180, perturbations: 24, cellsPerPerturbation: 50 };
const kinds = [
  { name: 'molecules', settings: { ...dense, ...uncounted } },
  { name: 'counts', settings: { ...dense, ...technical(1000) } },
  { name: 'sparse counts, 40 controls', settings: { ...few, controls: 80, ...technical(120) } },
  { name: 'the same, inert', settings: { ...few, controls: 80, ...technical(120), flaw: 'inert' } },
  { name: 'knockdowns', settings: { ...dense, kind: 'knockdown', ...technical(2000) } },
  {
    name: 'loops, 12 perturbed',
    settings: {
      ...loops,
      genes: 60,
      regulators: 12,
      edges: 120,
      perturbations: 12,
      controls: 800,
      kind: 'knockout',
      ...uncounted,
    },
  },
] as const;

const published = [
  { name: 'Papalexi', file: 'real/papalexi-thp1-eccite/papalexi.h5ad' },
  { name: 'Datlinger', file: 'real/datlinger-jurkat-cropseq/datlinger.h5ad' },
  { name: 'hiPSC', file: 'renge-hipsc/hipsc.h5ad' },
] as const;

/** Of one hidden gene, over the held-out endpoints; log1p. */
interface HiddenGene {
  readonly isPredicted: boolean;
  /** As a run reports it, over no change; 1 where no change is predicted. */
  readonly reported: number;
  /** Sums of squares: of prediction less measurement, and of the measured change. */
  readonly error: number;
  readonly change: number;
  /** Endpoints, and those within the 95 % interval. */
  readonly endpoints: number;
  readonly within: number;
}

export interface HiddenRow {
  readonly group: string;
  readonly from: 'here' | 'shared';
  readonly genes: readonly HiddenGene[];
}

/** Quick: two screens of each kind, none of them published. */
export function hiddenJobs({ form, data, seed }: Choice): readonly Job<HiddenRow>[] {
  const count = form === 'full' ? SEEDS : 2;
  const here = Array.from({ length: count }, (_, at) => seed + FIRST_SEED + at).flatMap((own) =>
    kinds.map(({ name, settings }): Job<HiddenRow> => ({
      name: `hidden ${name} ${own}`,
      run: async () => {
        const screen = simulateRandomScreen({ ...settings, seed: own });
        const regulators = [...new Set(regulationsOf(screen).map(({ source }) => source))];
        const file = new File([await screenH5ad(screen)], 'screen.h5ad');
        return rowOf(name, 'here', await withHidden(file, own, { kind: settings.kind, regulators }));
      },
    })),
  );
  if (form === 'quick') return here;
  const shared = published
    .map(({ name, file }) => ({ name, file: join(data, file) }))
    .filter(({ file }) => existsSync(file))
    .flatMap(({ name, file }) =>
      Array.from({ length: DRAWS }, (_, draw): Job<HiddenRow> => ({
        name: `hidden ${name} ${draw + 1}`,
        run: async () => {
          const main = new File([await readFile(file)], basename(file));
          return rowOf(name, 'shared', await withHidden(main, seed + draw + 1, {}));
        },
      })),
    );
  return [...here, ...shared];
}

interface Split {
  /** Without half of the genes that could be left out and half of the controls, and with a fifth of its perturbations held out. */
  readonly train: Dataset;
  /** The same genes and perturbed cells, with the other half of the controls. */
  readonly test: Dataset;
}

async function withHidden(file: File, seed: number, overrides: Partial<Mapping>): Promise<Split> {
  const usual = await datasetOf(file, overrides);
  const names = [...usual.genes, ...(usual.outside?.names ?? [])];
  const whole = await datasetOf(file, { ...overrides, genes: { total: names.length, pasted: names } });
  const random = new Random(seed);
  const needed = new Set(
    [...perturbedInTraining(usual), ...usual.candidates].map((gene) => usual.genes[gene] ?? ''),
  );
  const others = whole.genes.filter((gene) => !needed.has(gene));
  const order = random.permutation(others.length).subarray(0, Math.round(HIDDEN * others.length));
  const hidden = new Set(Array.from(order, (at) => others[at] ?? ''));
  const pasted = whole.genes.filter((gene) => !hidden.has(gene));
  const part = await datasetOf(file, { ...overrides, genes: { total: pasted.length, pasted } });
  const rowInWhole = matchedRows(part, whole);
  const labels = perturbationLabels(part);
  const left = random.permutation(labels.length).subarray(0, Math.floor(HELD_OUT * labels.length));
  const dataset = { ...part, heldOut: Array.from(left, (at) => labels[at] ?? '').toSorted() };
  const isAside = Array.from({ length: part.cells }, () => random.uniform() < 0.5);
  const isControls = part.conditions.map(isControl);
  const withControls = (aside: boolean): Dataset => {
    const isKept = (cell: number, condition: number) =>
      isControls[condition] !== true || isAside[cell] === aside;
    const rows = rowInWhole.filter((_, cell) => isKept(cell, part.conditionOfCell[cell] as number));
    const kept = cellsOf(dataset, isKept);
    return { ...kept, outside: outsideOf(kept, whole, rows, [...hidden].toSorted()) };
  };
  return { train: withControls(false), test: withControls(true) };
}

/** [cells of `part`] the row of each among those of `whole`, which has the same cells and more genes; cells are told by their values. */
function matchedRows(part: Dataset, whole: Dataset): Int32Array {
  const columns = part.genes.map((gene) => whole.genes.indexOf(gene));
  const rows = new Map<string, number[]>();
  for (let row = 0; row < whole.cells; row++) {
    const key = keyOf(whole, row, columns);
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }
  const all = [...part.genes.keys()];
  return Int32Array.from({ length: part.cells }, (_, cell) => {
    const row = rows.get(keyOf(part, cell, all))?.pop();
    if (row === undefined) throw new Error(`${part.name}: cell ${cell} is not among those with all genes`);
    return row;
  });
}

function keyOf({ values, genes, conditionOfCell }: Dataset, cell: number, from: readonly number[]): string {
  return [conditionOfCell[cell], ...from.map((gene) => values[cell * genes.length + gene])].join(' ');
}

/** As the reader sums them. `rows`: of the cells of `dataset` in `whole`. */
function outsideOf(
  dataset: Dataset,
  whole: Dataset,
  rows: Int32Array,
  names: readonly string[],
): OutsideGenes {
  const { conditions, conditionOfCell, batchOfCell, batches } = dataset;
  const isControls = conditions.map(isControl);
  const groups = groupByConditionAndBatch(
    conditionOfCell,
    batchOfCell,
    batches.length,
    (condition) => batches.length > 1 && isControls[condition] !== true,
  );
  const sums = new OutsideSums(groups, names);
  const columns = names.map((name) => whole.genes.indexOf(name));
  const genes = Int32Array.from(names.keys());
  rows.forEach((row, cell) =>
    sums.add({
      count: genes.length,
      rows: new Int32Array(genes.length).fill(cell),
      genes,
      values: Float64Array.from(columns, (column) => whole.values[row * whole.genes.length + column] ?? 0),
    }),
  );
  return sums.means();
}

async function rowOf(group: string, from: HiddenRow['from'], { train, test }: Split): Promise<HiddenRow> {
  const result = await fitted(train, presets.default);
  if (!result.loadings) throw new Error(`${group}: no genes outside the network were predicted`);
  return { group, from, genes: judged(train, test, result, result.loadings) };
}

function judged(
  dataset: Dataset,
  test: Dataset,
  result: UntimedResult,
  loadings: Loadings,
): readonly HiddenGene[] {
  const { outside } = test;
  if (!outside) throw new Error('loadings have genes');
  const unseen = result.comparisons.filter(({ role }) => role === 'held-out');
  const { rows, level } = contrastsOf(
    test,
    outside,
    unseen.map((one) => conditionOf(test, one)),
  );
  const count = outside.names.length;
  const groups = outside.cells.length;
  const predictions = unseen.map((one) => predicted(dataset, result, loadings, one));
  return loadings.genes.map((_, gene) => {
    let [error, change, within] = [0, 0, 0];
    predictions.forEach(({ delta, lowestDelta, highestDelta }, row) => {
      let measured = -level;
      for (let group = 0; group < groups; group++)
        measured += (rows[row * groups + group] as number) * (outside.mean[group * count + gene] as number);
      error += ((delta[gene] as number) - measured) ** 2;
      change += measured ** 2;
      within += Number(
        (lowestDelta[gene] as number) <= measured && measured <= (highestDelta[gene] as number),
      );
    });
    const known = isPredicted(loadings, gene);
    const reported = known ? (loadings.error[gene] as number) : 1;
    return { isPredicted: known, reported, error, change, endpoints: predictions.length, within };
  });
}

function conditionOf({ conditions }: Dataset, { label, time }: Comparison): number {
  return conditions.findIndex((one) => one.label === label && one.time === time);
}

/** As on the sliders: from the predicted state of the modelled genes, those that were set at the level that they have. */
function predicted(
  dataset: Dataset,
  { model }: UntimedResult,
  loadings: Loadings,
  unseen: Comparison,
): ReturnType<typeof predictOutside> {
  const { interventions = [] } = dataset.conditions[conditionOf(dataset, unseen)] ?? {};
  const delta = unseen.predicted.slice();
  for (const { gene, kind } of interventions)
    if (kind !== 'overexpression') delta[gene] = unseen.measured[gene] as number;
  // Intervals are those of one gene knocked out or doubled; a partial knockdown is counted as whole.
  const changes = interventions.map(({ gene, kind }) => ({ gene, value: kind === 'overexpression' ? 2 : 0 }));
  return predictOutside(model, loadings, changes, { delta });
}

const SEED = 1;

export function hiddenTable(rows: readonly HiddenRow[]): string {
  const ofFrom = (from: HiddenRow['from']) => rows.filter((row) => row.from === from);
  const groups = [...new Set(rows.map(({ group }) => group))].map((group) => ({
    name: group,
    own: rows.filter((row) => row.group === group),
  }));
  const all = [
    { name: 'all simulated', own: ofFrom('here') },
    { name: 'all published', own: ofFrom('shared') },
  ].filter(({ own }) => own.length > 0);
  return [
    'Genes left outside the network: error over no change, as reported and on held-out perturbations [95 % interval over screens],',
    'both weighted by the measured change; of the genes said to be predicted, and of all hidden genes (reported 1 where no change is predicted).',
    textTable(
      [
        '',
        'screens',
        'hidden',
        'predicted',
        'reported',
        'true',
        'true − reported',
        'all, reported',
        'all, true',
        'in 95 % interval',
      ],
      [...groups, ...all].map(({ name, own }) => tableRow(name, own)),
    ),
  ].join('\n');
}

function tableRow(name: string, rows: readonly HiddenRow[]): readonly string[] {
  const genes = rows.flatMap((row) => row.genes);
  const chosen = genes.filter((gene) => gene.isPredicted);
  const ofPredicted = (of: (genes: readonly HiddenGene[]) => number | null) =>
    bootstrapInterval(
      rows,
      (drawn) => of(drawn.flatMap((row) => row.genes.filter((gene) => gene.isPredicted))),
      SEED,
    );
  const total = (of: (gene: HiddenGene) => number) => genes.reduce((sum, gene) => sum + of(gene), 0);
  return [
    name,
    String(rows.length),
    String(genes.length),
    `${Math.round((100 * chosen.length) / genes.length)} %`,
    number(reportedError(chosen)),
    interval(ofPredicted(trueError)),
    interval(
      ofPredicted((drawn) => {
        const [found, reported] = [trueError(drawn), reportedError(drawn)];
        return found === null || reported === null ? null : found - reported;
      }),
    ),
    number(reportedError(genes)),
    number(trueError(genes)),
    `${Math.round((100 * total(({ within }) => within)) / total(({ endpoints }) => endpoints))} %`,
  ];
}

function trueError(genes: readonly HiddenGene[]): number | null {
  return ratio(
    genes.reduce((sum, { error }) => sum + error, 0),
    changeOf(genes),
  );
}

function reportedError(genes: readonly HiddenGene[]): number | null {
  return ratio(
    genes.reduce((sum, { reported, change }) => sum + reported * change, 0),
    changeOf(genes),
  );
}

function changeOf(genes: readonly HiddenGene[]): number {
  return genes.reduce((sum, { change }) => sum + change, 0);
}

/** null without any change. */
function ratio(error: number, change: number): number | null {
  return change > 0 ? error / change : null;
}

function number(value: number | null): string {
  return value === null ? '' : value.toFixed(2).replace(/^(-?)0\./, '$1.');
}

function interval(found: Interval | null): string {
  return found ? `${number(found.value)} [${number(found.low)}, ${number(found.high)}]` : '';
}
