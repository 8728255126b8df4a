/**
 * How often "supported" is said where it is wrong: small screens of this project's simulator, judged as the page judges them, beside the
 * noise-free truth on perturbations that no part of the run has seen.
 */
import { isControl, type Dataset } from '../../src/dataset/dataset';
import { prepare } from '../../src/dynamics/prepare/prepare';
import { predictEnd } from '../../src/dynamics/predict';
import { presets } from '../../src/dynamics/settings';
import {
  beatsNoChange,
  errorOverNoChange,
  meanTrainingShift,
  type PredictedShift,
} from '../../src/evaluation/predictions/predictionError';
import { averagePrecision, density } from '../../src/evaluation/networks/metrics';
import { scorePairs, type ScoredPairs } from '../../src/evaluation/networks/scoredPairs';
import { runVerdict } from '../../src/inference/verdict/runVerdict';
import { type Level, strongestDoubt } from '../../src/inference/verdict/statements';
import type { UntimedResult } from '../../src/inference/run/result';
import { levelNames } from '../../src/present/text/levels';
import { median } from '../../src/numerics/statistics';
import { Random } from '../../src/numerics/random';
import { poisson, type CapturedScreen } from '../../src/simulation/capture';
import { simulateRandomScreen, type RandomScreenSettings } from '../../src/simulation/randomScreen';
import type { Choice, Job } from './job';
import { fitted, ofSources } from './measure';
import { knownScreen, loops, uncounted } from './screens';
import { textTable } from './textTable';

/** What is true of a screen; only in the first one does a network act. */
const truths = [
  'a network',
  'targets only',
  'a shared response',
  'labels permuted, all',
  'labels permuted, perturbed',
] as const;
type WhatIsTrue = (typeof truths)[number];

export interface StatementRow {
  readonly truth: WhatIsTrue;
  readonly seed: number;
  readonly predicts: Level;
  readonly edges: Level;
  readonly doubt: string | null;
  /** Stated by the run, over no change. */
  readonly stated: number | null;
  /** Over no change on the fresh perturbations: of the model, and of the mean of those trained on. */
  readonly fresh: number;
  readonly mean: number;
  /** AUPRC of the network over the perturbed regulators, over the density of its edges. */
  readonly lift: number;
}

const SCREENS = { full: 20, quick: 5 } as const;
/** No other screens of the benchmark use these seeds. */
const FIRST_SEED = 31_000;

export function statementJobs({ form, seed }: Choice): readonly Job<StatementRow>[] {
  return truths.flatMap((truth, at) =>
    Array.from({ length: SCREENS[form] }, (_, draw) => seed + FIRST_SEED + 100 * at + draw).map((own) => ({
      name: `statements ${truth} ${own}`,
      run: () => judged(truth, own),
    })),
  );
}

/** Perturbations that are kept for the truth, and cells of each perturbation there, beside four times as many controls. */
const FRESH = 8;
const CELLS_OF_TRUTH = 600;

