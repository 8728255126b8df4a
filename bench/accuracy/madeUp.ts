/**
 * Screens made to test one statement each, with seeds used for nothing else: right labels, perturbations in a batch without controls, wrong
 * labels, bulk samples with and without effects, and pairs of genes that were measured one by one.
 */
import { isControl, perturbationLabels, type Dataset } from '../../src/dataset/dataset';
import { prepare } from '../../src/dynamics/prepare/prepare';
import { presets } from '../../src/dynamics/settings';
import { diagnose } from '../../src/inference/diagnosis/diagnosis';
import type { Diagnosis } from '../../src/inference/diagnosis/evidence';
import { Random } from '../../src/numerics/random';
import type { CapturedScreen } from '../../src/simulation/capture';
import { simulateRandomScreen, type RandomScreenSettings } from '../../src/simulation/randomScreen';
import { fileOfSet, loadKnownSet } from '../knownSet';
import { bulkSamples } from './bulkSamples';
import type { Choice, Job } from './job';
import { fitted, heldOutLosses, type Loss } from './measure';
import { pooledError, withInterval } from './networkTables';
import { acyclic, knownScreen, loops, simulated, technical, uncounted } from './screens';
import { textTable } from './textTable';
import { verdictRow, verdictTable, type VerdictRow } from './verdicts';

interface LabelCounts {
  readonly draws: number;
  /** Draws in which both exchanged labels are named with each other, and in which the inert one is. */
  readonly swapped: number;
  readonly inert: number;
  /** Other labels named in all draws, and their number. */
  readonly wrong: number;
  readonly others: number;
  /** Labels named before any was changed. */
  readonly unchanged: number;
}

export interface MadeUpRow {
  readonly name: string;
  readonly verdict?: VerdictRow;
  readonly labels?: LabelCounts;
  /** Screens of samples with a measurable effect, of all. */
  readonly bulk?: { readonly found: number; readonly screens: number; readonly effects: readonly number[] };
  /** On held-out pairs. */
  readonly losses?: readonly Loss[];
}

export function madeUpJobs(choice: Choice): readonly Job<MadeUpRow>[] {
  return [...verdictJobs(choice), ...labelJobs(choice), ...bulkJobs(choice), ...pairJobs(choice)].map(
    ({ name, run }) => ({ name: `made-up ${name}`, run: async () => ({ name, ...(await run()) }) }),
  );
}

type Part = Omit<MadeUpRow, 'name'>;

const knockout = { ...loops, ...uncounted, kind: 'knockout' } as const;
const knockdown = { ...loops, ...technical(1000), kind: 'knockdown' } as const;

function verdictJobs({ seed }: Choice): readonly Job<Part>[] {
  const right: readonly (readonly [string, RandomScreenSettings])[] = [
    ['knockouts', { ...knockout, seed: seed + 841 }],
    ['knockdowns, counts', { ...knockdown, seed: seed + 842 }],
    ['100 genes without loops', { ...knockout, ...acyclic, seed: seed + 843 }],
  ];
  return [
    ...right.map(([name, settings]) => ({
      name,
      run: async () => {
        const { dataset } = await simulated(name, settings, 0);
        return {
          verdict: verdictRow({ name, known: 'labels are right' }, dataset, await fitDefault(dataset)),
        };
      },
    })),
    {
      name: 'batch without controls',
      run: async () => {
        const name = 'batch without controls';
        const batches = { capture: { ...knockdown.capture, batches: 2, batchSpread: 0.2 } };
        const settings = { ...knockdown, ...batches, seed: seed + 844 };
        const screen = withBareBatch(simulateRandomScreen(settings));
        const { dataset } = await knownScreen(name, screen, 0, settings);
        const known = 'half of the perturbations lie there';
        return { verdict: verdictRow({ name, known }, dataset, await fitDefault(dataset)) };
      },
    },
  ];
}

function fitDefault(dataset: Dataset) {
  return fitted(dataset, presets.default);
}

