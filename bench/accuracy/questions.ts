/**
 * The four questions of docs/method.md asked of screens of which the answer is known. Those before training need no fit; whether
 * the model predicts is asked in the full form.
 */
import { perturbationLabels } from '../../src/dataset/dataset';
import { prepare } from '../../src/dynamics/prepare/prepare';
import { presets } from '../../src/dynamics/settings';
import { beatsNoChange } from '../../src/evaluation/predictions/predictionError';
import { diagnose } from '../../src/inference/diagnosis/diagnosis';
import { hasSharedFactor, hasSignal, labelVerdict } from '../../src/inference/diagnosis/verdict';
import type { Diagnosis } from '../../src/inference/run/result';
import { fitted } from './fitted';
import type { Choice, Job } from './job';
import { acyclic, confounded, loops, simulated, technical } from './screens';
import { range, textTable } from './textTable';

const screenKinds = ['clean', 'technical', 'confounded', 'scrambled', 'no signal'] as const;
type ScreenKind = (typeof screenKinds)[number];
const topologies = ['cyclic', 'acyclic'] as const;
type Topology = (typeof topologies)[number];

const SEEDS = 10;
/** Screens of 100 genes take longest to make. */
const ACYCLIC_IN_QUICK = 3;
/** No other screens of the benchmark have these seeds. */
const FIRST_SEED = 600;

export interface QuestionRow {
  readonly screen: ScreenKind;
  readonly topology: Topology;
  readonly seed: number;
  readonly genes: number;
  readonly diagnosis: Diagnosis;
  /** Cross-validated error over no change after shrinking; null where nothing was trained. */
  readonly error: number | null;
}

/** What is said of a screen: that nothing changes, that labels do not fit or cannot be told to, that cells share a factor, or nothing of these. */
const callNames = ['no signal', 'labels', 'labels open', 'factor', 'nothing'] as const;
type Call = (typeof callNames)[number];

/** The factor is asked only of screens whose labels are right. */
const expected: Readonly<Record<ScreenKind, readonly Call[]>> = {
  clean: ['nothing'],
  technical: ['nothing'],
  confounded: ['factor'],
  scrambled: ['labels'],
  'no signal': ['no signal'],
};

export function questionJobs({ form, seed }: Choice): readonly Job<QuestionRow>[] {
  const seedsOf = { cyclic: SEEDS, acyclic: form === 'full' ? SEEDS : ACYCLIC_IN_QUICK };
  return topologies.flatMap((topology) =>
    screenKinds.flatMap((screen) =>
      Array.from({ length: seedsOf[topology] }, (_, at) => seed + FIRST_SEED + at).map((own) => ({
        name: `questions ${screen} ${topology} ${own}${form === 'full' ? ' trained' : ''}`,
        run: () => ask(screen, topology, own, form === 'full'),
      })),
    ),
  );
}

async function ask(
  screen: ScreenKind,
  topology: Topology,
  seed: number,
  trains: boolean,
): Promise<QuestionRow> {
  const { dataset } = await simulated(
    `${screen}-${topology}-${seed}`,
    { ...(topology === 'acyclic' ? acyclic : loops), kind: 'knockout', seed, ...changeOf(screen, topology) },
    0,
  );
  const settings = presets.default;
  const prepared = prepare(dataset, settings, new Set(perturbationLabels(dataset)));
  const diagnosis = diagnose(prepared, dataset, settings.seed);
  const result = trains ? await fitted(dataset, settings) : null;
  return {
    screen,
    topology,
    seed,
    genes: dataset.genes.length,
    diagnosis,
    error: result?.crossValidation?.shrunkError ?? null,
  };
}

function changeOf(screen: ScreenKind, topology: Topology) {
  switch (screen) {
    case 'clean':
      return {};
    case 'technical':
      return technical(topology === 'acyclic' ? 2000 : 1000);
    case 'confounded':
      return confounded;
    case 'scrambled':
      return { flaw: 'exchanged' as const };
    case 'no signal':
      return { flaw: 'inert' as const };
    default:
      return screen satisfies never;
  }
}

/** Of several the first, in the order of the questions. */
function callOf({ diagnosis, genes }: QuestionRow): Call {
  if (hasSignal(diagnosis) === false) return 'no signal';
  const labels = labelVerdict(diagnosis);
  if (labels === 'contradicted') return 'labels';
  if (labels === 'open') return 'labels open';
  return hasSharedFactor(diagnosis, genes) === true ? 'factor' : 'nothing';
}

export function questionTable(rows: readonly QuestionRow[]): string {
  const groups = screenKinds
    .flatMap((screen) => topologies.map((topology) => ({ screen, topology })))
    .map(({ screen, topology }) => ({
      screen,
      topology,
      own: rows.filter((row) => row.screen === screen && row.topology === topology),
    }))
    .filter(({ own }) => own.length > 0);
  const wrongOf = (own: readonly QuestionRow[]) =>
    own.filter((row) => !expected[row.screen].includes(callOf(row)));
  const lines = groups.map(({ screen, topology, own }) => [
    screen,
    topology,
    ...callNames.map((call) => String(own.filter((row) => callOf(row) === call).length)),
    `${wrongOf(own).length} of ${own.length}`,
    range(own.map(({ diagnosis }) => diagnosis.signal)),
    range(own.map(({ diagnosis }) => diagnosis.labels?.ownChange ?? null)),
    range(own.map(({ diagnosis }) => diagnosis.labels?.covariation ?? null)),
    range(own.map(({ diagnosis }) => diagnosis.typicalCorrelation)),
    range(own.map(({ error }) => error)),
    predicts(own),
  ]);
  const wrong = wrongOf(rows);
  return [
    'Four questions: what is said of screens of which the answer is known (rows), counted (columns).',
    textTable(
      [
        'screen',
        'network',
        ...callNames.map((call) => `“${call}”`),
        'wrong',
        'T',
        'own',
        'covary z',
        'r',
        'error',
        'predicts',
      ],
      lines,
    ),
    `Wrong: ${wrong.length} of ${rows.length} (${((100 * wrong.length) / Math.max(1, rows.length)).toFixed(0)} %; aim at most 10 %).`,
    ...wrong.map((row) => `  ${row.screen}, ${row.topology}, seed ${row.seed}: “${callOf(row)}”`),
  ].join('\n');
}

/** On how many of those trained the model beats no change when perturbations are left out. */
function predicts(rows: readonly QuestionRow[]): string {
  const errors = rows.flatMap(({ error }) => error ?? []);
  return errors.length === 0 ? '' : `${errors.filter(beatsNoChange).length} of ${errors.length}`;
}