async function judged(truth: WhatIsTrue, seed: number): Promise<StatementRow> {
  const random = Random.mixed(seed);
  const perturbations = 8 + random.integer(13);
  const genes = Math.max(20, perturbations + FRESH) + random.integer(13);
  const cells = 30 + random.integer(71);
  const controls = 100 + random.integer(201);
  const settings: RandomScreenSettings = {
    ...loops,
    ...uncounted,
    kind: seed % 2 === 0 ? 'knockout' : 'knockdown',
    genes,
    regulators: perturbations + FRESH,
    perturbations: perturbations + FRESH,
    edges: Math.round(2.5 * genes),
    cellsPerPerturbation: cells + CELLS_OF_TRUTH,
    controls: controls + 4 * CELLS_OF_TRUTH,
    seed,
    ...(truth === 'targets only' || truth === 'a shared response' ? { flaw: 'inert' as const } : {}),
  };
  const clean = made(simulateRandomScreen(settings), truth, settings, random);
  const screen = seed % 4 < 2 ? clean : counted(clean, random);
  const labels = [...new Set(screen.labels.filter((_, cell) => screen.kinds[cell] !== 'control'))];
  const trained = new Set(labels.slice(0, perturbations));
  const rowsOf = (isWanted: (label: string, place: number) => boolean) => {
    const seen = new Map<string, number>();
    return [...screen.labels.keys()].filter((cell) => {
      const label = screen.labels[cell] as string;
      const place = seen.get(label) ?? 0;
      seen.set(label, place + 1);
      return isWanted(label, place);
    });
  };
  const isTrainingCell = (label: string, place: number) =>
    screen.kinds[screen.labels.indexOf(label)] === 'control' ? place < controls : place < cells;
  const known = await knownScreen(
    'known',
    withCells(
      screen,
      rowsOf((label, place) => (trained.has(label) || label === 'control') && isTrainingCell(label, place)),
    ),
    0,
    settings,
  );
  const fresh = await knownScreen(
    'fresh',
    withCells(
      screen,
      rowsOf((label, place) => !trained.has(label) && !isTrainingCell(label, place)),
    ),
    0,
    settings,
  );
  const main = await fitted(known.dataset, presets.default);
  const result = { ...main, seconds: 0 };
  const verdict = runVerdict({ result, dataset: known.dataset });
  return {
    truth,
    seed,
    predicts: verdict.predicts.level,
    edges: verdict.edges.level,
    doubt: strongestDoubt(verdict)?.tag ?? null,
    stated: main.crossValidation?.shrunkError ?? null,
    ...errorsOnFresh(main, fresh.dataset),
    lift: liftOf(scorePairs(ofSources(main.network, trained), known.truth, 'candidates')),
  };
}

function liftOf({ sizes, positive }: ScoredPairs): number {
  return (averagePrecision(positive, sizes) ?? Number.NaN) / density(positive);
}

/** The screen of a truth, from one of a network; of molecules. */
function made(
  screen: CapturedScreen,
  truth: WhatIsTrue,
  { kind }: Pick<RandomScreenSettings, 'kind'>,
  random: Random,
): CapturedScreen {
  switch (truth) {
    case 'a network':
      return screen;
    case 'targets only':
    case 'a shared response': {
      const response = screen.genes.map(() => (truth === 'targets only' ? 0 : RESPONSE * random.normal()));
      const strengths = new Map<string, number>();
      const left = kind === 'knockout' ? 0 : LEFT_BY_KNOCKDOWN;
      const values = screen.values.map((value, at) => {
        const cell = Math.floor(at / screen.genes.length);
        if (screen.kinds[cell] === 'control') return value;
        const label = screen.labels[cell] as string;
        const strength = strengths.get(label) ?? Math.max(0, 1 + 0.3 * random.normal());
        strengths.set(label, strength);
        const gene = at % screen.genes.length;
        const factor = label === screen.genes[gene] ? left : Math.exp(strength * (response[gene] as number));
        return Math.log1p(factor * Math.expm1(value));
      });
      return { ...screen, values };
    }
    case 'labels permuted, all':
    case 'labels permuted, perturbed': {
      const moving = [...screen.labels.keys()].filter(
        (cell) => truth === 'labels permuted, all' || screen.kinds[cell] !== 'control',
      );
      // Values move, not labels, so that the first cells of every label are a random part of them.
      const genes = screen.genes.length;
      const values = screen.values.slice();
      random.permutation(moving.length).forEach((from, to) => {
        const [source, target] = [moving[from] as number, moving[to] as number];
        values.set(screen.values.subarray(source * genes, (source + 1) * genes), target * genes);
      });
      return { ...screen, values };
    }
    default:
      return truth satisfies never;
  }
}

/** Standard deviation over genes of the logarithm of a shared change, and the share of a target that a knockdown leaves. */
const RESPONSE = 0.3;
const LEFT_BY_KNOCKDOWN = 0.2;
const COUNTS_PER_MOLECULE = 1;
const DEPTH_SPREAD = 0.2;

function counted(screen: CapturedScreen, random: Random): CapturedScreen {
  const genes = screen.genes.length;
  let depth = 1;
  const values = screen.values.map((value, at) => {
    if (at % genes === 0) depth = COUNTS_PER_MOLECULE * Math.exp(DEPTH_SPREAD * random.normal());
    return poisson(depth * Math.expm1(value), random);
  });
  return { ...screen, values };
}