/** Controls and every other perturbation keep the cells of the first batch only, the rest those of the second. */
function withBareBatch(screen: CapturedScreen): CapturedScreen {
  const [first = ''] = screen.batches ?? [];
  const names = [...new Set(screen.labels)];
  const rows = [...screen.labels.keys()].filter((cell) => {
    const isMoved = screen.kinds[cell] !== 'control' && names.indexOf(screen.labels[cell] ?? '') % 2 === 1;
    return isMoved !== (screen.batches?.[cell] === first);
  });
  const genes = screen.genes.length;
  const values = new Float32Array(rows.length * genes);
  rows.forEach((cell, row) =>
    values.set(screen.values.subarray(cell * genes, (cell + 1) * genes), row * genes),
  );
  const textOf = (column: readonly string[]) => rows.map((cell) => column[cell] ?? '');
  return {
    ...screen,
    values,
    labels: textOf(screen.labels),
    kinds: textOf(screen.kinds),
    batches: screen.batches && textOf(screen.batches),
  };
}

const DRAWS = 10;

/** Two names exchanged and the cells of a third perturbation replaced by controls, on sets of both simulators. */
function labelJobs({ data, seed }: Choice): readonly Job<Part>[] {
  const settings: readonly (readonly [string, RandomScreenSettings])[] = [
    ['loops', { ...knockout, seed: seed + 851 }],
    ['100 genes', { ...knockout, ...acyclic, seed: seed + 852 }],
  ];
  const here = settings.map(([name, own]) => ({
    name,
    load: async () => (await simulated(name, own, 0)).dataset,
  }));
  const files = ['cycKO_0', 'cycKO_1', 'dagKO_0', 'dagKO_1'].flatMap((name) => {
    const file = fileOfSet(data, name);
    return file === undefined ? [] : { name, load: async () => (await loadKnownSet(file)).dataset };
  });
  return [...here, ...files].map(({ name, load }) => ({
    name: `labels of ${name}`,
    run: async () => ({ labels: await labelCounts(await load(), new Random(seed + 853)) }),
  }));
}

async function labelCounts(dataset: Dataset, random: Random): Promise<LabelCounts> {
  const counts = { swapped: 0, inert: 0, wrong: 0, others: 0 };
  const labels = perturbationLabels(dataset);
  for (let draw = 0; draw < DRAWS; draw++) {
    const [first = '', second = '', third = ''] = Array.from(
      random.permutation(labels.length),
      (at) => labels[at] ?? '',
    );
    const suspects = await suspectsOf(withWrongLabels(dataset, [first, second], third, random));
    const partner = (label: string) => suspects.find((one) => one.label === label)?.swappedWith;
    counts.swapped += Number(partner(first) === second && partner(second) === first);
    counts.inert += Number(suspects.some(({ label }) => label === third));
    counts.wrong += suspects.filter(({ label }) => ![first, second, third].includes(label)).length;
    counts.others += labels.length - 3;
  }
  return { draws: DRAWS, ...counts, unchanged: (await suspectsOf(dataset)).length };
}

async function suspectsOf(dataset: Dataset): Promise<Diagnosis['suspectLabels']> {
  const settings = presets.default;
  const prepared = prepare(dataset, settings, new Set(perturbationLabels(dataset)));
  return (await diagnose(prepared, dataset, settings.seed)).suspectLabels;
}

function withWrongLabels(
  dataset: Dataset,
  [first, second]: readonly [string, string],
  inert: string,
  random: Random,
): Dataset {
  const { conditions, conditionOfCell } = dataset;
  const genes = dataset.genes.length;
  const labelOf = (cell: number) => conditions[conditionOfCell[cell] as number]?.label;
  const cells = [...conditionOfCell.keys()];
  const controls = cells.filter((cell) =>
    conditions.some((one, at) => at === conditionOfCell[cell] && isControl(one)),
  );
  const values = dataset.values.slice();
  for (const cell of cells.filter((one) => labelOf(one) === inert)) {
    const from = controls[random.integer(controls.length)] as number;
    values.set(dataset.values.subarray(from * genes, (from + 1) * genes), cell * genes);
  }
  const place = (label: string) => conditions.findIndex((one) => one.label === label);
  const [a, b] = [place(first), place(second)];
  return {
    ...dataset,
    values,
    conditionOfCell: conditionOfCell.map((at) => (at === a ? b : at === b ? a : at)),
    composition: null,
  };
}

