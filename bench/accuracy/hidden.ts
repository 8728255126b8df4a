/**
 * Genes that are measured but not modelled, left out of the network on purpose: the error that a run reports for each beside its error on
 * perturbations that were held out, pooled over screens, because one screen holds out few.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { perturbationLabels, perturbedInTraining, type Dataset } from '../../src/dataset/dataset';
import { isPredicted, predictOutside, type Loadings } from '../../src/dynamics/loadings';
import { presets } from '../../src/dynamics/settings';
import { bootstrapInterval, type Interval } from '../../src/evaluation/bootstrap';
import { Random } from '../../src/numerics/random';
import type { MainResult } from '../../src/inference/run/buildResult';
import { contrastsOf } from '../../src/inference/run/contrasts';
import type { Comparison } from '../../src/inference/run/result';
import { simulateRandomScreen } from '../../src/simulation/randomScreen';
import { loadDataset } from '../knownSet';
import type { Choice, Job } from './job';
import { fitted } from './measure';
import { acyclic, knownScreen, loops, technical, uncounted } from './screens';
import { textTable } from './textTable';

/** Of the genes that are neither perturbed nor candidate regulators. */
const HIDDEN = 0.5;
const HELD_OUT = 0.2;
const FIRST_SEED = 861;
const SEEDS = 6;
/** Draws of hidden genes and held-out perturbations of a published screen. */
const DRAWS = 3;

const knockout = { kind: 'knockout' } as const;
const kinds = [
  { name: 'molecules', settings: { ...acyclic, ...knockout, ...uncounted } },
  { name: 'counts', settings: { ...acyclic, ...knockout, ...technical(1000) } },
  { name: 'knockdowns', settings: { ...acyclic, kind: 'knockdown', ...technical(2000) } },
  {
    name: 'loops, 12 perturbed',
    settings: {
      ...loops,
      genes: 60,
      regulators: 12,
      edges: 120,
      perturbations: 12,
      ...knockout,
      ...uncounted,
    },
  },
] as const;

const published = [
  { name: 'Papalexi', file: 'real/papalexi-thp1-eccite/papalexi.h5ad' },
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
        const { dataset } = await knownScreen(name, screen, HELD_OUT, { ...settings, seed: own }, HIDDEN);
        return rowOf(name, 'here', dataset);
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
        run: async () => rowOf(name, 'shared', await withHidden(file, seed + draw + 1)),
      })),
    );
  return [...here, ...shared];
}

/** A published screen without half of the genes that could be left out, and with a fifth of its perturbations held out. */
async function withHidden(file: string, seed: number): Promise<Dataset> {
  const whole = await loadDataset(file, {});
  const random = new Random(seed);
  const kept = new Set([...perturbedInTraining(whole), ...whole.candidates]);
  const others = [...whole.genes.keys()].filter((gene) => !kept.has(gene));
  const order = random.permutation(others.length);
  for (const at of order.subarray(Math.round(HIDDEN * others.length))) kept.add(others[at] as number);
  const pasted = whole.genes.filter((_, gene) => kept.has(gene));
  const dataset = await loadDataset(file, { genes: { total: pasted.length, pasted } });
  const labels = perturbationLabels(dataset);
  const left = random.permutation(labels.length).subarray(0, Math.floor(HELD_OUT * labels.length));
  return { ...dataset, heldOut: Array.from(left, (at) => labels[at] ?? '') };
}

async function rowOf(group: string, from: HiddenRow['from'], dataset: Dataset): Promise<HiddenRow> {
  const result = await fitted(dataset, presets.default);
  if (!result.loadings) throw new Error(`${group}: no genes outside the network were predicted`);
  return { group, from, genes: judged(dataset, result, result.loadings) };
}

function judged(dataset: Dataset, result: MainResult, loadings: Loadings): readonly HiddenGene[] {
  const { outside } = dataset;
  if (!outside) throw new Error('loadings have genes');
  const unseen = result.comparisons.filter(({ role }) => role === 'held-out');
  const { rows, level } = contrastsOf(
    dataset,
    outside,
    unseen.map((one) => conditionOf(dataset, one)),
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
  { model }: MainResult,
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
