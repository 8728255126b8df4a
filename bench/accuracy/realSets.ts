/**
 * Verdicts beside what is true: real screens against published networks, and screens in which there is nothing to find. Errors on unseen
 * perturbations compare two halves of the controls.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isControl, perturbedInTraining, perturbationLabels, type Dataset } from '../../src/dataset/dataset';
import type { Mapping } from '../../src/dataset/mapping';
import { presets } from '../../src/dynamics/settings';
import { benchmarkPredictions } from '../../src/inference/benchmark/predictions';
import { noiseLimit } from '../../src/inference/benchmark/noise';
import type { PredictionBenchmark } from '../../src/inference/benchmark/benchmark';
import { methodNames } from '../../src/evaluation/methods/methods';
import type { MainResult } from '../../src/inference/run/buildResult';
import { Random } from '../../src/numerics/random';
import { findingBeside } from '../../src/present/text/benchmark';
import { runVerdict } from '../../src/inference/diagnosis/runVerdict';
import { doubtAbout } from '../../src/present/text/diagnosis';
import { loadDataset, loadKnownSet, truthIn } from '../knownSet';
import { fitted, learned, scored, type SetRow } from './measure';
import type { Choice, Job } from './job';
import { behind, fixed, withInterval } from './networkTables';
import { textTable } from './textTable';

interface RealSet {
  readonly name: string;
  /** Below the folder of the sets. */
  readonly file: string;
  readonly truth: string | null;
  readonly overrides: Partial<Mapping>;
  /** What is known of the set, in a few words. */
  readonly known: string;
}

const others = { control: { mode: 'others' } } as const;

const realSets: readonly RealSet[] = [
  {
    name: 'Papalexi',
    file: 'papalexi-thp1-eccite/papalexi.h5ad',
    truth: 'papalexi-thp1-eccite/truth.tsv',
    overrides: {},
    known: 'three of nine measured knockouts act',
  },
  {
    name: 'Datlinger',
    file: 'datlinger-jurkat-cropseq/datlinger.h5ad',
    truth: 'datlinger-jurkat-cropseq/truth.tsv',
    overrides: {},
    known: 'nothing but chance',
  },
  {
    name: 'Datlinger, stimulated',
    file: 'datlinger-jurkat-cropseq/datlinger-stimulated-400.h5ad',
    truth: 'datlinger-jurkat-cropseq/truth.tsv',
    overrides: {},
    known: 'nothing but chance',
  },
  {
    name: 'Sachs',
    file: 'sachs-protein/sachs.h5ad',
    truth: 'sachs-protein/truth.tsv',
    overrides: {},
    known: 'strong effects of few inhibitors',
  },
  {
    name: 'Sachs, inhibitors',
    file: 'sachs-protein/sachs-inhibitors-as-knockout.h5ad',
    truth: 'sachs-protein/truth.tsv',
    overrides: {},
    known: 'strong effects of few inhibitors',
  },
  {
    name: 'Kemmeren, 62 deletions',
    file: 'kemmeren-yeast-ko/kemmeren-194-own62-offset.h5ad',
    truth: 'kemmeren-yeast-ko/truth-gold.tsv',
    overrides: others,
    known: 'a few deletions act; single profiles',
  },
  {
    name: 'Kemmeren, background',
    file: 'kemmeren-yeast-ko/kemmeren-194-background-offset.h5ad',
    truth: 'kemmeren-yeast-ko/truth-gold.tsv',
    overrides: {},
    known: 'a few deletions act; single profiles',
  },
];

const nullSets: readonly RealSet[] = [
  nullSet('inert, few controls', 'inert-few-controls', 'nothing changes'),
  nullSet('no network, few controls', 'no-network-few-controls', 'knockouts change only themselves'),
  nullSet('no network, many controls', 'no-network-many-controls', 'knockouts change only themselves'),
  nullSet('no network, no controls', 'no-network-no-controls', 'knockouts change only themselves', others),
];

function nullSet(name: string, file: string, known: string, overrides: Partial<Mapping> = {}): RealSet {
  return { name, file: `null-screens/${file}.h5ad`, truth: null, overrides, known };
}

export interface VerdictRow {
  readonly name: string;
  readonly known: string;
  readonly size: string;
  readonly finding: string;
  readonly doubt: string | null;
  readonly predictions: PredictionBenchmark | null;
  readonly noise: number | null;
  readonly kappa: number | null;
  /** Over all candidate regulators, and over the perturbed ones. */
  readonly networks: { readonly all: SetRow; readonly perturbed: SetRow } | null;
}

/** Quick: without the tree methods. */
export function realSetJobs({ form, data }: Choice): readonly Job<VerdictRow>[] {
  const folder = join(data, 'real');
  return realSets
    .filter(({ file }) => existsSync(join(folder, file)))
    .map((set) => ({
      name: `real set ${set.name}`,
      run: async () => {
        const dataset = await loadDataset(join(folder, set.file), set.overrides);
        if (set.truth === null) return verdictRow(set, dataset, await fitted(dataset, presets.default), null);
        const measuring = {
          group: set.name,
          from: 'shared',
          methods: methodNames.filter(
            (method) =>
              method !== 'density' && (form === 'full' || !['genie3', 'grnboost2'].includes(method)),
          ),
        } as const;
        const found = await learned(dataset, measuring);
        const truth = truthIn(join(folder, set.truth));
        const perturbed = perturbedInTraining(dataset);
        const rowOf = (name: string, isIn: (gene: string, at: number) => boolean) =>
          scored(found, { name, truth }, measuring, new Set(dataset.genes.filter(isIn)));
        return verdictRow(set, dataset, found.result, {
          all: rowOf('all', () => true),
          perturbed: rowOf('perturbed', (_, at) => perturbed.has(at)),
        });
      },
    }));
}