const SCREENS = 10;

/** Knockdowns of 100 genes, two samples each, of ten cells, and three without perturbation. */
function bulkJobs({ seed }: Choice): readonly Job<Part>[] {
  const design = {
    ...loops,
    ...uncounted,
    kind: 'knockdown',
    genes: 100,
    regulators: 100,
    edges: 250,
    perturbations: 100,
    controls: 30,
    cellsPerPerturbation: 20,
  } as const;
  const samples = { replicates: 2, unperturbed: 3, noise: 0.1 } as const;
  return [true, false].map((hasEffects) => ({
    name: hasEffects ? 'bulk with effects' : 'bulk, inert',
    run: async () => {
      const effects: number[] = [];
      for (let at = 0; at < SCREENS; at++) {
        const own = seed + 861 + at;
        const settings = { ...design, seed: own, ...(hasEffects ? {} : { flaw: 'inert' as const }) };
        const screen = bulkSamples(simulateRandomScreen(settings), samples, own);
        const { dataset } = await knownScreen(`bulk-${own}`, screen, 0, settings);
        const prepared = prepare(dataset, presets.default, new Set(perturbationLabels(dataset)));
        const { effects: found } = await diagnose(prepared, dataset, presets.default.seed);
        effects.push(found?.measurable ?? 0);
      }
      return { bulk: { found: effects.filter((count) => count > 0).length, screens: SCREENS, effects } };
    },
  }));
}

/** Pairs of knocked-down genes, all held out, with every gene measured alone in few cells. */
function pairJobs({ form, seed }: Choice): readonly Job<Part>[] {
  const seeds = Array.from({ length: form === 'full' ? 5 : 2 }, (_, at) => seed + 871 + at);
  return [30, 10].flatMap((cells) =>
    seeds.map((own) => ({
      name: `pairs of ${cells} cells ${own}`,
      run: async () => {
        const settings: RandomScreenSettings = {
          ...loops,
          ...technical(500),
          kind: 'knockdown',
          combinations: 12,
          controls: 200,
          cellsPerPerturbation: cells,
          seed: own,
        };
        const { dataset } = await simulated(`pairs-${own}`, settings, 0);
        const heldOut = perturbationLabels(dataset).filter((label) => label.includes('+'));
        const pairs = { ...dataset, heldOut };
        return { losses: heldOutLosses(pairs, await fitDefault(pairs)) };
      },
    })),
  );
}

export function madeUpTable(rows: readonly MadeUpRow[]): string {
  return [
    verdictTable(
      'Made-up screens: verdicts.',
      rows.flatMap(({ verdict }) => verdict ?? []),
    ),
    '',
    `Two labels exchanged and one perturbation inert, ${DRAWS} draws`,
    textTable(
      ['set', 'exchanged named', 'inert named', 'others named', 'named unchanged'],
      rows.flatMap(({ name, labels }) =>
        labels
          ? [
              [
                name,
                `${labels.swapped} of ${labels.draws}`,
                `${labels.inert} of ${labels.draws}`,
                `${labels.wrong} of ${labels.others}`,
                String(labels.unchanged),
              ],
            ]
          : [],
      ),
    ),
    '',
    'Two samples of each of 100 knockdowns',
    textTable(
      ['', 'screens with a measurable effect', 'measurable effects of 100'],
      rows.flatMap(({ name, bulk }) =>
        bulk ? [[name, `${bulk.found} of ${bulk.screens}`, bulk.effects.join(' ')]] : [],
      ),
    ),
    '',
    'Held-out pairs of measured genes, error over no change',
    textTable(
      ['', 'pairs', ...pairPredictors],
      [30, 10].map((cells) => {
        const name = `pairs of ${cells} cells`;
        const losses = rows.flatMap((row) => (row.name.startsWith(name) ? (row.losses ?? []) : []));
        const pairs = losses.filter(({ predictor }) => predictor === 'modulode').length;
        return [
          name,
          String(pairs),
          ...pairPredictors.map((predictor) => withInterval(pooledError(losses, predictor), 2)),
        ];
      }),
    ),
  ].join('\n');
}

const pairPredictors = ['modulode', 'additive', 'shrunk-mean', 'linear'] as const;
