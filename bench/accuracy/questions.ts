/**
 * The four questions of docs/method.md on screens with a known answer. Those before training need no fit; whether the model
 * predicts is measured in the full form.
 */
import { perturbationLabels } from '../../src/dataset/dataset';
import { prepare } from '../../src/dynamics/prepare/prepare';
import { presets } from '../../src/dynamics/settings';
import { beatsNoChange } from '../../src/evaluation/predictions/predictionError';
import { diagnose } from '../../src/inference/diagnosis/diagnosis';
import { hasSharedFactor, hasSignal, labelVerdict } from '../../src/inference/diagnosis/verdict';
import type { Diagnosis } from '../../src/inference/diagnosis/evidence';
import { fitted } from './measure';
import type { Choice, Job } from './job';
import { acyclic, confounded, loops, simulated, technical } from './screens';
import { range, textTable } from './textTable';

const screenKinds = ['clean', 'technical', 'confounded', 'scrambled', 'no signal'] as const;
type ScreenKind = (typeof screenKinds)[number];
const topologies = ['cyclic', 'acyclic'] as const;
type Topology = (typeof topologies)[number];

const SEEDS = 10;
/** Screens of 100 genes take longest to simulate. */
const ACYCLIC_IN_QUICK = 3;
/** No other screens of the benchmark use these seeds. */
const FIRST_SEED = 600;

export interface QuestionRow {
  readonly screen: ScreenKind;
  readonly topology: Topology;
  readonly seed: number;
  readonly genes: number;
  readonly diagnosis: Diagnosis;
  /** Cross-validated error relative to no change, after shrinkage; null without training. */
  readonly error: number | null;
}

/** Finding of a screen: no signal, contradicted labels, undecided labels, a shared factor, or none of these. */
const callNames = ['no signal', 'labels', 'labels open', 'factor', 'nothing'] as const;
type Call = (typeof callNames)[number];

/** A shared factor is expected only on screens with correct labels. */
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
        run: () => measure(screen, topology, own, form === 'full'),
      })),
    ),
  );
}

async function measure(
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
  const diagnosis = await diagnose(prepared, dataset, settings.seed);
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

/** The first finding, in the order of the questions. */
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
    'Four questions: number of screens of each kind (rows) with each finding (columns).',
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
    `Wrong: ${wrong.length} of ${rows.length} (${((100 * wrong.length) / Math.max(1, rows.length)).toFixed(0)} %; target at most 10 %).`,
    ...wrong.map((row) => `  ${row.screen}, ${row.topology}, seed ${row.seed}: “${callOf(row)}”`),
  ].join('\n');
}

/** Number of trained screens on which the model beats no change in cross-validation. */
function predicts(rows: readonly QuestionRow[]): string {
  const errors = rows.flatMap(({ error }) => error ?? []);
  return errors.length === 0 ? '' : `${errors.filter(beatsNoChange).length} of ${errors.length}`;
}
