/**
 * What a known network gives to regulators of which it knows nothing (docs/decisions/0068-knowledge-in-the-model.md): edges of every second
 * regulator of the truth, as they are, partly moved, or swapped. AUPRC of single fits over the regulators that are not covered.
 */
import type { Knowledge } from '../../src/dataset/knowledge';
import { trainStep } from '../../src/dynamics/train';
import { type TrainingData, presets } from '../../src/dynamics/settings';
import { auprcOverRegulators } from '../../src/evaluation/bootstrap';
import { scorePairs } from '../../src/evaluation/networks/scoredPairs';
import { trainingPenalty, withKnowledge } from '../../src/inference/knowledge/withKnowledge';
import { createFit, createThreadDevice, networkOf } from '../../src/inference/run/fit';
import { type Prior, priorOn, swappedPrior, wrongPrior } from '../../src/network/prior';
import { drain } from '../../src/numerics/lazy';
import { Random } from '../../src/numerics/random';
import { fileOfSet, loadKnownSet } from '../knownSet';
import { families } from './families';
import type { Choice, Job } from './job';
import { ofSources } from './measure';
import { fixed } from './networkTables';
import { type KnownScreen, simulated } from './screens';
import { textTable } from './textTable';

export interface KnownNetworkRow {
  readonly set: string;
  readonly given: string;
  /** null where nothing is given. */
  readonly found: Pick<Knowledge, 'strength' | 'gain'> | null;
  /** Over the regulators that are not covered: at the strength that was chosen (null: 0, as with nothing), and at γ = 3 whatever was chosen. */
  readonly chosen: number | null;
  readonly forced: number | null;
}

const FIRST_SEED = 621;
const HELD_OUT = 0.2;
/** Seed of moved and swapped edges. */
const DRAW = 88_123;
const FORCED = 3;
const settings = presets.H;

/** Given edges by name; 'nothing': none. */
const givens: Readonly<Record<string, ((half: Prior, random: Random) => Prior) | null>> = {
  nothing: null,
  'true edges': (half) => half,
  '20 % moved': (half, random) => wrongPrior(half, 0.2, random),
  '50 % moved': (half, random) => wrongPrior(half, 0.5, random),
  'all moved': (half, random) => wrongPrior(half, 1, random),
  swapped: swappedPrior,
};

/** Quick: one screen with loops, true and swapped edges. Full: both kinds, made here and in simulated/, every network. */
export function knownNetworkJobs({ form, data, seed }: Choice): readonly Job<KnownNetworkRow>[] {
  const isFull = form === 'full';
  const kinds = families.filter(({ name }) => name === 'cycKO' || (isFull && name === 'dagKO'));
  const names = Object.keys(givens).filter((name) => isFull || !name.endsWith('moved'));
  return kinds.flatMap((family) => {
    const own = seed + FIRST_SEED;
    const file = isFull ? fileOfSet(data, `${family.name}_0`) : undefined;
    const screens: readonly (readonly [string, () => Promise<KnownScreen>])[] = [
      [
        `${family.name} ${own}`,
        () => simulated(`${family.name}-${own}`, { ...family.settings, seed: own }, HELD_OUT),
      ],
      ...(file === undefined ? [] : [[`${family.name}_0`, () => loadKnownSet(file)] as const]),
    ];
    return screens.flatMap(([set, load]) =>
      names.map((given) => ({
        name: `known ${set} ${given}`,
        run: async () => ({ set, given, ...(await measured(await load(), givens[given] ?? null)) }),
      })),
    );
  });
}

async function measured(
  { dataset, truth }: KnownScreen,
  make: ((half: Prior, random: Random) => Prior) | null,
): Promise<Omit<KnownNetworkRow, 'set' | 'given'>> {
  const regulators = Array.from(dataset.candidates, (gene) => dataset.genes[gene] ?? '');
  const covered = new Set(regulators.filter((_, at) => at % 2 === 0));
  const others = new Set(regulators.filter((name) => !covered.has(name)));
  const areaOf = async (of: TrainingData) => {
    const scored = scorePairs(ofSources(await trained(of), others), truth, 'candidates');
    return auprcOverRegulators(scored, settings.seed)?.value ?? null;
  };
  if (make === null) return { found: null, chosen: await areaOf(dataset), forced: null };
  const edges = truth.edges.filter(({ source }) => covered.has(source));
  const laid = priorOn(edges, 'every second regulator', dataset.genes, regulators);
  if (!laid.ok) throw new Error(`No true edge is possible: ${laid.error.tag}`);
  const prior = make(laid.value, new Random(DRAW));
  const known = drain(withKnowledge(dataset, settings, prior, 'auto'));
  const { strength, gain } = known.knowledge;
  const forced = await areaOf({ ...dataset, edgePenalty: trainingPenalty(prior, FORCED) });
  const chosen = strength === 0 ? null : strength === FORCED ? forced : await areaOf(known);
  return { found: { strength, gain }, chosen, forced };
}

/** The main fit alone, at its last step. */
async function trained(dataset: TrainingData) {
  const fit = await createFit(dataset, settings, createThreadDevice);
  try {
    for (let step = 0; step < fit.prepared.steps; step++)
      await trainStep(fit.device, settings, step, fit.prepared.rate);
    return networkOf(fit, (await fit.device.checkpoint()).parameters);
  } finally {
    fit.device.dispose();
  }
}

export function knownNetworkTable(rows: readonly KnownNetworkRow[]): string {
  const head = ['set', 'given', 'strength', 'gain', 'not covered', `γ ${FORCED} by force`];
  const line = ({ set, given, found, chosen, forced }: KnownNetworkRow) => [
    set,
    given,
    found ? String(found.strength) : '',
    found?.gain ? `${fixed(found.gain.mean)} [${fixed(found.gain.low)}, ${fixed(found.gain.high)}]` : '',
    found?.strength === 0 ? 'as with nothing' : fixed(chosen),
    forced === null ? '' : fixed(forced),
  ];
  return [
    'A known network of every second regulator: AUPRC over the others.',
    textTable(head, rows.map(line)),
  ].join('\n');
}