function withCells(screen: CapturedScreen, cells: readonly number[]): CapturedScreen {
  const genes = screen.genes.length;
  const values = new Float32Array(cells.length * genes);
  cells.forEach((cell, row) =>
    values.set(screen.values.subarray(cell * genes, (cell + 1) * genes), row * genes),
  );
  return {
    ...screen,
    values,
    labels: cells.map((cell) => screen.labels[cell] as string),
    kinds: cells.map((cell) => screen.kinds[cell] as string),
  };
}

/** `truth`: many cells of the fresh perturbations, prepared as a file is. */
function errorsOnFresh(
  { model, comparisons }: UntimedResult,
  truth: Dataset,
): Pick<StatementRow, 'fresh' | 'mean'> {
  const labels = new Set(truth.conditions.filter((one) => !isControl(one)).map(({ label }) => label));
  const { perturbations, scale } = prepare(truth, presets.default, labels);
  const place = model.genes.map((gene) => truth.genes.indexOf(gene));
  const training = comparisons.filter(({ role }) => role === 'training');
  const mean = meanTrainingShift(training, model.genes.length);
  const shifts = perturbations.map(({ interventions, endpoints }) => {
    const targets = interventions.map(({ gene }) => model.genes.indexOf(truth.genes[gene] as string));
    const shift = endpoints.at(-1)?.rawShift ?? new Float64Array(truth.genes.length);
    const inUnits = (values: ArrayLike<number>) =>
      Float64Array.from(model.scale, (one, gene) => (values[gene] as number) / one);
    const measured = inUnits(place.map((at) => (shift[at] as number) * (scale[at] as number)));
    const changes = interventions.map(({ kind }, at) => ({
      gene: targets[at] as number,
      value: kind === 'knockout' ? 0 : LEFT_BY_KNOCKDOWN,
    }));
    const of = (predicted: ArrayLike<number>): PredictedShift => ({
      predicted: inUnits(predicted),
      measured,
      targets,
    });
    return { model: of(predictEnd(model, changes, null).delta), mean: of(mean) };
  });
  return {
    fresh: errorOverNoChange(shifts.map((one) => one.model)) ?? 1,
    mean: errorOverNoChange(shifts.map((one) => one.mean)) ?? 1,
  };
}

function isRight({ fresh, mean }: StatementRow): boolean {
  return beatsNoChange(fresh) && fresh < mean;
}

function share(some: readonly StatementRow[], of: readonly StatementRow[]): string {
  return `${some.length} of ${of.length}`;
}

function middle(values: readonly number[]): string {
  return values.length === 0 ? '' : median(values).toFixed(2);
}

export function statementTable(rows: readonly StatementRow[]): string {
  return [
    'Statements beside noise-free truth: the model is better than no change and than a plain mean on fresh perturbations.',
    textTable(
      [
        'what is true',
        'the model is better',
        'predicts: supported',
        'of these wrong',
        'edges: supported',
        'without a doubt',
        'error stated',
        'fresh',
        'mean',
        'AUPRC × density',
      ],
      truths.map((truth) => {
        const own = rows.filter((row) => row.truth === truth);
        const predicts = own.filter((row) => row.predicts === 'supported');
        const edges = own.filter((row) => row.edges === 'supported');
        return [
          truth,
          share(own.filter(isRight), own),
          share(predicts, own),
          share(
            predicts.filter((row) => !isRight(row)),
            predicts,
          ),
          share(edges, own),
          share(
            own.filter(({ doubt }) => doubt === null),
            own,
          ),
          middle(own.flatMap(({ stated }) => stated ?? [])),
          middle(own.map(({ fresh }) => fresh)),
          middle(own.map(({ mean }) => mean)),
          middle(own.map(({ lift }) => lift)),
        ];
      }),
    ),
    ...rows
      .filter((row) => (row.predicts === 'supported') !== isRight(row))
      .map(
        ({ truth, seed, predicts, edges, doubt, stated, fresh, mean, lift }) =>
          `  ${truth} ${seed}: predicts ${levelNames[predicts]}, edges ${levelNames[edges]}, doubt ${doubt ?? 'none'}; stated ${stated?.toFixed(2) ?? 'nothing'}, fresh ${fresh.toFixed(2)}, mean ${mean.toFixed(2)}, AUPRC ${lift.toFixed(1)} × density`,
      ),
  ].join('\n');
}