function verdictRow(
  { name, known }: Pick<RealSet, 'name' | 'known'>,
  dataset: Dataset,
  main: MainResult,
  networks: VerdictRow['networks'],
): VerdictRow {
  const result = { ...main, seconds: 0 };
  const predictions = benchmarkPredictions(dataset, result, 1);
  return {
    name,
    known,
    size: `${dataset.cells} × ${dataset.genes.length}, ${perturbationLabels(dataset).length} perturbations`,
    finding: findingBeside(result, predictions),
    doubt: doubtAbout(runVerdict({ result, dataset })),
    predictions,
    noise: noiseLimit(result)?.perfect ?? null,
    kappa: result.crossValidation?.kappa ?? null,
    networks,
  };
}

/** How labels of a simulated screen are made meaningless. */
const shuffles = ['among perturbed cells', 'all', 'noise'] as const;

/** Screens without anything to find: made-up ones, and a simulated one with its labels or values exchanged. */
export function nullJobs({ data, seed }: Choice): readonly Job<VerdictRow>[] {
  const folder = join(data, 'real');
  const made = nullSets
    .filter(({ file }) => existsSync(join(folder, file)))
    .map((set) => ({
      name: `null ${set.name}`,
      run: async () => {
        const dataset = await loadDataset(join(folder, set.file), set.overrides);
        return verdictRow(set, dataset, await fitted(dataset, presets.default), null);
      },
    }));
  const simulated = join(data, 'simulated', 'dagKO_0.h5ad');
  if (!existsSync(simulated)) return made;
  return [
    ...made,
    ...shuffles.map((kind) => ({
      name: `null dagKO_0, ${kind}`,
      run: async () => {
        const { dataset } = await loadKnownSet(simulated);
        const meaningless = withoutMeaning(dataset, kind, new Random(seed + 1));
        const known = kind === 'noise' ? 'values are noise' : `labels permuted, ${kind}`;
        const set = { name: `dagKO_0, ${kind}`, known };
        return verdictRow(set, meaningless, await fitted(meaningless, presets.default), null);
      },
    })),
  ];
}

/** `noise`: every gene's values permuted over all cells; else labels permuted over all cells or the perturbed ones. */
function withoutMeaning(dataset: Dataset, kind: (typeof shuffles)[number], random: Random): Dataset {
  const cells = [...dataset.conditionOfCell.keys()];
  if (kind === 'noise') {
    const genes = dataset.genes.length;
    const values = new Float32Array(dataset.values.length);
    for (let g = 0; g < genes; g++)
      random.permutation(dataset.cells).forEach((from, to) => {
        values[to * genes + g] = dataset.values[from * genes + g] as number;
      });
    return { ...dataset, values, composition: null };
  }
  const isFixed = (cell: number) => {
    const condition = dataset.conditions[dataset.conditionOfCell[cell] as number];
    return kind !== 'all' && condition !== undefined && isControl(condition);
  };
  const moving = cells.filter((cell) => !isFixed(cell));
  const conditionOfCell = dataset.conditionOfCell.slice();
  random.permutation(moving.length).forEach((from, to) => {
    conditionOfCell[moving[to] as number] = dataset.conditionOfCell[moving[from] as number] as number;
  });
  return { ...dataset, conditionOfCell, composition: null };
}

export function verdictTable(title: string, rows: readonly VerdictRow[]): string {
  const errorOf = ({ predictions }: VerdictRow, name: string, digits = 2) =>
    withInterval(predictions?.rows.find(({ predictor }) => predictor === name)?.error ?? null, digits);
  const networks = rows.flatMap(({ name, networks: own }) => (own ? [{ name, ...own }] : []));
  return [
    title,
    textTable(
      ['set', 'size', 'what is true', 'doubt', 'finding'],
      rows.map(({ name, size, known, finding, doubt }) => [name, size, known, doubt ?? 'none', finding]),
    ),
    '',
    'Errors on unseen perturbations, no change = 1',
    textTable(
      ['set', 'modulode', 'shrunken mean', 'mean of others', 'linear', 'perfect', 'κ'],
      rows.map((row) => [
        row.name,
        errorOf(row, 'modulode'),
        errorOf(row, 'shrunk-mean'),
        errorOf(row, 'mean-of-training'),
        errorOf(row, 'linear'),
        fixed(row.noise, 2),
        fixed(row.kappa, 2),
      ]),
    ),
    ...(networks.length === 0
      ? []
      : [
          '',
          'AUPRC over all candidate regulators, and over the perturbed ones of them',
          ...networks.flatMap(({ name, all, perturbed }) => [
            textTable(
              [
                name,
                `all (density ${fixed(all.density)})`,
                `perturbed (density ${fixed(perturbed.density)})`,
              ],
              all.networks.map(({ source, auprc }, at) => [
                source,
                withInterval(auprc),
                withInterval(perturbed.networks[at]?.auprc ?? null),
              ]),
            ),
            ...behind([perturbed]),
          ]),
        ]),
  ].join('\n');
}
