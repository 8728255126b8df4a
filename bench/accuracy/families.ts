/** Families of simulated screens: made here by this project's simulator, and the sets of an independent simulator in simulated/. */
import { simulateHillScreen } from './hillScreen';
import type { RandomScreenSettings, simulateRandomScreen } from '../../src/simulation/randomScreen';
import type { TrainingSettings } from '../../src/dynamics/settings';
import { closedForms, methodNames } from '../../src/evaluation/methods/methodNames';
import { fileOfSet, loadKnownSet } from '../knownSet';
import type { Choice, Job } from './job';
import { measured, type SetRow } from './measure';
import {
  type KnownScreen,
  acyclic,
  confounded,
  loops,
  multiplying,
  multiplyingSparse,
  simulated,
  technical,
  transient,
  uncounted,
} from './screens';

export interface Family {
  readonly name: string;
  /** Target of the mean AUPRC of the default preset. */
  readonly target: number;
  readonly settings: Omit<RandomScreenSettings, 'seed'>;
  /** Number of its sets in simulated/. */
  readonly sets: number;
  /** Share of the perturbations that is held out, if not a fifth; and other kinetics. */
  readonly heldOut?: number;
  readonly simulate?: typeof simulateRandomScreen;
}

const knockout = { kind: 'knockout' } as const;
const overexpression = { kind: 'overexpression' } as const;
/** Every knockout is trained on. */
const hill = { sets: 0, heldOut: 0, simulate: simulateHillScreen } as const;

export const families: readonly Family[] = [
  { name: 'cycKO', target: 0.89, settings: { ...loops, ...knockout, ...uncounted }, sets: 3 },
  { name: 'cycOE', target: 0.89, settings: { ...loops, ...overexpression, ...uncounted }, sets: 3 },
  { name: 'cycTR', target: 0.9, settings: { ...loops, ...knockout, ...uncounted, ...transient }, sets: 3 },
  { name: 'cycTECH', target: 0.75, settings: { ...loops, ...knockout, ...technical(1000) }, sets: 3 },
  { name: 'cycEXT', target: 0.86, settings: { ...loops, ...knockout, ...uncounted, ...confounded }, sets: 2 },
  { name: 'dagKO', target: 0.92, settings: { ...acyclic, ...knockout, ...uncounted }, sets: 3 },
  { name: 'dagOE', target: 0.91, settings: { ...acyclic, ...overexpression, ...uncounted }, sets: 3 },
  { name: 'dagTR', target: 0.92, settings: { ...acyclic, ...knockout, ...uncounted, ...transient }, sets: 3 },
  { name: 'dagTECH', target: 0.74, settings: { ...acyclic, ...knockout, ...technical(2000) }, sets: 3 },
  {
    name: 'dagEXT',
    target: 0.83,
    settings: { ...acyclic, ...knockout, ...uncounted, ...confounded },
    sets: 2,
  },
  {
    name: 'dagEXTT',
    target: 0.65,
    settings: { ...acyclic, ...knockout, ...confounded, ...technical(2000) },
    sets: 2,
  },
  { name: 'hill', target: 0.82, settings: { ...multiplying, ...knockout }, ...hill },
  { name: 'hillSparse', target: 0.6, settings: { ...multiplyingSparse, ...knockout }, ...hill },
];

const FIRST_SEED = 501;
const SEEDS = 3;
const HELD_OUT = 0.2;
/** Known time T of a transient screen, and RK4 steps to it. */
const KNOWN_TIME = { horizon: 1.5, solverSteps: 5 };

export function familyScreen(family: Family, seed: number, heldOut: number): Promise<KnownScreen> {
  const { name, settings, simulate } = family;
  return simulated(`${name}-${seed}`, { ...settings, seed }, heldOut, simulate);
}

export function settingsOfFamily({ settings }: Family): Partial<TrainingSettings> {
  return settings.times ? KNOWN_TIME : {};
}

/** Quick: one seed each, sets made here only, no forests on 100 genes. */
export function familyJobs({ form, data, seed, isAlone }: Choice): readonly Job<SetRow>[] {
  return families.flatMap((family) => {
    const seeds = Array.from({ length: form === 'full' ? SEEDS : 1 }, (_, at) => seed + FIRST_SEED + at);
    const isWhole = form === 'full' || family.settings.topology === 'cyclic';
    const methods = isWhole ? methodNames : closedForms;
    const common = {
      group: family.name,
      methods: isAlone ? [] : methods.filter((method) => method !== 'density'),
      settings: settingsOfFamily(family),
    };
    const here = seeds.map((own) => ({
      name: `families here ${family.name} ${own}${isWhole ? '' : ' without forests'}`,
      run: async () =>
        measured(await familyScreen(family, own, family.heldOut ?? HELD_OUT), { ...common, from: 'here' }),
    }));
    const files =
      form === 'quick'
        ? []
        : Array.from({ length: family.sets }, (_, at) => fileOfSet(data, `${family.name}_${at}`));
    const shared = files
      .filter((file) => file !== undefined)
      .map((file, at) => ({
        name: `families shared ${family.name} ${at}`,
        run: async () => measured(await loadKnownSet(file), { ...common, from: 'shared' }),
      }));
    return [...here, ...shared];
  });
}
